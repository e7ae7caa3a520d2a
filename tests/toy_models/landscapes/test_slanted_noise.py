"""A constant noise that is not round: both coordinates alone obey Gibbs, together they do not."""

import functools

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import spsolve

import toy_models as tm

F, T, SIDE = tm.landscapes.get("slanted_noise"), 0.2, 161
D = np.array([[1, 9 / 11], [9 / 11, 1]])


def test_its_matrix_is_that_of_the_text_and_has_the_trace_of_the_other_laws():
    found = tm.noises.get("of_landscape").covariance(F, [[0.7, 0.3], [-1.0, 2.0]])
    assert found == pytest.approx(np.array([D, D]))


@functools.cache
def at_rest():
    """(x, y, ρ) of 0 = ∇·(∇f ρ) + T Σ Dij ∂i∂j ρ, by central differences on a grid beyond whose edge lies 1e-6 of it."""
    gx, gy = np.linspace(-2.3, 2.3, SIDE), np.linspace(-2.2, 2.2, SIDE)

    def line(g, order):
        step, ones = g[1] - g[0], np.ones(SIDE - 1)
        if order == 1:
            return sparse.diags([-ones / (2 * step), ones / (2 * step)], [-1, 1])
        return sparse.diags([ones / step**2, -2 * np.ones(SIDE) / step**2, ones / step**2], [-1, 0, 1])

    one, x, y = sparse.eye(SIDE), np.repeat(gx, SIDE), np.tile(gy, SIDE)
    dx, dy = sparse.kron(line(gx, 1), one), sparse.kron(one, line(gy, 1))
    dxx, dyy = sparse.kron(line(gx, 2), one), sparse.kron(one, line(gy, 2))
    slope = F.gradient(np.stack([x, y], axis=-1))
    flow = dx @ sparse.diags(slope[:, 0]) + dy @ sparse.diags(slope[:, 1])
    flow = (flow + T * (D[0, 0] * dxx + 2 * D[0, 1] * dx @ dy + D[1, 1] * dyy)).tolil()
    here = int(np.abs(x - 1).argmin()) + SIDE // 2
    flow[here], right = 0, np.zeros(SIDE**2)
    flow[here, here] = right[here] = 1
    rho = spsolve(flow.tocsc(), right)
    return x, y, rho / rho.sum()


def test_each_coordinate_alone_is_spread_by_gibbs_and_together_they_are_not():
    x, y, rho = at_rest()
    assert (y * y * rho).sum() == pytest.approx(T, rel=5e-3)
    weight = np.exp(-((x**2 - 1) ** 2) / (4 * T))
    assert (x * x * rho).sum() == pytest.approx((x * x * weight).sum() / weight.sum(), rel=5e-3)
    assert (x * y * rho).sum() == pytest.approx(0.1947, rel=5e-3)
    at = np.where(x > 0, rho, 0).argmax()
    assert (x[at], y[at]) == pytest.approx((0.9985, 0.162), abs=0.03), "a cell of the grid"


def test_descent_under_it_has_that_law():
    """T = 0.2 by η = 0.01, σ² = 40, from x at rest: a time of 10 forgets y. The step adds of the order of ηλ/2, λ = 2."""
    step, walkers = 0.01, 100_000
    grid = np.linspace(-2.5, 2.5, 5001)
    below = np.cumsum(np.exp(-((grid**2 - 1) ** 2) / (4 * T)))
    draw = np.random.default_rng(0)
    start = np.stack([np.interp(draw.random(walkers) * below[-1], below, grid), T**0.5 * draw.standard_normal(walkers)], axis=-1)
    x, y = tm.simulate(F, "sgd", start=start, steps=1000, replicas=walkers, record_every=1000, parameters={"step_size": step},
                       gradient_noise=(2 * T / step) ** 0.5, gradient_noise_direction="of_landscape").x[-1].T
    u, v, rho = at_rest()
    for sample, exact in ((x * y, (u * v * rho).sum()), (y * y, T), (x * x, (u * u * rho).sum())):
        assert sample.mean() == pytest.approx(exact, abs=4 * sample.std() / walkers**0.5 + step * exact)
