"""What is read off a run: functions of a trajectory that give one number for each replica.

Any function of that kind may be a reading of `tm.sweep`, one of your own too; its name is the column's. A reading of two worlds
says what it means in each. With processes as workers it must stand in a module, so that they can import it. One that looks at each
replica by itself may say so, `by_replica(reading)`: then it is asked once for many runs put side by side, which takes less time.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from toy_models.contract import InvalidArgument, whole
from toy_models.trajectory import Run, basin_of


def by_replica(reading: Callable) -> Callable:
    """The `reading`, of which is said that no replica's number depends on the others: many runs may be handed to it as one."""
    reading.by_replica = True
    return reading


@by_replica
def energy(run: Run) -> NDArray[np.float64]:
    """f at the last frame of a run; on a network, the training loss."""
    return _last(run, "energy", "train_loss")


def test_accuracy(run: Run) -> NDArray[np.float64]:
    """The share of test images that the last weights of a run read rightly."""
    return _last(run, None, "test_accuracy")


def test_loss(run: Run) -> NDArray[np.float64]:
    """The mean cross-entropy on the test images under the last weights of a run."""
    return _last(run, None, "test_loss")


@by_replica
def sharpness(run: Run) -> NDArray[np.float64]:
    """The largest Hessian eigenvalue of the energy at the last frame of a run on a landscape, in energy over length squared."""
    landscape = _landscape(run).with_energy()
    hessian = landscape.hessian(run.x[-1])
    sound = np.isfinite(hessian).all(axis=(-2, -1))
    result = np.full(len(hessian), np.nan)
    result[sound] = np.linalg.eigvalsh(hessian[sound])[:, -1]
    return result


@by_replica
def share(run: Run, minimum: int = 0) -> NDArray[np.float64]:
    """1 where descent from the last frame of a run would lead to the minimum of that number, else 0: its mean is a share."""
    return (basin_of(_landscape(run), run.x[-1]) == _checked(run, minimum)).astype(float)


@by_replica
def ever(run: Run, minimum: int = 0) -> NDArray[np.float64]:
    """1 where descent from any frame of a run would lead to that minimum, else 0."""
    return (_places(run) == _checked(run, minimum)).any(axis=0).astype(float)


@by_replica
def escape_time(run: Run) -> NDArray[np.float64]:
    """Gradient evaluations until the first frame in another basin than the start's; the whole run where there is none.

    A run that never leaves is cut off, so that a mean of these is at most a lower bound of the mean escape time.
    """
    places = _places(run)
    left = places != places[0]
    return np.where(left.any(axis=0), run.gradient_evaluations[left.argmax(axis=0)], run.gradient_evaluations[-1]).astype(float)


@by_replica
def distance(run: Run) -> NDArray[np.float64]:
    """How far the last frame of a run lies from the start, over all coordinates."""
    return np.linalg.norm(np.asarray(run.x[-1], dtype=float) - run.x[0], axis=-1)


def _last(run, on_landscape, on_network):
    name = on_network if hasattr(run, on_network) else on_landscape
    if name == "energy" and name not in vars(run) and getattr(run, "landscape", None) is not None:
        return run.landscape.with_energy().energy(run.x[-1])  # not of all frames
    if name is None or not hasattr(run, name):
        raise InvalidArgument("readings", on_network, "a reading of the world that is swept")
    return np.asarray(getattr(run, name)[-1], dtype=float)


def _landscape(run):
    landscape = getattr(run, "landscape", None)
    if landscape is None:
        raise InvalidArgument("readings", type(run).__name__, "run on a landscape for a reading of its basins or curvature")
    return landscape


def _checked(run, minimum):
    return whole("minimum", minimum, 0, max(len(_landscape(run).minima) - 1, 0))


def _places(run):
    """The number of the minimum that descent from each point of each frame leads to."""
    _landscape(run)
    return run.basin
