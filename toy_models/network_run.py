"""A network in training that can be looked at, steered, rewound and branched."""

import bisect
from dataclasses import dataclass, replace

import numpy as np

from toy_kernels import text
from toy_kernels.kept import loops
from toy_kernels.row_noise import RowNoise
from toy_kernels.rows import Walk
from toy_models import data as data_folder
from toy_models import dynamics as dynamics_folder
from toy_models import image_noise, kronecker
from toy_models import networks as networks_folder
from toy_models.contract import InvalidArgument, State, whole
from toy_models.dynamics import Dynamics
from toy_models.network_objective import fast_objective, minibatches

MOST_EVALUATIONS, MOST_BATCH = 10_000_000, 60_000
JUDGED = 2_000  # training digits whose loss is shown
REPLAYED = 4  # records between two that a run can start from again; what a method carries is as large as its weights


@dataclass(frozen=True)
class OnNetwork(Dynamics):
    """A method as a network runs it: its defaults times the network's scales or its own, its ranges wide enough for both worlds."""

    PARAMETERS: tuple = ()


def on_network(network, method, digits, batch_size=None):
    """The `OnNetwork` of a network and a method (objects or names), with so many training digits, in minibatches of that size."""
    network, method = networks_folder.get(network), dynamics_folder.get(method)
    declared = []
    for parameter in method.module.PARAMETERS:  # the file's own, also where the method was made ready for a network before
        factor = network.scale(parameter.slider, digits, method.scales)
        wider = {"low": parameter.low * min(factor, 1), "high": parameter.high * max(factor, 1)}
        declared.append(parameter if factor == 1 else replace(parameter, default=parameter.default * factor, **wider))
    factors = tuple((parameter.name, network.scale(parameter.slider, digits, method.scales)) for parameter in method.PARAMETERS)
    whole = minibatches(digits, batch_size) if batch_size else 1
    return OnNetwork(method.key, method.module, factors, whole, tuple(declared))


def that_runs(method):
    """The method of that name; `InvalidArgument` where networks have no word for it."""
    method = dynamics_folder.get(method)
    try:
        method.check("rows")
    except text.Unreadable as reason:
        raise InvalidArgument("method", method.key, f"one that runs on networks: {reason}") from None
    return method


def trains(network, method):
    """Whether a method (object or name) trains a network: rows read it, and the network has every word that it asks for."""
    network, method = networks_folder.get(network), dynamics_folder.get(method)
    return "rows" in method.runs_on and ("natural" not in method.text.asks or kronecker.layered(network))


def at_rest(method, x):
    """The `State` before the first step, with nothing carried yet."""
    return State(x, 0, **{name: 0 * x for name in method.CARRIES})


def fast_walk(network, method, data, seed, replicas, batch_size, stopped=bool, law=None):
    """A `Walk` of float32 arrays from the network's own start, for the replicas of these numbers; `stopped` ends it in mid-step.

    law: one of `toy_models.noises` in the place of minibatches, or None.
    """
    start = network.start(seed, replicas)
    if law is None:
        objective = fast_objective(network, data.train, replicas, seed, batch_size, stopped)
    else:
        objective = image_noise.objective(network, data.train, replicas, seed, batch_size, law, start, stopped)
    objective.check(method)
    noise = RowNoise(seed, replicas, network.size)
    return Walk(method.step, at_rest(method, start), objective, noise, within=loops("row_loops").within)


class Course:
    """A walk with a clock, gradient evaluations, and a schedule: the parameters that hold from each reading on.

    events: [(clock, Parameters)], the first at 0; each acts on the first step that starts at or after its clock.
    """

    def __init__(self, walk, method, events, evaluations):
        self.walk, self.method, self.events, self.evaluations = walk, method, list(events), evaluations
        self.clock = 0

    def parameters(self, clock):
        """The parameters that hold for a step that starts at `clock`."""
        return self.events[bisect.bisect_right(self.events, clock, key=lambda event: event[0]) - 1][1]

    def step(self):
        """One step, if it can be paid for; returns whether it was done."""
        parameters = self.parameters(self.clock)
        cost = self.method.evaluations(parameters)
        if self.clock + cost > self.evaluations:
            return False
        self.walk.advance(parameters)
        self.clock += cost
        return True

    def advance(self, clock):
        """Step until the clock reads at least `clock`, or no row moves any more, or the evaluations are spent."""
        while self.clock < clock and bool(self.walk.alive.any()) and self.step():
            pass


@dataclass(frozen=True)
class Records:
    """What was written down so far; row i is the first state whose clock is at least i times `record_every`."""

    clock: np.ndarray
    train_loss: np.ndarray
    test_loss: np.ndarray
    test_accuracy: np.ndarray


@dataclass(frozen=True, eq=False)
class _Record:
    clock: int
    x: np.ndarray
    numbers: tuple
    state: State | None


