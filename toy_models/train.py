"""Run a method on a network: `train` returns a `NetworkTrajectory`."""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import numpy as np

from toy_kernels.compiled import cores
from toy_kernels.lanes import HEARD
from toy_kernels.reference import heed, heeded
from toy_models import networks as networks_folder
from toy_models import noises
from toy_models.contract import InvalidArgument, Parameters, whole
from toy_models.data import Data
from toy_models.dynamics import Dynamics
from toy_models.network import MOST_REPLICAS, Network
from toy_models.network_run import MOST_BATCH, MOST_EVALUATIONS, Course, checked_data, fast_walk, judges, on_network, that_runs
from toy_models.plans import clocks, frames, grouped, said, segments
from toy_models.trajectory import Interrupted, Run, cut, progress

DEVICES = ("auto", "cpu", "torch", "cuda")
FRAMES, MOST_NUMBERS = 50, 200_000_000
PATIENCE = 0.1  # seconds that a stopped run waits for its threads to give up their steps


@dataclass(repr=False)
class NetworkTrajectory(Run):
    """What a training leaves behind.

    `x` (frames, replicas, weights) float32: the start, every `record_every`-th step, always the last. `train_loss` (on the
    first 2,000 training images), `test_loss`, `test_accuracy` (on all test images): (frames, replicas).
    `gradient_evaluations` (frames,) spent per replica, `steps` (frames,) done. `diverged_at` is the first step after which a
    replica was not finite (None if none was); frames from there on keep each such replica's last finite weights.
    `about` says how the run was made; replicas are named there by [first, one past the last].
    """

    train_loss: np.ndarray | None = None
    test_loss: np.ndarray | None = None
    test_accuracy: np.ndarray | None = None
    READ, WORLD = ("train_loss", "test_loss", "test_accuracy"), "network"


