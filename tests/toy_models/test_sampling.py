"""Nodes: on the targets, close enough, far enough, and never too many."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import sampling

TWO = tm.landscapes.get("two_gaussians")
GX, GY = TWO.grid((59, 67))[:2]


@pytest.mark.parametrize("spacing", [0.3, 0.05, 0.011])
def test_targets_are_nodes_or_nodes_are_targets(spacing):
    for nodes, g in zip(sampling.nodes(GX, GY, (0.5, 0.7), spacing), (GX, GY), strict=True):
        places, between = nodes.places(), g[1] - g[0]
        assert nodes.spacing <= max(spacing, between)
        ratio = max(nodes.spacing / between, between / nodes.spacing)
        assert ratio == pytest.approx(round(ratio), abs=1e-9)
        assert np.abs(places - g[0]).min() < 1e-9


def test_nodes_reach_beyond_the_outermost_target_by_the_pad_and_room_for_a_cubic():
    x, y = sampling.nodes(GX, GY, (0.5, 0.7), 0.05)
    for nodes, g, pad in ((x, GX, 0.5), (y, GY, 0.7)):
        places = nodes.places()
        assert places[0] + 2 * nodes.spacing <= g[0] - pad
        assert places[-1] - 2 * nodes.spacing >= g[-1] + pad


def test_a_rectangle_too_large_gets_wider_spaces_instead_of_more_nodes():
    x, y = sampling.nodes(GX, GY, (100.0, 100.0), 0.01)
    assert 0.5 * sampling.MOST_NODES < x.count * y.count <= sampling.MOST_NODES


@pytest.mark.parametrize(("scope", "temperature"), [(0.1, 1.0), (1.0, 1.0), (18.0, 1.0), (1.0, 0.01), (1.0, 0.0), (100.0, 0.1)])
def test_what_lies_beyond_the_reach_weighs_nothing(scope, temperature):
    """Seen from the nearest target, every place on a ring outside is above it by `CUTOFF` temperatures, spring included."""
    pads = sampling.lower_reach(TWO, GX, GY, scope, temperature)
    low, high = np.array([[GX[0], GX[-1]], [GY[0], GY[-1]]]).T
    for more in (1.0, 1.3, 3.0):
        corners = [np.linspace(a - more * pad, b + more * pad, 201) for a, b, pad in zip(low, high, pads, strict=True)]
        ring = np.concatenate([[(x, y) for x in corners[0] for y in corners[1][[0, -1]]],
                               [(x, y) for x in corners[0][[0, -1]] for y in corners[1]]])
        nearest = np.clip(ring, low, high)
        rise = TWO.energy(ring) - TWO.energy(nearest) + 0.5 * scope * ((ring - nearest) ** 2).sum(-1)
        assert (rise >= sampling.CUTOFF * temperature).all()


def test_warm_nodes_resolve_and_cold_ones_do_not():
    for temperature, expected in ((1.0, True), (1e-5, False), (0.0, False)):
        x, y, resolved = sampling.lower_nodes(TWO, GX, GY, 1.0, temperature)
        assert resolved == expected
        if resolved:
            assert max(x.spacing, y.spacing) <= 1.5 * np.sqrt(temperature / (1.0 + TWO.stiffest))


def test_a_mean_over_nothing_is_f():
    assert (sampling.mean(TWO, GX, GY, 0.0, None, 0.0) == TWO.heights(GX, GY)).all()
