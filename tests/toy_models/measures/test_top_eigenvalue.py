"""The largest curvature: against formulas, and against the full Hessian of networks small enough to have one."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import IMAGES, SMALL, hessian, weights
from toy_models.contract import InvalidArgument

DIGITS = tm.data.mnist(50, 10).train
measured, measure = tm.measures.top_eigenvalue, tm.measures.top_eigenvalue.measure


def exact(world, x, images, p):
    return np.linalg.eigvalsh(hessian(world, x))[-1]


def test_a_quadratic_has_the_eigenvalue_of_its_matrix_everywhere():
    """x²/2 + 2 x y + 2 y² has H = [[1, 2], [2, 4]], with eigenvalues 0 and 5; -x² - 3 y² has -2 and -6."""
    x = np.random.default_rng(0).normal(size=(5, 2))
    assert measure(tm.landscapes.from_formula("x^2/2 + 2*x*y + 2*y^2"), x) == pytest.approx(np.full(5, 5.0), rel=1e-12)
    assert measure(tm.landscapes.from_formula("-x^2 - 3*y^2"), x) == pytest.approx(np.full(5, -2.0), rel=1e-12)
    assert (measured(tm.landscapes.from_formula("x^2"), x).error < 1e-11).all()


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
    expected = [exact(network, row, None, None) for row in x]
    found = measured(network, x, IMAGES, steps=network.size)
    assert np.abs(found.value - expected).max() < 1e-10
    assert found.error.max() < 1e-9


@pytest.mark.parametrize("network", SMALL, ids=str)
@pytest.mark.parametrize("steps", [1, 3, 6])
def test_an_estimate_is_never_above_and_its_residual_reaches_an_eigenvalue(network, steps):
    x = weights(network)
    found = measured(network, x, IMAGES, steps=steps)
    for row, value, residual in zip(x, found.value, found.error, strict=True):
        spectrum = np.linalg.eigvalsh(hessian(network, row))
        assert value <= spectrum[-1] + 1e-12
        assert np.abs(spectrum - value).min() <= residual + 1e-12
    assert residual > 1e-9
    assert found.cost == 2 * steps


@pytest.mark.slow
def test_twenty_steps_are_enough_on_digits_and_the_first_direction_does_not_matter():
    """Two seeds and 60 steps agree within the residuals; seeds give different directions, so not bit for bit."""
    network = tm.networks.get("softmax_regression")
    x = network.start(0, 1)
    a, b, c = (measured(network, x, DIGITS, seed=seed, steps=steps) for seed, steps in ((0, 20), (1, 20), (0, 60)))
    assert 0 < abs(a.value - b.value) <= a.error + b.error
    assert abs(a.value - c.value) <= a.error < 0.01 * c.value


@pytest.mark.slow
def test_it_is_what_arpack_finds():
    """scipy's eigsh, an implicitly restarted Lanczos method, on the products of `torch.func`."""
    import torch
    from scipy.sparse.linalg import LinearOperator, eigsh

    network = tm.networks.get("softmax_regression")
    x, pixels = network.start(0, 1).astype(float), torch.tensor(DIGITS.pixels / 255)
    labels = torch.tensor(DIGITS.labels.astype(int))
    slope = torch.func.grad(lambda at: network.energy(at[None], pixels, labels)[0])

    def product(v):
        return torch.func.jvp(slope, (torch.tensor(x[0]),), (torch.tensor(v.ravel()),))[1].numpy()

    operator = LinearOperator((x.size,) * 2, product, dtype=float)
    (expected,) = eigsh(operator, 1, which="LA", return_eigenvectors=False)
    assert measure(network, x, DIGITS, steps=60)[0] == pytest.approx(expected, rel=1e-9)


def test_rows_do_not_see_each_other():
    network = SMALL[0]
    x = weights(network)
    together = measure(network, x, IMAGES, steps=5)
    assert measure(network, x[[2, 0]], IMAGES, steps=5).tolist() == together[[2, 0]].tolist()
    assert len(set(together)) == 3


def test_where_there_is_no_hessian_there_is_no_number():
    landscape = tm.landscapes.from_formula("sqrt(x)+y^2")
    assert np.isnan(measured(landscape, [[-1.0, 0.0], [1.0, 0.0]]).value).tolist() == [True, False]


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


def test_the_last_frame_of_a_run_is_measured():
    """On a landscape a run brings its world; one of training brings the network and is given the images."""
    run = tm.simulate("two_gaussians", "sgd", steps=5, replicas=2)
    assert (measured(run).value == measured(run.landscape, run.x[-1]).value).all()
    data = tm.data.mnist(30, 10)
    run = tm.train("softmax_regression", "sgd", data=data, steps=3)
    expected = measured(tm.networks.get("softmax_regression"), run.x[-1], data.train, steps=2)
    assert (measured(run, images=data.train, steps=2).value == expected.value).all()
