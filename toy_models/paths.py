"""Paths between two solutions of a network: the straight line, and curves whose bend is trained by any method.

    bezier    φ(t) = (1 - t)² a + 2t(1 - t) θ + t² b
    polygon   φ(t) = a + 2t (θ - a) up to t = 1/2, then θ + (2t - 1)(b - θ)

The bend θ descends the mean over t, uniform in (0, 1), of the loss at φ(t): a minibatch is images and a t.
Garipov, Izmailov, Podoprikhin, Vetrov and Wilson, NeurIPS 2018, arXiv 1802.10026.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels import noise, row_noise
from toy_kernels.row_noise import RowNoise
from toy_kernels.rows import Walk
from toy_models import networks
from toy_models.contract import InvalidArgument, Parameters, whole
from toy_models.data import Data, Images
from toy_models.dynamics import Dynamics
from toy_models.judge import checked_array
from toy_models.network import Network
from toy_models.network_objective import Known, NetworkObjective, looked, minibatches
from toy_models.network_run import MOST_BATCH, MOST_EVALUATIONS, Course, at_rest, checked_data, on_network
from toy_models.shown import Shown

__all__ = ["Bending", "Path", "curve", "line"]
KINDS = {  # how much of a, θ and b there is at t
    "line": lambda t: (1 - t, 0 * t, t),
    "bezier": lambda t: ((1 - t) ** 2, 2 * t * (1 - t), t**2),
    "polygon": lambda t: (np.maximum(1 - 2 * t, 0), 1 - np.abs(2 * t - 1), np.maximum(2 * t - 1, 0)),
}
MOST_PLACES = 100_000
PLACES = "its loss is a mean over all places t along it, which are no finite number"


@dataclass(frozen=True, eq=False, repr=False)
class Path(Shown):
    """A path of a `network`'s weights: its `kind`, and `points` (3, weight): one end, the bend, the other end.

    `data` are the images that it is shown on at the end of a cell.
    """

    network: Network
    kind: str
    points: np.ndarray
    data: Data | None = None

    def _line(self):
        return f"path of {self.network.key}: {self.kind} through {self.points.shape[1]:,} weights"

    def _rows(self):
        (a, bend, b), length = self.points, np.linalg.norm
        return [("from end to end", length(b - a)), ("the bend from the middle of the line", length(bend - (a + b) / 2))]

    def at(self, t: ArrayLike) -> NDArray[np.float64]:
        """The weights at t (place,) in [0, 1]: float64 (place, weight)."""
        t = checked_array("t", t, (None,)).astype(float)
        if not ((t >= 0) & (t <= 1)).all():
            raise InvalidArgument("t", t, "numbers from 0 to 1")
        return np.stack(KINDS[self.kind](t), axis=-1) @ self.points

    def profile(self, images: Images, places: int = 41) -> tuple[NDArray, NDArray, NDArray]:
        """(t, loss, share of `images` read wrongly), each (place,), on so many evenly spaced `places` with both ends."""
        t, judge = np.linspace(0, 1, whole("places", places, 2, MOST_PLACES)), self.network.judge(images)
        loss, right = np.array([judge.loss(self.at(t[[i]])[0]) for i in range(len(t))]).T
        return t, loss, 1 - right

    def length(self, places: int = 101) -> float:
        """How long it is, as so many evenly spaced `places` joined by lines."""
        steps = np.diff(self.at(np.linspace(0, 1, whole("places", places, 2, MOST_PLACES))), axis=0)
        return float(np.linalg.norm(steps, axis=1).sum())

    def barriers(self, images: Images, places: int = 41) -> tuple[float, float]:
        """How far (loss, share wrong) on `images` rise above the higher of their two ends, at so many `places` along the path."""
        return tuple(float(along.max() - max(along[0], along[-1])) for along in self.profile(images, places)[1:])


def line(network: str | Network, a: ArrayLike, b: ArrayLike, data: Data | None = None) -> Path:
    """The straight `Path` between two solutions.

    Args:
        network: a `Network` or the name of one.
        a: the weights at one end, (weight,).
        b: those at the other.
        data: what the path is shown on at the end of a cell; None takes the digits that `tm.train` takes.

    Returns:
        The `Path`; its bend stands in the middle.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    network = networks.get(network)
    a, b = _end(network, "a", a), _end(network, "b", b)
    return Path(network, "line", np.stack([a, (a + b) / 2, b]), None if data is None else checked_data(data))


