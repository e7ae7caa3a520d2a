"""Symmetries of a layered network: weights that differ and say the same.

A hidden unit, or filter, may change places with another of its layer. With ReLU, which is positively homogeneous, it may also be
scaled by c > 0 if what follows is divided by c. Whether a network's text allows this is not guessed from its name: the logits are
compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toy_models.contract import InvalidArgument, number, whole
from toy_models.judge import checked_array

if TYPE_CHECKING:
    from toy_models.network import Network

__all__ = ["matched", "normalised", "rescaled"]
SAME, PROBES = 1e-9, 16  # of the largest logit, in float64; random images
MOST_ROUNDS = 100


def rescaled(network: Network, x: ArrayLike, factor: float, layer: int = 1) -> NDArray[np.float64]:
    """Rows of weights with a hidden layer times a factor, and the next layer divided by it.

    Dinh, Pascanu, Bengio and Bengio, ICML 2017, arXiv 1703.04933.

    Args:
        network: a `Network`.
        x: rows of its weights, (replica, weight).
        factor: from 1e-6 to 1e6.
        layer: which hidden layer, the first being 1.

    Returns:
        The rows, float64.

    Raises:
        InvalidArgument: where that changes what the network says; and a ValueError that names the argument and what is allowed.
    """
    x, layer = _rows(network, x), whole("layer", layer, 1, max(hidden(network), 1))
    factor, made = number("factor", factor, 1e-6, 1e6), x.copy()
    _scale(network, made, layer, factor)
    return _unchanged(network, x, made, "scaled")


def normalised(network: Network, x: ArrayLike) -> NDArray[np.float64]:
    """Rows x of a network's weights with those that lead into a hidden unit, and its bias, on the unit sphere.

    A unit without any stays as it is. Pittorino, Ferraro, Perugini, Feinauer, Baldassi and Zecchina, ICML 2022, arXiv 2202.03038.
    Raises `InvalidArgument` where that changes what is said.
    """
    x = _rows(network, x)
    made = x.copy()
    for layer in range(1, hidden(network) + 1):
        blocks = vars(network.unflatten(made))
        size = np.sqrt((blocks[f"W{layer}"] ** 2).sum(axis=1) + blocks[f"b{layer}"][:, 0] ** 2)
        _scale(network, made, layer, 1 / np.where(size > 0, size, 1)[:, None, :])
    return _unchanged(network, x, made, "scaled")


def matched(network: Network, x: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Rows of `other` with the units of each hidden layer in the order that brings them nearest to x.

    Each layer is an assignment problem, solved exactly; with several, one after the other until none improves, so that the distance
    is never more than before, and least with one hidden layer. Ainsworth, Hayase and Srinivasa, ICLR 2023, arXiv 2209.04836.

    Args:
        network: a `Network`.
        x: rows of its weights, (replica, weight).
        other: as many rows.

    Returns:
        The rows of `other`, float64.

    Raises:
        InvalidArgument: where the network would not say the same; and a ValueError that names the argument and what is allowed.
    """
    x, other = _rows(network, x), _rows(network, other, "other")
    if len(x) != len(other):
        raise InvalidArgument("other", other.shape, f"as many rows as x, {len(x)}")
    made = other.copy()
    for row, own in zip(x, made, strict=True):
        for _ in range(MOST_ROUNDS):
            if not [layer for layer in range(1, hidden(network) + 1) if _match(network, row, own, layer)]:
                break
    return _unchanged(network, other, made, "exchanged")


def hidden(network):
    """How many hidden layers there are."""
    return len(network.layers) - 2


def _match(network, row, own, layer):
    """Put the units of one hidden layer in the best order, in place; whether that changed anything."""
    from scipy.optimize import linear_sum_assignment

    a, b = (vars(network.unflatten(one[None])) for one in (row, own))
    names = f"W{layer}", f"b{layer}"
    (u, c), (p, d) = ([blocks[name][0] for name in names] for blocks in (a, b))
    v, q = (_fed(network, blocks, layer)[0] for blocks in (a, b))
    _, order = linear_sum_assignment(u.T @ p + np.outer(c[0], d[0]) + np.einsum("kin,kjn->ij", v, q), maximize=True)
    if (order == np.arange(len(order))).all():
        return False
    p[:], d[:], q[:] = p[:, order], d[:, order], q[:, order]
    return True


def _fed(network, blocks, layer):
    """What the units of a hidden layer feed, as a view: (replica, place, unit, unit of the next layer); a filter has places."""
    following, units = blocks[f"W{layer + 1}"], network.layers[layer]
    if following.shape[1] % units:
        raise InvalidArgument("network", network, "one whose layers are fed by all units of the layer before, place by place")
    return following.reshape(len(following), -1, units, following.shape[2])


def _scale(network, x, layer, factor):
    blocks = vars(network.unflatten(x))
    for name in (f"W{layer}", f"b{layer}"):
        blocks[name][:] *= factor
    if layer < len(network.layers) - 1:
        _fed(network, blocks, layer)[:] /= np.swapaxes(factor, 1, 2)[:, None] if np.ndim(factor) else factor


def _unchanged(network, before, after, how):
    images = np.random.default_rng(0).random((PROBES, network.layers[0]))
    with np.errstate(all="ignore"):
        a, b = (np.asarray(network.as_written(x, images)) for x in (before, after))
    if not (np.abs(a - b) <= SAME * np.abs(a).max(initial=0.0)).all():
        raise InvalidArgument("network", network, f"one whose logits stay when its hidden units are {how}")
    return after


def _rows(network, x, name="x"):
    if not network.in_layers:
        raise InvalidArgument("network", network, "one of layers W1, b1, W2, b2, ...: which weights belong to a unit is not known")
    return np.array(checked_array(name, x, (None, network.size)), dtype=float)
