"""Rosenbrock's valley against its published values."""

import numpy as np
import pytest

import toy_models as tm

F = tm.landscapes.get("rosenbrock")


def test_the_published_start_has_height_24_2():
    assert F.energy((-1.2, 1.0)) == pytest.approx(24.2 / 20, rel=1e-12)
    assert tuple(F.start) == (-1.2, 1.0)


def test_the_minimum_is_2508_times_as_stiff_across_as_along():
    along, across = np.linalg.eigvalsh(F.hessian((1.0, 1.0)))
    assert F.energy((1.0, 1.0)) == 0
    assert (along, across) == pytest.approx((0.01997, 50.08), rel=1e-3)
    assert across / along == pytest.approx(2508, rel=1e-3)


def test_everything_drains_to_it():
    assert (F.basins((60, 80)) == 0).all()


def test_momentum_is_what_helps():
    """From the published start, 4,000 steps of 0.01: plain descent is still on its way."""
    def left(momentum):
        run = tm.simulate(F, "sgd", steps=4000, replicas=1, record_every=4000, parameters={"step_size": 0.01, "momentum": momentum})
        return float(np.linalg.norm(run.x[-1, 0] - 1))

    assert left(0.9) < 0.01
    assert left(0.0) > 0.1
