"""A race of methods on one network, at equal gradient evaluations or at equal training loss, paired by seed.

The start of a run, and the minibatches of each of its steps, are functions of its seed: all lanes of a seed share them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from toy_models import dynamics as dynamics_folder
from toy_models import measures
from toy_models import networks as networks_folder
from toy_models.contract import InvalidArgument, few, number, whole
from toy_models.data import Data
from toy_models.dynamics import Dynamics
from toy_models.network import Network
from toy_models.network_run import MOST_BATCH, MOST_EVALUATIONS, NetworkRun, checked_data, judges, on_network, that_runs
from toy_models.paired import LEVEL, Difference, Podium, difference
from toy_models.shown import Shown
from toy_models.standing import EVERY, JUDGED, stood, unit_of

STRIDE = 10  # gradient evaluations between two looks at the clock
FACTORS = (0.5, 1.0, 2.0)  # of the default step, that a search tries
SEARCHED = (1_000_000, 1_000_001)  # its seeds, which no race has
SEEDS = (2, 1000)


@dataclass(frozen=True, eq=False)
class Finish:
    """Where one run ended: the weights (weight,) there, and the `curve` (record, 2) of clocks and test accuracies on the way.

    `reached` is false where it did not come to the training loss in time, or its weights left the numbers: then it is in no mean.
    `spent`: all its gradient evaluations, `evaluations` those to the finish.
    """

    reached: bool
    evaluations: int
    spent: int
    train_loss: float
    test_loss: float
    accuracy: float
    weights: np.ndarray
    curve: np.ndarray

    def value(self, judged: str) -> float:
        """What it is worth by one of `JUDGED`; NaN where it was not reached."""
        return float(getattr(self, judged)) if self.reached else float("nan")


@dataclass(frozen=True)
class Tuning:
    """What a search found: the `factor` of the default step, the `step` that it makes, each trial's mean accuracy, and the `cost`.

    `cost`: gradient evaluations of all trials together. A method without a step has factor 1 and cost 0.
    """

    factor: float
    step: float | None
    accuracies: tuple
    cost: int


def step_of(method):
    """The parameter that is a method's step; None for a step of somebody's own that has none."""
    return next((parameter for parameter in method.PARAMETERS if parameter.name == "step_size"), None)


def stepped(network, method, digits, batch_size, factor):
    """({parameter: value}, its value) of a method whose step is its default on this network times a factor; ({}, None) for none."""
    on = on_network(network, that_runs(method), digits, batch_size)
    step = step_of(on)
    if step is None:
        return {}, None
    low, high = step.bounds
    value = min(max(step.default * factor, low), high)
    return ({} if factor == 1 else {step.name: value}), value


def raced(method):
    """The method of that name; `InvalidArgument` where networks do not run it, or its copies meet and share what they spend."""
    method = that_runs(method)
    if method.group(method.defaults()) > 1:
        raise InvalidArgument("method", method.key, "one whose copies do not meet: a group pays for each of its members")
    return method


def finish(network, method, data, seed, parameters=None, batch_size=64, evaluations=3000, loss=None, watch=lambda: None):
    """One run to its `Finish`: after so many gradient evaluations, or with `loss` where its training loss first fell so low.

    watch(): called between strides; what it raises ends the run.
    """
    run = NetworkRun(network, raced(method), data, seed, parameters, batch_size, EVERY, evaluations)
    moved, there = True, False
    while moved and not there:
        watch()
        moved = run.advance(run.clock + STRIDE)
        there = loss is not None and run.records.train_loss[-1] <= loss
    records = run.records
    clocks, first = np.unique(records.clock, return_index=True)
    curve = np.stack([clocks, records.test_accuracy[first]], axis=1)
    k = int(np.argmax(records.train_loss <= loss)) if there else -1
    if loss is None and run.clock > records.clock[-1]:  # the last steps have no record of their own
        train, test = (judge.loss(run.weights) for judge in judges(run.net, run.data))
        numbers, clock, x = (train[0], *test), run.clock, run.weights
        curve = np.concatenate([curve, [[clock, numbers[2]]]])
    else:
        clock, x = int(records.clock[k]), run.checkpoint(records.clock[k])
        numbers = records.train_loss[k], records.test_loss[k], records.test_accuracy[k]
    reached = run.diverged_at is None and (loss is None or there) and bool(np.isfinite(numbers).all())
    return Finish(reached, int(clock), int(run.clock), *map(float, numbers), np.array(x), curve)


def trial_data(data):
    """What a search learns from and is judged by: the training images without their last fifth, and that fifth. No test image."""
    cut = max(len(data.train) - len(data.train) // 5, 1)
    held = data.train.some(slice(cut, None)) if cut < len(data.train) else data.train
    return Data(f"{data.name}, of which the last fifth judges", data.train.first(cut), held)


def chosen(trials):
    """The best of {factor: [`Finish`, ...]} by mean accuracy, and those means; the default where none has come there."""
    means = {factor: float(np.mean([one.value("accuracy") for one in ends])) for factor, ends in trials.items()}
    best = max(means, key=lambda factor: (np.nan_to_num(means[factor], nan=-1.0), factor == 1.0))
    return (best if np.isfinite(means[best]) else 1.0), means


def search(network, method, data, batch_size=64, evaluations=3000, loss=None, factors=FACTORS, watch=lambda: None):
    """The `Tuning` of a method's step: each factor of its default at two seeds of no race, judged on images not learnt from."""
    if step_of(raced(method)) is None:
        return Tuning(1.0, None, (), 0)
    held, trials = trial_data(data), {}
    for factor in factors:
        values, _ = stepped(network, method, len(data.train), batch_size, factor)
        trials[factor] = [finish(network, method, held, seed, values, batch_size, evaluations, loss, watch) for seed in SEARCHED]
    factor, means = chosen(trials)
    cost = sum(one.spent for ends in trials.values() for one in ends)
    return Tuning(factor, stepped(network, method, len(data.train), batch_size, factor)[1], tuple(means.items()), cost)


