"""ASAM: its probe is as long as it says in units of the filters, and does not see a rescaling."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, weights
from toy_kernels import reference
from toy_kernels.noise import Noise
from toy_models import dynamics
from toy_models.contract import Parameters, State
from toy_models.network_objective import fast_objective
from toy_models.objective import LandscapeObjective


def test_the_probe_is_a_radius_away_in_units_of_the_filters(trajectory, quadratic):
    """|(x̂ - x) / T| = ρ, T = |x| + τ, over all coordinates together."""
    start, shown = np.random.default_rng(0).normal(size=(20, 7)), []
    trajectory("asam", quadratic(np.linspace(1, 9, 7)), start, 1, radius=0.3, floor=0.05, watch=lambda probe: shown.append(probe))
    lengths = np.linalg.norm((shown[0] - start) / (np.abs(start) + 0.05), axis=1)
    assert lengths == pytest.approx(0.3, rel=1e-9)


def test_on_one_axis_it_shrinks_by_a_factor_where_sam_bounces(trajectory, quadratic):
    """x <- (1 - ηλ(1 + ρ)) x without a floor, down to where `TINY` counts."""
    x = trajectory("asam", quadratic([4.0]), [1.0], 10, step_size=0.1, radius=0.2, floor=0.0)[:, 0, 0]
    assert x == pytest.approx((1 - 0.1 * 4 * 1.2) ** np.arange(11), rel=1e-5)
    bouncing = trajectory("sam", quadratic([4.0]), [1.0], 200, step_size=0.1, radius=0.2)[-1, 0, 0]
    assert abs(bouncing) == pytest.approx(0.1 * 4 * 0.2 / (2 - 0.1 * 4), rel=1e-6)


def seen(key, objective, x, **values):
    """The point where a method asks for its second gradient."""
    method, shown = dynamics.get(key), []
    state = State(x, 0, **{name: 0 * x for name in method.CARRIES})
    parameters = Parameters({**method.defaults().as_dict(), **values})
    list(reference.run(method.step, state, objective, Noise(0, range(len(x)), x.shape[1]), [(1, parameters)],
                       lambda probe: shown.append(probe)))
    return shown[0]


def test_stretched_axes_are_looked_at_in_the_same_places():
    """f(x, y) and f(3x, y/5): the same heights at the probes, to rounding; SAM's differ."""
    texts = "(x*y-1)^2 + x^2 + x*y^3", "(0.6*x*y-1)^2 + 9*x^2 + 0.024*x*y^3"
    plain, stretched = map(tm.landscapes.from_formula, texts)
    x = np.array([[0.7, -1.2], [1.5, 0.4]])
    heights = {}
    for key, name in (("asam", "floor"), ("sam", "momentum")):
        heights[key] = [landscape.energy(seen(key, LandscapeObjective(landscape, [0, 1], 0), at, radius=0.4, **{name: 0.0}))
                        for landscape, at in ((plain, x), (stretched, x / [3, 0.2]))]
    assert heights["asam"][0] == pytest.approx(heights["asam"][1], rel=1e-9)
    assert np.abs(heights["sam"][0] - heights["sam"][1]).min() > 1e-2


@pytest.mark.parametrize("factor", [0.2, 5.0])
def test_a_rescaled_network_is_asked_for_the_same_function(factor):
    """(W₁, b₁) α and W₂ / α say the same, and so do their probes where τ = 0: float32 slopes, 1e-5 of the logits. SAM's do not."""
    network = SMALL[0]
    x = weights(network, 1).astype(np.float32)
    other = x.copy()
    blocks = network.unflatten(other)
    blocks.W1[:], blocks.b1[:], blocks.W2[:] = factor * blocks.W1, factor * blocks.b1, blocks.W2 / factor
    said = {}
    for key, values in (("asam", {"floor": 0.0}), ("sam", {})):
        probes = [seen(key, fast_objective(network, IMAGES, [0], 3, 16), at, radius=0.3, **values) for at in (x, other)]
        said[key] = [network.logits(probe.astype(float), IMAGES.pixels / 255) for probe in probes]
    size = np.abs(said["asam"][0]).max()
    assert np.abs(said["asam"][0] - said["asam"][1]).max() < 1e-5 * size
    assert np.abs(said["sam"][0] - said["sam"][1]).max() > 1e-2 * size