def curve(
    network: str | Network, a: ArrayLike, b: ArrayLike, data: Data | None = None, kind: str = "bezier",
    method: str | Dynamics = "sgd", evaluations: int = 3000, batch_size: int = 64, seed: int = 0,
    parameters: dict | str | Parameters | None = None
) -> Path:
    """A `Path` between two solutions whose bend is trained; it starts in the middle of the line.

    Args:
        network: a `Network` or the name of one.
        a: the weights at one end, (weight,).
        b: those at the other.
        data: the digits that the bend is trained on; None takes those that `tm.train` takes.
        kind: "bezier" or "polygon".
        method: what trains the bend, one of `dynamics/` or its name.
        evaluations: the gradient evaluations that are spent.
        batch_size: images in a minibatch; each comes with a place t of its own.
        seed: of minibatches, places and noise, 0 to 2³² - 1.
        parameters: as for `tm.train`.

    Returns:
        The `Path`.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    bending = Bending(network, a, b, data, kind, method, evaluations, batch_size, seed, parameters)
    bending.advance(bending.evaluations)
    return bending.path


class Bending(Shown):
    """A `curve` whose bend is trained a little at a time.

    Args:
        network: a `Network` or the name of one.
        a: the weights at one end, (weight,).
        b: those at the other.
        data: the digits that the bend is trained on; None takes those that `tm.train` takes.
        kind: "bezier" or "polygon".
        method: what trains the bend, one of `dynamics/` or its name.
        evaluations: the gradient evaluations that may be spent.
        batch_size: images in a minibatch; each comes with a place t of its own.
        seed: of minibatches, places and noise, 0 to 2³² - 1.
        parameters: as for `tm.train`.

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """

    def __init__(
        self, network: str | Network, a: ArrayLike, b: ArrayLike, data: Data | None = None, kind: str = "bezier",
        method: str | Dynamics = "sgd", evaluations: int = 3000, batch_size: int = 64, seed: int = 0,
        parameters: dict | str | Parameters | None = None
    ):
        self._straight, self._kind, self._data = line(network, a, b), kind, checked_data(data)
        if not isinstance(kind, str) or kind not in KINDS or kind == "line":
            raise InvalidArgument("kind", kind, "bezier or polygon")
        seed, batch_size = whole("seed", seed, 0, 2**32 - 1), whole("batch_size", batch_size, 1, MOST_BATCH)
        network, method = self._straight.network, on_network(self._straight.network, method, len(self._data.train), batch_size)
        self.evaluations = whole("evaluations", evaluations, 1, MOST_EVALUATIONS)
        bend = self._straight.points[1:2].astype(np.float32)
        asked = objective(self._straight, kind, self._data.train, seed, batch_size)
        asked.check(method)
        walk = Walk(method.step, at_rest(method, bend), asked, RowNoise(seed, [0], network.size))
        self._course = Course(walk, method, [(0, method.parameters(parameters))], self.evaluations)

    def _line(self):
        return f"bend of a {self._kind} of {self._straight.network.key}: {self.clock:,} of {self.evaluations:,} evaluations"

    def _rows(self):
        return self.path._rows()

    @property
    def clock(self) -> int:
        """Gradient evaluations that were spent."""
        return self._course.clock

    def advance(self, clock: int) -> bool:
        """Train until the `clock` reads at least that, or all evaluations are spent; gives back whether it moved."""
        before = self.clock
        self._course.advance(min(clock, self.evaluations))
        return self.clock > before

    @property
    def path(self) -> Path:
        """The `Path` as it is now."""
        (a, _, b), bend = self._straight.points, self._course.walk.state.x[0].astype(float)
        return Path(self._straight.network, self._kind, np.stack([a, bend, b]), self._data)


class BendObjective(NetworkObjective):
    """A path as a function of its bend θ (1, weight): a batch is (numbers of images, t), and f_B(θ) the loss on them at φ(t).

    As ∂φ/∂θ is a number m(t), the slope is m times that at φ, and the Hessian m² times. Blocks are those of the bend.
    """

    def __init__(self, draw, slope, at, known, whole):
        super().__init__(draw, slope, known=known, whole=whole, refused={"everything": PLACES})
        self.world, self._at = f"path on {known.world}", at

    def energy(self, x, batch):
        """The mean loss at φ(t)."""
        self._asked("energy", batch)
        return self.known.energy(self._at(x, batch[1])[1], batch[0][None])

    def hessian_times(self, x, v, batch):
        """m² times the Hessian at φ(t) times v."""
        self._asked("hessian_times", batch)
        m, there = self._at(x, batch[1])
        return x.dtype.type(m**2) * self.known.hessian_times(there, v, batch[0][None])

    def natural(self, x, slope, batch, damping):
        """(m² A ⊗ S + λ)⁻¹ slope, with the factors at φ(t)."""
        self._asked("natural", batch)
        m, there = self._at(x, batch[1])
        found = self.known.natural(there, slope, batch[0][None], damping / m**2, self._t, self._next_draw())
        return found / x.dtype.type(m**2)


def objective(straight, kind, images, seed, batch_size):
    """The `BendObjective` between a path's ends."""
    judge, (a, _, b) = straight.network.judge(images), straight.points

    def draw(t, slot):
        place = noise.unit(noise.words(seed, noise.MEASURE, [0], 1, t, slot))[0, 0]
        return row_noise.picks(seed, [0], batch_size, len(images), t, slot)[0], place

    def at(x, place):
        first, middle, last = KINDS[kind](place)
        return middle, (first * a + middle * x + last * b).astype(x.dtype)

    def slope(x, batch):
        numbers, place = batch
        middle, there = at(x, place)
        found = np.empty_like(x)
        judge.slope(there[0], numbers, found[0])
        return np.float32(middle) * found

    known = Known(straight.network, looked(images), len(images), seed, [0])
    return BendObjective(draw, slope, at, known, minibatches(len(images), batch_size))


def _end(network, name, x):
    return checked_array(name, x, (network.size,)).astype(float)