@dataclass(frozen=True, eq=False, repr=False)
class Race(Shown):
    """What a race leaves behind: `lanes` {name: [`Finish` of each seed]}, and what was searched before, `tunings` {name: `Tuning`}.

    `network` and `data` are what was learnt, and from what; `about` says what was held equal, "evaluations" or "loss", the batch
    size and the seeds.
    """

    network: Network
    data: Data
    lanes: dict
    tunings: dict = field(default_factory=dict)
    about: dict = field(default_factory=dict)

    def values(self, judged: str = "accuracy") -> dict[str, np.ndarray]:
        """{lane: values (seed,)}, NaN where a run did not come to the finish.

        judged: accuracy, test_loss, train_loss, evaluations, or the name of a measure, taken of the weights at the finish.
        """
        if judged in JUDGED:
            return {name: np.array([one.value(judged) for one in ends]) for name, ends in self.lanes.items()}
        measure = measures.get(judged)
        return {name: np.array([self._measured(measure, one) for one in ends]) for name, ends in self.lanes.items()}

    def _measured(self, measure, one):
        if not one.reached:
            return np.nan
        return float(measure(self.network, one.weights[None].astype(float), images=self.data.train.first(500)).value[0])

    def difference(self, one: str, other: str, judged: str = "accuracy", level: float = LEVEL) -> Difference:
        """Lane `one` less lane `other`, paired by seed, in what is `judged`; the interval is for this one pair, at a `level`."""
        values = self.values(judged)
        for name in (one, other):
            if name not in values:
                raise InvalidArgument("lane", name, f"one of {', '.join(values)}")
        return difference(values[one], values[other], level, unit=unit_of(judged, len(self.data.test)))

    def podium(self, judged: str = "accuracy", level: float = LEVEL) -> Podium:
        """Who stands where by what is judged; of a measure less is taken for better. All pairs together are right at that level.

        By what is held equal all stand on one step. A measure of which less is not flatter raises `InvalidArgument`.
        """
        if judged not in JUDGED and not measures.get(judged).ranks:
            raise InvalidArgument("judged", judged, f"one of {', '.join(JUDGED)}, or a measure of which less is flatter")
        return stood(self.values(judged), judged, self.about["at"], len(self.data.test), level)

    def _line(self):
        return f"race of {len(self.lanes)} on {self.network.name}, {len(self.about['seeds'])} seeds, at equal {self.about['at']}"

    def _head(self):
        return ("lane", "test accuracy", "± standard error", "training loss", "evaluations")

    def _rows(self):
        judged = {name: self.values(name) for name in ("accuracy", "train_loss", "evaluations")}
        n = len(self.about["seeds"])
        return [(name, float(a.mean()), float(a.std(ddof=1) / n**0.5), float(judged["train_loss"][name].mean()),
                 float(judged["evaluations"][name].mean())) for name, a in judged["accuracy"].items()]


