"""Noise with the shape of the start: Hessian-shaped there, and the same wherever the run goes."""

import numpy as np
import pytest

import toy_models as tm
from tests.swayed import matrix
from toy_kernels import noise

LAW, HERE = tm.noises.get("at_start"), tm.noises.get("hessian")
HIMMELBLAU = tm.landscapes.get("himmelblau")


@pytest.mark.parametrize("start", [(3.0, 2.0), (-0.2708, -0.9230), (0.0867, 2.8843), (1.0, -2.0)],
                         ids=["minimum", "hill", "saddle", "slope"])
def test_its_matrix_is_the_absolute_hessian_of_the_start_wherever_it_is(start):
    expected = HERE.covariance(HIMMELBLAU, start)
    for x in ([0.0, 0.0], [-2.0, 3.0]):
        assert LAW.covariance(HIMMELBLAU, x, start=np.array(start)) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert np.abs(HERE.covariance(HIMMELBLAU, x) - expected).max() > 0.05


@pytest.mark.parametrize("scale", [1e-8, 1e8])
def test_it_has_no_scale(scale):
    """For curvatures whose squares are near the ends of float32."""
    small = tm.landscapes.from_formula(f"{scale!r}*(x^2 + x*y - 2*y^2)")
    one = tm.landscapes.from_formula("x^2 + x*y - 2*y^2")
    start = np.array([0.1, 0.2])
    assert LAW.covariance(small, start, start=start) == pytest.approx(LAW.covariance(one, start, start=start), rel=1e-9)


@pytest.mark.parametrize("device", ["cpu", "reference"])
def test_each_replica_keeps_the_shape_of_its_own_start(device):
    """Replicas of several starts, many steps: each tilt is √(2 |H₀| / tr |H₀|) z, H₀ taken where that replica began."""
    start, steps, rate = np.array([[3.0, 2.0], [0.0867, 2.8843], [-1.0, 0.5]]), 9, 0.01
    run = tm.simulate(HIMMELBLAU, "sgd", start=start, steps=steps, replicas=3, seed=4, gradient_noise=0.5, device=device,
                      gradient_noise_direction="at_start", parameters={"step_size": rate})
    for replica in range(3):
        values, vectors = np.linalg.eigh(HIMMELBLAU.hessian(start[replica]))
        root = vectors * np.sqrt(2 * np.abs(values) / np.abs(values).sum()) @ vectors.T
        z = np.array([noise.normals(4, noise.MINIBATCH, [replica], 2, t, 0)[0] for t in range(steps)])
        x = run.x[:, replica]
        tilt = (x[:-1] - x[1:]) / rate - HIMMELBLAU.gradient(x[:-1])
        assert np.abs(tilt - 0.5 * z @ root).max() < (1e-9 if device == "reference" else 1e-3)


def test_a_schedule_and_many_pieces_do_not_move_the_start(monkeypatch):
    """Lanes do a run in pieces; what is kept from one to the next keeps the start."""
    from toy_kernels import lanes

    arguments = {"steps": 40, "replicas": 5, "gradient_noise": 0.5, "gradient_noise_direction": "at_start", "device": "cpu",
                 "schedule": [(13, {"step_size": 0.005})]}
    whole = tm.simulate("himmelblau", "entropy_sgd", **arguments)
    monkeypatch.setattr(lanes, "CHUNK_WORK", 3 * 5)
    monkeypatch.setattr(lanes, "LEAST_WORK", lanes.BLOCK)
    assert np.array_equal(tm.simulate("himmelblau", "entropy_sgd", **arguments).x, whole.x)


def test_on_a_network_it_is_the_covariance_of_single_images_where_the_run_began():
    root, exact = matrix(LAW)
    assert LAW.sways == "start"
    assert np.abs(root @ root.T - exact).max() < 1e-13 * np.trace(exact)