class NetworkRun:
    """One network that learns under one method, `evaluations` gradient evaluations long.

    net, method: objects or names. data: a `Data`; None takes 10,000 and 2,000 MNIST digits. parameters: the network's own
    numbers (or a preset's name); what is not given is the method's default times the network's scale.
    record_every: gradient evaluations between records. replica: which of the replicas that share the seed.
    A replica that meets others brings them along: those of its group, of the size that the parameters give it at the start.
    A run is a function of (seed, schedule of parameters): one that was steered equals one that was scheduled, bit for bit.
    Raises `InvalidArgument`, a ValueError, that names the argument, the value and what is allowed.
    """

    def __init__(self, net, method, data=None, seed=0, parameters=None, batch_size=64, record_every=50, evaluations=6000,
                 replica=0):
        self.net = networks_folder.get(net)
        self.data = checked_data(data)
        self.seed, self.batch_size = whole("seed", seed, 0, 2**32 - 1), whole("batch_size", batch_size, 1, MOST_BATCH)
        self.method = on_network(self.net, that_runs(method), len(self.data.train), self.batch_size)
        self.record_every = whole("record_every", record_every, 1, MOST_EVALUATIONS)
        self.evaluations = whole("evaluations", evaluations, 1, MOST_EVALUATIONS)
        self.diverged_at = None  # or (step, clock): where the weights would have left; they stay where they were before
        first, replica = self.method.parameters(parameters), whole("replica", replica, 0, 2**20)
        size = self.method.group(first)
        self._member = replica % size
        rows = range(replica - self._member, replica - self._member + size)
        walk = fast_walk(self.net, self.method, self.data, self.seed, rows, self.batch_size)
        self._course = Course(walk, self.method, [(0, first)], self.evaluations)
        self._judges = judges(self.net, self.data)
        self._records = []
        self._record()

    @property
    def clock(self):
        """Gradient evaluations spent on reaching the weights."""
        return self._course.clock

    @property
    def weights(self):
        """The weights now: float32 (weight,)."""
        return self._course.walk.state.x[self._member]

    @property
    def parameters(self):
        """The parameters that hold for the next step."""
        return self._course.parameters(self.clock)

    @property
    def records(self):
        """The `Records` so far."""
        numbers = np.array([record.numbers for record in self._records]).T
        return Records(np.array([record.clock for record in self._records]), *numbers)

    def advance(self, evaluations):
        """Run until the clock reads at least `evaluations`, or the run is over; returns whether it moved."""
        moved = False
        while self.clock < evaluations and self.diverged_at is None and self._step():
            moved = True
        return moved

    def checkpoint(self, clock):
        """The weights (weight,) of the last record at or before `clock`."""
        return self._records[self._last(clock)].x[self._member]

    def branch(self, clock, values):
        """Go back to `clock` and go on from there with `values` laid over the parameters that held.

        They act on the first step that starts at or after `clock`. Later records, and later changes, are dropped. A `clock`
        that the run has not reached waits for it.
        """
        course, clock = self._course, whole("clock", clock, 0, self.evaluations)
        parameters = self.method.parameters(values, base=course.parameters(clock))
        course.events = [event for event in course.events if event[0] < clock] + [(clock, parameters)]
        if clock <= self.clock:
            self.diverged_at = None
        if clock < self.clock:
            self._rewind(clock)
            self.advance(clock)

    def _rewind(self, clock):
        """Stand at the last record at or before `clock` that a run can start from."""
        last = self._last(clock)
        while self._records[last].state is None:
            last = self._records.index(self._records[last]) - 1
        del self._records[last + 1 :]
        self._course.walk.restart(self._records[last].state)
        self._course.clock = self._records[last].clock

    def _last(self, clock):
        return max(bisect.bisect_right(self._records, clock, key=lambda record: record.clock) - 1, 0)

    def _step(self):
        course = self._course
        before, clock = course.walk.state, course.clock
        if not course.step():
            return False
        if not course.walk.alive[self._member]:
            self.diverged_at = (int(course.walk.died[self._member]), course.clock)
            course.walk.restart(before)
            course.clock = clock
            return False
        if course.clock >= len(self._records) * self.record_every:
            self._record()
        return True

    def _record(self):
        """Write down the state now, once for every reading of the grid that it is the first to reach."""
        train, test = (judge.loss(self.weights) for judge in self._judges)
        state, places = self._course.walk.state, range(len(self._records), self.clock // self.record_every + 1)
        kept = state if any(place % REPLAYED == 0 for place in places) else None
        self._records += [_Record(self.clock, state.x, (train[0], *test), kept)] * len(places)


def checked_data(data):
    """`data` (None: 10,000 and 2,000 MNIST digits), or `InvalidArgument`."""
    if data is not None and not isinstance(data, data_folder.Data):
        raise InvalidArgument("data", data, "a toy_models.data.Data, or None")
    return data_folder.mnist() if data is None else data


def judges(network, data):
    """(train, test): what gives the loss and accuracy on the first 2,000 training images, and on all test images."""
    return network.judge(data.train.first(JUDGED)), network.judge(data.test)