def race(
    net: str | Network, methods: Sequence[str | Dynamics | Callable | tuple], data: Data | None = None,
    seeds: int | Sequence[int] = 5, evaluations: int = 3000, loss: float | None = None, batch_size: int = 64, tuned: bool = False
) -> Race:
    """Let methods train one network from the same starts, on the same streams of minibatches, and give back the `Race`.

    Args:
        net: a `Network` or the name of one.
        methods: names, methods or steps of one's own; or pairs of such a one and {parameter: value}, the network's own numbers.
        data: a `toy_models.data.Data`; None takes 10,000 and 2,000 MNIST digits.
        seeds: how many, 2 to 1,000, counted from 0; or which. A seed gives every lane the same start and the same minibatches.
        evaluations: gradient evaluations that each run may spend: in whole steps, all of them, or with `loss` at the most.
        loss: the training loss at which all are compared instead; None compares at equal evaluations.
        batch_size: images in a minibatch.
        tuned: whether the step of each method is searched first: half, once and twice its default, two seeds, judged on the last
            fifth of the training images, which the trials do not learn from. `Race.tunings` has what came of it and what it cost.

    Returns:
        The `Race`: every run's finish, paired differences (`difference`) and who stands where (`podium`).

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    net, data = networks_folder.get(net), checked_data(data)
    which = _seeds(seeds)
    batch_size, evaluations = whole("batch_size", batch_size, 1, MOST_BATCH), whole("evaluations", evaluations, 1, MOST_EVALUATIONS)
    loss = None if loss is None else number("loss", loss, 0, 100)
    lanes, tunings = {}, {}
    for name, method, given in _lanes(methods):
        values = dict(given)
        if tuned and not given:
            tunings[name] = search(net, method, data, batch_size, evaluations, loss)
            values, _ = stepped(net, method, len(data.train), batch_size, tunings[name].factor)
        lanes[name] = [finish(net, method, data, seed, values, batch_size, evaluations, loss) for seed in which]
    about = {"at": "evaluations" if loss is None else "loss", "evaluations": evaluations, "loss": loss, "batch_size": batch_size,
             "seeds": which, "data": data.name}
    return Race(net, data, lanes, tunings, about)


def _seeds(seeds):
    if isinstance(seeds, int | np.integer) and not isinstance(seeds, bool):
        return tuple(range(whole("seeds", seeds, *SEEDS)))
    given = few("seeds", seeds, SEEDS[1], "how many, or a list of seeds")
    which = tuple(whole("seeds", seed, 0, 2**32 - 1) for seed in given)
    if not SEEDS[0] <= len(set(which)) == len(which) <= SEEDS[1]:
        raise InvalidArgument("seeds", seeds, f"{SEEDS[0]} to {SEEDS[1]:,}, each of them once")
    return which


def _lanes(methods):
    if isinstance(methods, str) or not isinstance(methods, Sequence) or not methods:
        raise InvalidArgument("methods", methods, "a list of methods, or of pairs of a method and {parameter: value}")
    found, names = [], {}
    for one in methods:
        method, given = one if isinstance(one, tuple) and len(one) == 2 else (one, {})
        method = raced(dynamics_folder.get(method))
        names[method.NAME] = names.get(method.NAME, 0) + 1
        found.append((method.NAME if names[method.NAME] == 1 else f"{method.NAME} ({names[method.NAME]})", method, given))
    return found