def train(
    net: str | Network, method: str | Dynamics, data: Data | None = None, steps: int | None = None,
    evaluations: int | None = None, replicas: int = 1, batch_size: int = 64, seed: int = 0,
    parameters: dict | str | Parameters | None = None, schedule: Sequence[tuple[int, dict]] | None = None,
    record_every: int | None = None, device: str = "auto", gradient_noise_direction: str | noises.Law = None
) -> NetworkTrajectory:
    """Train `replicas` copies of a network by a method and return their `NetworkTrajectory`.

    Each replica has its own start, minibatches and noise, functions of (seed, replica) alone.

    Args:
        net: a `Network` or the name of one.
        method: one of `dynamics/`, or its name.
        data: a `toy_models.data.Data`; None takes 10,000 and 2,000 MNIST digits.
        steps: how many.
        evaluations: in place of `steps`: as many whole steps as that many gradient evaluations pay for; 6,000 if neither is given.
        replicas: how many copies are trained.
        batch_size: images in a minibatch, drawn with replacement.
        seed: 0 to 2³² - 1.
        parameters: {name: a number, or one for each replica}, or the name of a preset: the network's own numbers, used as they
            are given. The rest keep the method's defaults, each times the network's scale (step_size x 10, temperature / N, ...).
        schedule: [(gradient evaluations, {name: value}), ...]: a change acts on the first step that starts at or after its clock.
        record_every: steps between frames; None keeps about 50 frames.
        device: "auto" and "cpu" run float32 arrays, one replica a thread: the same bits whatever the threads or the number of
            replicas. Slopes are compiled where they give what the network's text gives (`Network.compiled`), else NumPy's own of
            the text, or autograd's where it does what NumPy cannot follow (`Network.needs_torch`).
            "torch" runs all replicas as tensors with autograd on the CPU, "cuda" on a GPU.
        gradient_noise_direction: one of `noises/`, or its name: Gaussian noise of that law, of the trace that minibatches of
            `batch_size` have there, around the slope on all training images; None takes minibatches. Such a slope costs as much
            as the images together, while the clock counts one; laws that need every image's slope hold 30 million numbers at most.

    Returns:
        The `NetworkTrajectory`: weights (frames, replicas, weights) float32, losses and accuracy (frames, replicas).

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
        Interrupted: on Ctrl-C; its `trajectory` holds what had been computed.
    """
    net, data = networks_folder.get(net), checked_data(data)
    if not isinstance(device, str) or device not in DEVICES:
        raise InvalidArgument("device", device, f"one of {', '.join(DEVICES)}")
    replicas = whole("replicas", replicas, 1, MOST_REPLICAS)
    batch_size, seed = whole("batch_size", batch_size, 1, MOST_BATCH), whole("seed", seed, 0, 2**32 - 1)
    method = on_network(net, that_runs(method), len(data.train), batch_size)
    if steps is not None and evaluations is not None:
        raise InvalidArgument("evaluations", evaluations, "left out when steps is given")
    law = checked_law(gradient_noise_direction, net, data, device)
    length = {"steps": whole("steps", steps, 1, MOST_EVALUATIONS)} if steps is not None else {
        "evaluations": whole("evaluations", 6000 if evaluations is None else evaluations, 1, MOST_EVALUATIONS)}
    groups = grouped(method, parameters, replicas)
    plans = [segments(method, base, schedule, **length) for _, base in groups]
    kept = _kept(plans, record_every)
    if len(kept) * replicas * net.size > MOST_NUMBERS:
        raise InvalidArgument("record_every", record_every, f"large enough to keep at most {MOST_NUMBERS:,} numbers")
    about = {"network": net.key, "dynamics": method.key, "data": data.name, "train": len(data.train), "test": len(data.test),
             "seed": seed, "batch_size": batch_size, "device": device, "steps": int(kept[-1]), "groups": said(groups, plans)}
    about |= {} if law is None else {"direction": law.key}
    job = _Job(net, method, data, seed, batch_size, kept, _Ledger(len(kept), replicas, net.size), law)
    clock = functools.partial(clocks, method, plans[0])
    try:
        (job.by_threads if device in ("auto", "cpu") else job.by_torch)(groups, plans, device)
    except KeyboardInterrupt:
        if not job.walks:
            raise
        steps, x, numbers, reached = job.stopped()
        about["done"] = progress(reached)
        raise Interrupted(_made(job, x, numbers, clock(steps), steps, about)) from None
    return _made(job, job.ledger.x, job.ledger.numbers, clock(kept), kept, about)


def checked_law(direction, net, data, device):
    """The noise law of that name, or None; `InvalidArgument` where it says nothing of networks, or cannot run so."""
    if direction is None:
        return None
    law = noises.get(direction)
    if law.sways is None:
        known = [name for name in noises.names() if noises.get(name).sways]
        raise InvalidArgument("gradient_noise_direction", law.key, f"on a network one of {', '.join(known)}, or None")
    if device not in ("auto", "cpu"):
        raise InvalidArgument("device", device, "auto or cpu where a law stands in the place of minibatches")
    return law


def _made(job, x, numbers, clock, steps, about):
    died = job.ledger.died[job.ledger.died >= 0]
    return NetworkTrajectory(x, clock, steps, int(died.min()) if len(died) else None, about, *np.moveaxis(numbers, -1, 0).copy())


