"""Noise along the leading eigenvector: all of it on one line, which turns with the landscape."""

import math

import numpy as np
import pytest

import toy_models as tm
from tests.swayed import matrix

LAW = tm.noises.get("leading")
HIMMELBLAU = tm.landscapes.get("himmelblau")


@pytest.mark.parametrize("point", [(3.0, 2.0), (-0.2708, -0.9230), (0.0867, 2.8843), (1.0, -2.0)],
                         ids=["minimum", "hill", "saddle", "slope"])
def test_its_matrix_is_the_projection_on_the_eigenvector_of_the_largest_size(point):
    values, vectors = np.linalg.eigh(HIMMELBLAU.hessian(np.array(point)))
    e = vectors[:, np.abs(values).argmax()]
    assert LAW.covariance(HIMMELBLAU, point) == pytest.approx(2 * np.outer(e, e), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("formula", ["x^2 + y^2", "x^2 - y^2", "x*y", "3*x - y"])
def test_where_none_leads_it_is_isotropic(formula):
    assert LAW.covariance(tm.landscapes.from_formula(formula), [0.4, -0.3]) == pytest.approx(np.eye(2), abs=1e-12)


def test_it_turns_with_the_landscape():
    angle = 0.7
    c, s = math.cos(angle), math.sin(angle)
    x, turn = np.array([0.3, -0.2]), np.array([[c, -s], [s, c]])
    plain, turned = tm.landscapes.from_formula("3*x^2 - y^2/5"), tm.landscapes.from_formula(
        f"3*({c!r}*x + {s!r}*y)^2 - ({c!r}*y - {s!r}*x)^2/5")
    assert LAW.covariance(turned, turn @ x) == pytest.approx(turn @ LAW.covariance(plain, x) @ turn.T, rel=1e-9, abs=1e-12)


def test_no_law_of_this_trace_has_more_of_the_noise_on_what_curves():
    """Tr(HΣ) <= λ₁ Tr Σ for any Σ, with equality for this one; at a minimum, all laws of the folder beside it."""
    minimum = np.array([3.0, 2.0])
    hessian = HIMMELBLAU.hessian(minimum)
    laws = map(tm.noises.get, tm.noises.names())
    found = {law.key: np.trace(hessian @ law.covariance(HIMMELBLAU, minimum, start=minimum)) for law in laws}
    assert found["leading"] == pytest.approx(2 * np.linalg.eigvalsh(hessian)[-1])
    assert max(found, key=found.get) == "leading"


def test_the_loss_that_each_law_leaves_on_a_quadratic():
    """½ η² Σᵢ λᵢ Cᵢᵢ / (1 - (1 - ηλᵢ)²) for curvatures 200 and 20, η = 0.005 and η² tr C = 0.01: 0.763, 0.957 and 1.000."""
    bowl, eta, curved = tm.landscapes.from_formula("100*x^2 + 10*y^2"), 0.005, np.array([200.0, 20.0])
    sigma = math.sqrt(0.005) / eta
    for name, published in {"isotropic": 0.7632, "hessian": 0.9569, "leading": 1.0}.items():
        shape = np.diag(tm.noises.get(name).covariance(bowl, [0.0, 0.0], sigma))
        exact = 0.5 * eta**2 * (curved * shape / (1 - (1 - eta * curved) ** 2)).sum()
        assert exact == pytest.approx(published, abs=5e-5)
        run = tm.simulate(bowl, "sgd", start=(0, 0), steps=400, replicas=20_000, seed=1, parameters={"step_size": eta},
                          gradient_noise=sigma, gradient_noise_direction=name, record_every=400)
        energy = bowl.energy(run.x[-1])
        assert abs(energy.mean() - exact) <= 4 * energy.std() / math.sqrt(len(energy)) + 1e-3 * exact


@pytest.mark.slow
@pytest.mark.parametrize(("name", "published"), [("isotropic", 0.094), ("diagonal", 0.094), ("hessian", 0.871), ("at_start", 0.871),
                                                 ("leading", 1 - (1 - 0.0059029) ** 500)])
def test_how_many_have_been_off_the_sharp_branch_of_the_two_basins(name, published):
    """From (1, 1), 500 steps of 0.005, each moved by noise of trace 0.01; the valley is turned by 45°, so that the diagonal law is
    isotropic, and curves alike all over, so that the start's law is the Hessian-shaped one. With all of the noise along the stiff
    direction, where ηλ = 1 forgets, each step is off with Φ(-2.57130) + Φ(-3.14270) = 0.0059029. The other two figures are
    simulations of 40,000, good to 0.006; 10,000 walkers add four standard errors of their own.
    """
    place, eta, walkers = tm.landscapes.get("basin"), 0.005, 10_000
    run = tm.simulate(place, "sgd", start=(1, 1), steps=500, replicas=walkers, seed=2, parameters={"step_size": eta},
                      gradient_noise=math.sqrt(0.005) / eta, gradient_noise_direction=name)
    x, y = run.x[..., 0], run.x[..., 1]
    off = 5 * (x - y) ** 2 + 50 * (x + y - 2) ** 2 > (x + 1) ** 2 + (y + 1) ** 2
    share = off.any(axis=0).mean()
    error = 4 * math.sqrt(published * (1 - published) / walkers)
    assert abs(share - published) <= error + (0.006 if name != "leading" else 0)


def test_on_a_network_it_has_the_leading_eigenvector_alone():
    """Of all covariances of this trace it has the largest Tr(C Σ): λ tr C."""
    root, exact = matrix(LAW)
    found, (values, vectors) = root @ root.T, np.linalg.eigh(exact)
    assert found == pytest.approx(np.trace(exact) * np.outer(vectors[:, -1], vectors[:, -1]), rel=1e-7, abs=1e-9 * np.trace(exact))
    assert np.trace(exact @ found) == pytest.approx(values[-1] * np.trace(exact), rel=1e-9)
