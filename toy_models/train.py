"""Run a method on a network: `train` returns a `NetworkTrajectory`."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from toy_kernels.compiled import cores
from toy_models import networks as networks_folder
from toy_models.contract import InvalidArgument, whole
from toy_models.network import MOST_REPLICAS, Network
from toy_models.network_run import MOST_BATCH, MOST_EVALUATIONS, Course, checked_data, fast_walk, judges, on_network
from toy_models.simulate import clocks, frames, grouped, segments

DEVICES = ("auto", "cpu", "torch", "cuda")
FRAMES, MOST_NUMBERS = 50, 200_000_000


@dataclass
class NetworkTrajectory:
    """What a training left behind.

    `x` (frames, replicas, weights) float32: the start, every `record_every`-th step, always the last. `train_loss` (on the
    first 2,000 training images), `test_loss`, `test_accuracy` (on all test images): (frames, replicas).
    `gradient_evaluations` (frames,) spent per replica, `steps` (frames,) done. `diverged_at` is the first step after which a
    replica was not finite (None if none was); frames from there on keep each such replica's last finite weights.
    `about` says how the run was made.
    """

    x: np.ndarray
    train_loss: np.ndarray
    test_loss: np.ndarray
    test_accuracy: np.ndarray
    gradient_evaluations: np.ndarray
    steps: np.ndarray
    diverged_at: int | None
    about: dict = field(default_factory=dict)

    def to_dataframe(self):
        """A pandas frame with one row per frame and replica; the weights are left out."""
        import pandas

        kept, replicas = self.train_loss.shape
        return pandas.DataFrame({
            "step": np.repeat(self.steps, replicas),
            "gradient_evaluations": np.repeat(self.gradient_evaluations, replicas),
            "replica": np.tile(np.arange(replicas), kept),
            **{name: getattr(self, name).ravel() for name in ("train_loss", "test_loss", "test_accuracy")},
        })

    def save(self, path):
        """Write everything to one compressed .npz file; `load` reads it back."""
        numbers = {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}
        diverged = -1 if self.diverged_at is None else self.diverged_at
        np.savez_compressed(path, **numbers, diverged_at=diverged, about=json.dumps(self.about))

    @classmethod
    def load(cls, path):
        """The trajectory that `save` wrote."""
        with np.load(path) as file:
            values = {name: file[name] for name in file.files}
        diverged, about = int(values.pop("diverged_at")), json.loads(str(values.pop("about")))
        return cls(**values, diverged_at=None if diverged < 0 else diverged, about=about)


def train(net, method, data=None, steps=None, evaluations=None, replicas=1, batch_size=64, seed=0, parameters=None, schedule=None,
          record_every=None, device="auto"):
    """Train `replicas` copies of a network by a method and return their `NetworkTrajectory`.

    net: a `Network` or the name of one. method: one of `dynamics/`, or its name. data: a `toy_models.data.Data`; None takes
    10,000 and 2,000 MNIST digits. Each replica has its own start, minibatches and noise, functions of (seed, replica) alone.
    steps: how many, or `evaluations`: as many whole steps as that many gradient evaluations pay for (6,000 if neither is given).
    parameters: {name: a number, or one for each replica}, or the name of a preset: the network's own numbers, used as they
    are given. The rest keep the method's defaults, each times the network's scale (step_size x 10, temperature / N, ...).
    schedule: [(gradient evaluations, {name: value}), ...]: a change acts on the first step that starts at or after its clock.
    record_every: steps between frames; None keeps about 50 frames.
    device: "auto" and "cpu" run float32 arrays on sparse slopes, one replica a thread: the same bits whatever the threads or
    the number of replicas. "torch" runs all replicas as tensors with autograd on the CPU, "cuda" on a GPU.

    Raises `InvalidArgument`, a ValueError, that names the argument, the value and what is allowed.
    """
    net, data = networks_folder.get(net), checked_data(data)
    method = on_network(net, method, len(data.train))
    if not isinstance(device, str) or device not in DEVICES:
        raise InvalidArgument("device", device, f"one of {', '.join(DEVICES)}")
    replicas = whole("replicas", replicas, 1, MOST_REPLICAS)
    batch_size, seed = whole("batch_size", batch_size, 1, MOST_BATCH), whole("seed", seed, 0, 2**32 - 1)
    if steps is not None and evaluations is not None:
        raise InvalidArgument("evaluations", evaluations, "left out when steps is given")
    length = {"steps": whole("steps", steps, 1, MOST_EVALUATIONS)} if steps is not None else {
        "evaluations": whole("evaluations", 6000 if evaluations is None else evaluations, 1, MOST_EVALUATIONS)}
    groups = grouped(method, parameters, replicas)
    plans = [segments(method, base, schedule, **length) for _, base in groups]
    kept = _kept(plans, record_every)
    if len(kept) * replicas * net.size > MOST_NUMBERS:
        raise InvalidArgument("record_every", record_every, f"large enough to keep at most {MOST_NUMBERS:,} numbers")
    job = _Job(net, method, data, seed, batch_size, kept)
    x, died = (job.by_threads if device in ("auto", "cpu") else job.by_torch)(groups, plans, device)
    about = {"network": net.key, "dynamics": method.key, "data": data.name, "train": len(data.train), "test": len(data.test),
             "seed": seed, "batch_size": batch_size, "device": device, "steps": int(kept[-1]),
             "groups": [{"replicas": rows.tolist(), "segments": [[count, p.as_dict()] for count, p in plan]}
                        for (rows, _), plan in zip(groups, plans, strict=True)]}
    diverged = int(died[died >= 0].min()) if (died >= 0).any() else None
    return NetworkTrajectory(x, *_judged(net, data, x), clocks(method, plans[0])[kept], kept, diverged, about)


def _kept(plans, record_every):
    """The steps after which a frame is kept."""
    totals = {sum(count for count, _ in plan) for plan in plans}
    if len(totals) > 1:
        raise InvalidArgument("evaluations", totals, "replicas that all cost the same a step; give steps instead")
    steps = totals.pop()
    every = max(1, steps // FRAMES) if record_every is None else whole("record_every", record_every, 1, MOST_EVALUATIONS)
    return frames(steps, every)


@dataclass(frozen=True)
class _Job:
    """What all replicas of a training share. Both ways to run it give frames (frame, replica, weight) and died (replica,)."""

    net: Network
    method: object
    data: object
    seed: int
    batch_size: int
    kept: np.ndarray

    def by_threads(self, groups, plans, device):
        """Each replica by itself."""
        alone = {int(row): plan for (rows, _), plan in zip(groups, plans, strict=True) for row in rows}

        def one(row):
            walk = fast_walk(self.net, self.method, self.data, self.seed, [row], self.batch_size)
            return self._frames(walk, alone[row], np.asarray)

        results = _each(one, sorted(alone))
        return np.concatenate([x for x, _ in results], axis=1), np.concatenate([died for _, died in results])

    def by_torch(self, groups, plans, device):
        """As many replicas as can run as rows of one tensor, one such tensor after another."""
        from toy_models.torch_walk import device_named, together, torch_walk

        device, total = device_named(device), sum(len(rows) for rows, _ in groups)
        x, died = np.empty((len(self.kept), total, self.net.size), np.float32), np.full(total, -1)
        for rows, plan in together(self.method, groups, plans, device):
            walk = torch_walk(self.net, self.method, self.data, self.seed, rows, self.batch_size, device)
            x[:, rows], died[rows] = self._frames(walk, plan, lambda x: x.cpu().numpy())
        return x, died

    def _frames(self, walk, plan, read):
        clock = clocks(self.method, plan)
        starts = np.cumsum([0, *(count for count, _ in plan)])[:-1]
        events = [(int(clock[start]), parameters) for start, (_, parameters) in zip(starts, plan, strict=True)]
        course = Course(walk, self.method, events, int(clock[-1]))
        out = np.empty((len(self.kept), *walk.state.x.shape), np.float32)
        for frame, at in zip(out, clock[self.kept], strict=True):
            course.advance(at)
            frame[:] = read(walk.state.x)
        return out, walk.died


def _judged(net, data, x):
    """(train_loss, test_loss, test_accuracy), each (frame, replica)."""

    def one(replica):
        train, test = judges(net, data)
        return [(train.loss(weights)[0], *test.loss(weights)) for weights in x[:, replica]]

    return np.array(_each(one, range(x.shape[1]))).transpose(2, 1, 0)


def _each(function, items):
    """The function of every item, on as many threads as there are cores."""
    with ThreadPoolExecutor(min(cores(), len(items)), thread_name_prefix="replica") as pool:
        return list(pool.map(function, items))
