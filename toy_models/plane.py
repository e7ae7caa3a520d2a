"""Slices: a plane through a network's weights, what is projected onto it, and the loss upon it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_kernels import noise
from toy_models.contract import InvalidArgument, whole
from toy_models.landscape import checked_extent, checked_shape
from toy_models.shown import Shown

if TYPE_CHECKING:
    from toy_models.data import Images
    from toy_models.network import Network


@dataclass(frozen=True, eq=False, repr=False)
class Plane(Shown):
    """`origin` (weight,), `directions` (2, weight) orthonormal, and the share of the path's variance that they have `explained`."""

    origin: np.ndarray
    directions: np.ndarray
    explained: float

    def _line(self):
        return f"plane through {len(self.origin):,} weights"


def main_plane(path: ArrayLike, origin: ArrayLike | None = None) -> Plane:
    """The `Plane` of the two main directions of a path (frame, weight) about `origin` (None: its first frame).

    The path's frames are few and its weights many, so the directions come from the matrix of inner products of frames. A path
    that does not move, or moves along a line, is given directions that it lacks.
    """
    path = _path(path)
    origin = path[0] if origin is None else _numbers("origin", origin, path.shape[1:])
    steps = path - origin
    values, vectors = np.linalg.eigh((steps @ steps.T).astype(np.float64))
    total = values.sum()
    main = [i for i in range(len(values) - 1, -1, -1)[:2] if values[i] > 1e-6 * total]
    found = [vectors[:, i] @ steps / np.sqrt(values[i]) for i in main]
    return Plane(origin, _completed(found, steps.shape[1]), float(values[main].sum() / total) if found else 1.0)


def plane_through_ends(path: ArrayLike) -> Plane:
    """The `Plane` through the first and last frame of a path (frame, weight) that holds most of the rest.

    Its origin is the last frame. Its first direction leads from the first frame to the last, so no point is further from the plane
    than from where the path began. `explained` is the share of the path's variance about its mean.
    """
    path = _path(path)
    steps = path - path[-1]
    length = np.linalg.norm(steps[0])
    along = [-steps[0] / length] if length > 0 else []
    rest = steps - (steps @ along[0])[:, None] * along[0] if along else steps
    values, vectors = np.linalg.eigh((rest @ rest.T).astype(np.float64))
    across = [vectors[:, -1] @ rest / np.sqrt(values[-1])] if values[-1] > 1e-6 * (steps**2).sum() else []
    directions = _completed([*along, *across], steps.shape[1])
    spread = steps - steps.mean(axis=0)
    total = (spread**2).sum()
    return Plane(path[-1], directions, float(((spread @ directions.T) ** 2).sum() / total) if total > 0 else 1.0)


def _completed(found, size):
    """Two orthonormal directions that begin with those found."""
    candidates = [*found, *np.eye(2, size), np.eye(3, size)[2] if size > 2 else np.ones(size)]
    directions = []
    for candidate in candidates:
        rest = candidate - sum((candidate @ other) * other for other in directions)
        length = np.linalg.norm(rest)
        if length > 1e-6 and len(directions) < 2:
            directions.append(rest / length)
    return np.array(directions, np.float32)


def plane_through(points: ArrayLike) -> Plane:
    """The `Plane` through three points (3, weight): its origin is the first, its first direction leads to the second."""
    points = _path(points)
    if len(points) != 3:
        raise InvalidArgument("points", points.shape, "of shape (3, weight)")
    return Plane(points[0], _completed(_unit(points[1:] - points[0]), points.shape[1]), 1.0)


def _unit(steps):
    return [step / length for step in steps if (length := np.linalg.norm(step)) > 0]