def _kept(plans, record_every):
    """The steps after which a frame is kept."""
    totals = {sum(count for count, _ in plan) for plan in plans}
    if len(totals) > 1:
        raise InvalidArgument("evaluations", totals, "replicas that all cost the same a step; give steps instead")
    steps = totals.pop()
    every = max(1, steps // FRAMES) if record_every is None else whole("record_every", record_every, 1, MOST_EVALUATIONS)
    return frames(steps, every)


class _Ledger:
    """What replicas write down as they go: weights `x`, what they are worth (`numbers`), and where they `died`."""

    def __init__(self, frames, replicas, size):
        self.x, self.numbers = np.empty((frames, replicas, size), np.float32), np.empty((frames, replicas, 3))
        self.written, self.died = np.zeros(replicas, int), np.full(replicas, -1)


@dataclass(frozen=True)
class _Job:
    """What all replicas of a training share. Both ways to run it fill the ledger; `walks` are those that began, with their rows."""

    net: Network
    method: object
    data: object
    seed: int
    batch_size: int
    kept: np.ndarray
    ledger: _Ledger
    law: object = None
    walks: list = field(default_factory=list)

    def by_threads(self, groups, plans, device):
        """Each replica by itself, or with those that it meets."""
        apart, stop = [], threading.Event()
        for (rows, _), plan in zip(groups, plans, strict=True):
            size = self.method.group(*(p for _, p in plan))
            apart += [(rows[low : low + size], plan) for low in range(0, len(rows), size)]

        def one(part):
            rows, plan = part
            walk = fast_walk(self.net, self.method, self.data, self.seed, rows.tolist(), self.batch_size, stop.is_set, self.law)
            judge = self._judge()
            self._follow(walk, rows, plan, np.asarray, lambda x: [judge(weights) for weights in x])

        _each(one, sorted(apart, key=lambda part: part[0][0]), stop)

    def by_torch(self, groups, plans, device):
        """As many replicas as can run as rows of one tensor, one such tensor after another."""
        from toy_models.torch_walk import device_named, together, torch_walk

        device = device_named(device)
        for rows, plan in together(self.method, groups, plans, device):
            walk = torch_walk(self.net, self.method, self.data, self.seed, rows, self.batch_size, device)
            self._follow(walk, rows, plan, lambda x: x.cpu().numpy(), self._judged)

    def _follow(self, walk, rows, plan, read, judged):
        clock = functools.partial(clocks, self.method, plan)
        starts = np.cumsum([0, *(count for count, _ in plan)])[:-1]
        events = [(start, parameters) for start, (_, parameters) in zip(clock(starts).tolist(), plan, strict=True)]
        course, ledger = Course(walk, self.method, events, int(clock([self.kept[-1]])[0])), self.ledger
        self.walks.append((rows, walk, read))
        for frame, at in enumerate(clock(self.kept)):
            course.advance(at)
            x = read(walk.state.x)
            ledger.x[frame, rows], ledger.numbers[frame, rows] = x, judged(x)
            ledger.written[rows], ledger.died[rows] = frame + 1, walk.died

    def stopped(self):
        """(steps, x, numbers, steps that each replica did) of what is written down, and of where every replica stands now."""
        newest, numbers = np.full(self.ledger.x.shape[1:], np.nan, np.float32), np.full(self.ledger.numbers.shape[1:], np.nan)
        reached = np.full(len(newest), -1)
        for rows, walk, read in list(self.walks):
            state, whole = walk.state, self.ledger.written[rows[0]] == len(self.kept)
            newest[rows], reached[rows] = read(state.x), self.kept[-1] if whole else state.t
            numbers[rows] = self.ledger.numbers[-1, rows] if whole else self._judged(newest[rows])
        pairs = (self.ledger.x, newest), (self.ledger.numbers, numbers)
        return *cut(self.kept, self.ledger.written, reached, *pairs), reached

    def _judge(self):
        """What gives (training loss, test loss, test accuracy) of weights; for one thread."""
        train, test = judges(self.net, self.data)
        return lambda weights: (train.loss(weights)[0], *test.loss(weights))

    def _judged(self, x):
        return _each(lambda weights: self._judge()(weights), x)


def _each(function, items, stop=None):
    """The function of every item, a thread for each core; if one fails, on Ctrl-C, or given up, the others are to `stop`."""
    pool = ThreadPoolExecutor(min(cores(), len(items)), thread_name_prefix="replica")
    started = []
    try:
        for item in items:
            started.append(pool.submit(function, item))
        while heeded() and wait(started, timeout=HEARD).not_done:
            heed()
        return [one.result() for one in started]
    except BaseException:
        if stop is not None:
            stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
        wait(started, timeout=PATIENCE)
        raise
    finally:
        pool.shutdown(wait=False)
