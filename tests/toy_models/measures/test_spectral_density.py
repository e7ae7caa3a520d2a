"""Stochastic Lanczos quadrature: weights that sum to one, a density that holds all axes, moments that are the Hessian's."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, hessian, weights

measured = tm.measures.spectral_density
CHEAP = {"runs": 10, "steps": 43}


def exact(world, x, images, p):
    spectrum = np.linalg.eigvalsh(hessian(world, x))
    return (spectrum > p.above * spectrum[-1]).mean()


@pytest.fixture(scope="module")
def found():
    return measured(SMALL[0], weights(SMALL[0], 1), IMAGES, runs=40)


def test_the_weights_of_every_run_sum_to_one(found):
    assert [weights.sum() for weights in found.more["weights"][0]] == pytest.approx(np.ones(40), abs=1e-10)


def test_the_density_integrates_to_one(found):
    """Gaussians, cut four widths beyond the outermost node, on a grid of more than two places a width."""
    grid, density = found.more["curvature"][0], found.more["density"][0]
    assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-3)
    assert (found.more["density_error"][0] >= 0).all()


def test_its_first_moments_are_those_of_the_spectrum(found):
    """Σ w θ and Σ w θ² average to tr H / D and tr H² / D, within 4 of their standard errors."""
    matrix = hessian(SMALL[0], weights(SMALL[0], 1)[0])
    for power, truth in ((1, np.trace(matrix)), (2, np.trace(matrix @ matrix))):
        moments = np.array([w @ nodes**power for w, nodes in zip(found.more["weights"][0], found.more["nodes"][0], strict=True)])
        assert moments.mean() == pytest.approx(truth / len(matrix), abs=4 * moments.std(ddof=1) / len(moments) ** 0.5)


def test_the_curve_is_the_spectrum_widened_within_its_own_error(found):
    """At every place, within 6 of its standard errors, or a millionth of the highest: the steps exhaust the space."""
    spectrum = np.linalg.eigvalsh(hessian(SMALL[0], weights(SMALL[0], 1)[0]))
    grid, density, error = (found.more[name][0] for name in ("curvature", "density", "density_error"))
    nodes = np.concatenate(found.more["nodes"][0])
    width = (nodes.max() - nodes.min()) / 40
    truth = np.exp(-0.5 * ((grid[:, None] - spectrum) / width) ** 2).mean(axis=1) / (width * (2 * np.pi) ** 0.5)
    assert (np.abs(density - truth) <= 6 * error + 1e-6 * density.max()).all()
    assert error.max() < density.max() / 5


def test_where_there_is_no_hessian_there_is_no_density():
    found = measured(tm.landscapes.from_formula("sqrt(x)+y^2"), [[-1.0, 0.0]])
    assert np.isnan(found.value).all()
    assert found.more["density"] == [None]
