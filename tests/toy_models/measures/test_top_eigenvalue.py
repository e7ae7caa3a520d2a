"""The largest curvature: against formulas, and against the full Hessian of networks small enough to have one."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

import toy_models as tm
from toy_models.contract import InvalidArgument
from toy_models.measures import top_eigenvalue
from toy_models.network import Network

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 6), dtype=np.uint8)
IMAGES = tm.data.Images(PIXELS, np.arange(40) % 3)
DIGITS = tm.data.mnist(50, 10).train
measure, with_residual = top_eigenvalue.measure, top_eigenvalue.with_residual


def small(key, layers):
    """The formula of a network of the folder, on other layers."""
    logits = tm.networks.get(key).module.logits
    return Network("small", SimpleNamespace(NAME="Small", LAYERS=layers, SCALES={}, logits=logits))


SMALL = [small("mlp", (6, 4, 3)), small("softmax_regression", (6, 3))]  # 43 and 21 weights


def full_hessian(network, row):
    """All of ∇²f at once, in forward over reverse mode."""
    images, labels = torch.tensor(PIXELS / 255), torch.tensor(IMAGES.labels)
    return torch.func.hessian(lambda x: network.energy(x[None], images, labels)[0])(torch.tensor(row)).numpy()


def weights(network, count=3):
    """A start moved by another, so that biases count."""
    return network.start(1, count).astype(float) + 0.3 * np.random.default_rng(1).normal(size=(count, network.size))


def test_a_quadratic_has_the_eigenvalue_of_its_matrix_everywhere():
    """x²/2 + 2 x y + 2 y² has H = [[1, 2], [2, 4]], with eigenvalues 0 and 5; -x² - 3 y² has -2 and -6."""
    x = np.random.default_rng(0).normal(size=(5, 2))
    assert measure(tm.landscapes.from_formula("x^2/2 + 2*x*y + 2*y^2"), x) == pytest.approx(np.full(5, 5.0), rel=1e-12)
    assert measure(tm.landscapes.from_formula("-x^2 - 3*y^2"), x) == pytest.approx(np.full(5, -2.0), rel=1e-12)
    assert (with_residual(tm.landscapes.from_formula("x^2"), x)[1] == 0).all()


def test_the_valleys_of_two_gaussians():
    """The wide one has the stiffness 1 / 0.8² of its Gaussian. At the sharp one H = Σ wₖ I / sₖ² - w₁ w₂ (g₁ - g₂)(g₁ - g₂)ᵀ with
    gₖ = (x - mₖ) / sₖ² and w the shares of the mixture; across the line of the centres the second term is 0."""
    landscape = tm.landscapes.get("two_gaussians")
    at = landscape.minima[1, 0]
    wide, sharp = (p / s**2 * np.exp(-((at - m) ** 2) / (2 * s**2)) for p, s, m in ((0.9, 0.8, -1.5), (0.1, 0.15, 1.5)))
    expected = (wide / 0.8**2 + sharp / 0.15**2) / (wide + sharp)
    assert measure(landscape, landscape.minima) == pytest.approx([1 / 0.8**2, expected], rel=1e-6)
    assert expected == pytest.approx(44.43, abs=0.01)


@pytest.mark.parametrize("network", SMALL, ids=str)
def test_a_small_network_has_the_eigenvalue_of_its_full_hessian(network):
    """With as many steps as weights Lanczos is exact but for rounding."""
    x = weights(network)
    expected = [np.linalg.eigvalsh(full_hessian(network, row))[-1] for row in x]
    values, residuals = with_residual(network, x, IMAGES, steps=network.size)
    assert np.abs(values - expected).max() < 1e-10
    assert residuals.max() < 1e-9


@pytest.mark.parametrize("network", SMALL, ids=str)
@pytest.mark.parametrize("steps", [1, 3, 6])
def test_an_estimate_is_never_above_and_its_residual_reaches_an_eigenvalue(network, steps):
    x = weights(network)
    for row, value, residual in zip(x, *with_residual(network, x, IMAGES, steps), strict=True):
        spectrum = np.linalg.eigvalsh(full_hessian(network, row))
        assert value <= spectrum[-1] + 1e-12
        assert np.abs(spectrum - value).min() <= residual + 1e-12
    assert residual > 1e-9


def test_the_residual_is_that_of_the_ritz_vector():
    """One step from (1, 1, 1) on a diagonal matrix: θ is the mean of its eigenvalues, the residual their standard deviation."""
    diagonal = np.array([1.0, 2.0, 6.0])
    value, residual = top_eigenvalue.lanczos(lambda v: diagonal * v, np.ones(3), 1)
    assert value == pytest.approx(3)
    assert residual == pytest.approx(diagonal.std())


@pytest.mark.parametrize("key", tm.networks.names())
def test_hessian_products_are_symmetric_and_those_of_the_slope(key):
    """uᵀ H v = vᵀ H u; and H v is the central difference of float64 slopes, whose error is of order (1e-6)² and rounding."""
    network = tm.networks.get(key)
    x, (u, v) = weights(network, 1)[0], np.random.default_rng(2).normal(size=(2, network.size))
    product = top_eigenvalue.hessian_product(network, x, DIGITS)
    assert u @ product(v) == pytest.approx(v @ product(u), abs=1e-10)

    def slope(at):
        at = torch.tensor(at[None], requires_grad=True)
        network.energy(at, torch.tensor(DIGITS.pixels / 255), torch.tensor(DIGITS.labels)).sum().backward()
        return at.grad.numpy()[0]

    difference = (slope(x + 1e-6 * v) - slope(x - 1e-6 * v)) / 2e-6
    assert np.abs(product(v) - difference).max() < 1e-5 * np.abs(difference).max()


def test_twenty_steps_are_enough_on_digits_and_the_first_direction_does_not_matter():
    """Two seeds and 60 steps agree within the residuals; seeds give different directions, so not bit for bit."""
    network = tm.networks.get("softmax_regression")
    x = network.start(0, 1)
    (a,), (error,) = with_residual(network, x, DIGITS)
    (b,), (other,) = with_residual(network, x, DIGITS, seed=1)
    (c,), _ = with_residual(network, x, DIGITS, steps=60)
    assert 0 < abs(a - b) <= error + other
    assert abs(a - c) <= error < 0.01 * c


def test_rows_do_not_see_each_other():
    network = SMALL[0]
    x = weights(network)
    together = measure(network, x, IMAGES, steps=5)
    assert measure(network, x[[2, 0]], IMAGES, steps=5).tolist() == together[[2, 0]].tolist()
    assert len(set(together)) == 3
    assert measure(network, x[:0], IMAGES).shape == (0,)


def test_where_there_is_no_hessian_there_is_no_number():
    landscape = tm.landscapes.get("two_gaussians")
    x = np.concatenate([landscape.minima, [[np.nan, 0.0]]])
    assert np.isnan(measure(landscape, x)).tolist() == [False, False, True]
    x = weights(SMALL[0])
    x[1, 0] = np.inf
    assert np.isnan(with_residual(SMALL[0], x, IMAGES)).tolist() == [[False, True, False]] * 2


def test_used_up_directions_end_the_search():
    """A matrix with two different eigenvalues is done after two steps."""
    asked, diagonal = [], np.array([1.0, 1.0, 4.0, 4.0])
    value, residual = top_eigenvalue.lanczos(lambda v: asked.append(v) or diagonal * v, np.arange(1.0, 5.0), 4)
    assert len(asked) == 2
    assert value == pytest.approx(4, abs=1e-14)
    assert residual < 1e-12
    assert top_eigenvalue.lanczos(lambda v: 0 * v, np.ones(4), 4) == (0, 0)


BAD = [
    ("world", {"world": "two_gaussians"}), ("world", {"world": None}), ("x", {"x": [0.0, 0.0]}), ("x", {"x": "here"}),
    ("x", {"x": np.zeros((1, 3))}), ("images", {"images": IMAGES}), ("steps", {"steps": 0}), ("steps", {"steps": 201}),
    ("seed", {"seed": -1}), ("images", {"world": SMALL[0], "x": np.zeros((1, 43))}), ("x", {"world": SMALL[0], "images": IMAGES}),
    ("images", {"world": SMALL[0], "x": np.zeros((1, 43)), "images": DIGITS}),
]


@pytest.mark.parametrize(("name", "values"), BAD, ids=lambda value: value if isinstance(value, str) else "-".join(value))
def test_what_cannot_be_used_is_refused(name, values):
    with pytest.raises(InvalidArgument, match=rf"(?s)^{name} = "):
        measure(**{"world": tm.landscapes.get("two_gaussians"), "x": np.zeros((1, 2)), **values})