def filter_directions(net: Network, x: ArrayLike, seed: int = 0, count: int = 2) -> NDArray[np.float64]:
    """Random directions in units of the network's own filters.

    Normal numbers, of which those that lead into one unit are scaled to the length of that unit's weights; biases
    stay. Li, Xu, Taylor, Studer and Goldstein, NeurIPS 2018, arXiv 1712.09913. A layer that is scaled as a whole, with the next
    scaled back, has the same slice.

    Args:
        net: a `Network`.
        x: its weights, (weight,).
        seed: of the normal numbers, 0 to 2³² - 1.
        count: how many directions.

    Returns:
        The directions, float64 (count, weight).

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    x = _numbers("x", x, (net.size,)).astype(float)
    seed, count = whole("seed", seed, 0, 2**32 - 1), whole("count", count, 1, 1000)
    drawn = noise.normals(seed, noise.MEASURE, np.arange(count), net.size, 0, 0)
    here = vars(net.unflatten(x.reshape(1, -1)))
    for name, block in vars(net.unflatten(drawn)).items():
        block *= np.linalg.norm(here[name], axis=1, keepdims=True) / np.linalg.norm(block, axis=1, keepdims=True)
        block *= name.startswith("W")
    return drawn


def filter_slice(
    net: Network, images: Images, x: ArrayLike, extent: ArrayLike = ((-1, 1), (-1, 1)), shape: tuple[int, int] = (16, 24),
    seed: int = 0
) -> NDArray[np.float64]:
    """The mean loss at x + α d₁ + β d₂ over a grid of (α, β), with `filter_directions` d.

    It is no `Plane`, as d are not orthonormal.

    Args:
        net: a `Network`.
        images: those that the loss is a mean over.
        x: the weights in the middle, (weight,).
        extent: ((αmin, αmax), (βmin, βmax)).
        shape: (ny, nx), how many β and α.
        seed: of the directions, 0 to 2³² - 1.

    Returns:
        The losses, (ny, nx).

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    points = np.stack([_numbers("x", x, (net.size,)).astype(float), *filter_directions(net, x, seed)])
    return _grid_loss(net, images, points, extent, shape)


def project(plane: Plane, points: ArrayLike) -> tuple[NDArray, NDArray]:
    """(coordinates (..., 2) on the plane, distances (...) from it) of points (..., weight)."""
    away = _numbers("points", points, plane.origin.shape) - plane.origin
    coordinates = away @ plane.directions.T
    return coordinates, np.linalg.norm(away - coordinates @ plane.directions, axis=-1)


def slice_loss(
    net: Network, images: Images, plane: Plane, extent: ArrayLike, shape: tuple[int, int] = (16, 24)
) -> NDArray[np.float64]:
    """The mean loss over a grid of a plane, edges included.

    Args:
        net: a `Network`.
        images: those that the loss is a mean over.
        plane: a `Plane` of its weights.
        extent: ((xmin, xmax), (ymin, ymax)) in the plane's coordinates.
        shape: (ny, nx), how many places down and across.

    Returns:
        The losses, (ny, nx).

    Raises:
        InvalidArgument: a ValueError that names the argument, the value and what is allowed.
    """
    if not isinstance(plane, Plane) or plane.origin.shape != (net.size,):
        raise InvalidArgument("plane", plane, f"a Plane of {net.size} weights, the network's")
    return _grid_loss(net, images, np.stack([plane.origin, *plane.directions]), extent, shape)


def _grid_loss(net, images, points, extent, shape):
    """The mean loss at points[0] + a points[1] + b points[2] over a grid of (a, b)."""
    (xmin, xmax), (ymin, ymax) = checked_extent(extent)
    ny, nx = checked_shape(shape)
    offsets = np.stack(np.meshgrid(np.linspace(xmin, xmax, nx), np.linspace(ymin, ymax, ny)), axis=-1)
    return net.judge(images).plane(points, offsets.reshape(-1, 2)).reshape(ny, nx)


def _path(path):
    """A path (frame, weight), or `InvalidArgument`."""
    path = _numbers("path", path)
    if path.ndim != 2:
        raise InvalidArgument("path", path.shape, "of shape (frame, weight)")
    return path


def _numbers(name, values, end=None):
    """`values` as an array of finite floats whose shape ends in `end`, or `InvalidArgument`."""
    try:
        values = np.asarray(values)
    except ValueError:  # ragged
        values = np.array(None)
    fits = values.dtype.kind == "f" and values.size and (end is None or values.shape[-1:] == end)
    if not fits or not np.isfinite(values).all():
        raise InvalidArgument(name, values, f"finite floats of shape (..., {'weight' if end is None else end[0]})")
    return values
