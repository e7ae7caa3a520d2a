"""Distance after matching: against every permutation of a few units, and nothing for networks that say the same."""

from itertools import permutations

import numpy as np

import toy_models as tm
from tests.dense import IMAGES, SMALL, small, weights

measured = tm.measures.matched_distance


def on_spheres(world, x):
    """The layers of one network of one hidden layer, each hidden unit's incoming (weights, bias) of length 1."""
    blocks = world.unflatten(x[None].copy())
    into, out = np.vstack([blocks.W1[0], blocks.b1[0]]), blocks.W2[0]
    size = np.linalg.norm(into, axis=0)
    return into / size, out * size[:, None], blocks.b2[0, 0]


def exact(world, a, b, images, p):
    (u, v, c), (x, y, d) = on_spheres(world, a), on_spheres(world, b)
    squares = [((u - x[:, order]) ** 2).sum() + ((v - y[list(order)]) ** 2).sum() for order in permutations(range(4))]
    return (min(squares) + ((c - d) ** 2).sum()) ** 0.5


def test_networks_that_differ_by_symmetries_alone_are_at_no_distance():
    """Units exchanged and scaled, each by its own factor; but for rounding of the square root of nothing."""
    network = SMALL[0]
    x, order, factor = weights(network), [2, 0, 3, 1], np.array([1.0, 2.0, 5.0, 0.1])
    y = x.copy()
    a, b = network.unflatten(x), network.unflatten(y)
    b.W1[:], b.b1[:], b.W2[:] = (a.W1 * factor)[..., order], (a.b1 * factor)[..., order], (a.W2 / factor[:, None])[:, order]
    found = measured(network, x, y, IMAGES)
    assert found.value.max() < 1e-13
    assert min(found.more["unmatched"]) > 1
    assert measured(network, x, y, IMAGES, normalise=0).value.min() > 1


def test_matching_never_parts_what_it_matches():
    """The order as it stands is among those that are tried."""
    network = small("mlp", (6, 5, 3))
    x, y = weights(network, 6)[:3], weights(network, 6)[3:]
    found = measured(network, x, y, IMAGES)
    assert (found.value <= np.array(found.more["unmatched"]) + 1e-12).all()
