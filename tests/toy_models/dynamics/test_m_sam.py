"""m-SAM against SAM, and against the mean of the slopes that its parts find."""

import numpy as np
import pytest

from toy_kernels.noise import MINIBATCH, normals


def test_without_noise_all_parts_agree_and_it_is_sam(trajectory, quadratic):
    """The mean of equal slopes: four of them are added exactly up to a rounding, 200 steps."""
    one, other = (trajectory(key, quadratic([10.0, 1.0]), [1.0, 0.5], 200, step_size=0.05, momentum=0.5, **values)
                  for key, values in (("m_sam", {"parts": 4}), ("sam", {})))
    assert np.abs(one - other).max() < 1e-13


def test_it_ends_in_sams_cycle(trajectory, quadratic):
    """Amplitude ηλρ/(2 - ηλ) = 1/30."""
    x = trajectory("m_sam", quadratic([10.0, 1.0]), [1.0, 1.0], 4000, step_size=0.05, radius=0.1, parts=3)
    assert abs(x[-1, 0, 0]) == pytest.approx(1 / 30, abs=1e-9)


def test_every_part_climbs_its_own_minibatch(trajectory, quadratic):
    """Each probe lies ρ away along the slope of its part, and the step is the mean of the slopes there."""
    curvature, start, probes = np.array([3.0, 1.0]), np.array([[1.0, -0.5], [0.2, 0.1]]), []
    x = trajectory("m_sam", quadratic(curvature, gradient_noise=2.0), start, 1, step_size=0.1, radius=0.3, parts=5,
                   watch=lambda probe: probes.append(probe))
    mean = 0
    for part, probe in enumerate(probes):
        tilt = 2.0 * normals(1, MINIBATCH, np.arange(2), 2, 0, part)
        slope = curvature * start + tilt
        assert probe == pytest.approx(start + 0.3 * slope / np.linalg.norm(slope, axis=1, keepdims=True), rel=1e-9)
        mean = mean + (curvature * probe + tilt) / 5
    assert len({probe.tobytes() for probe in probes}) == 5
    assert x[1] == pytest.approx(start - 0.1 * mean, rel=1e-12)


@pytest.mark.parametrize("parts", [1, 8])
def test_in_strong_noise_parts_divide_the_push_of_the_probes(trajectory, quadratic, four_errors, parts):
    """From the middle, with noise alone, part i probes ρ nᵢ/|nᵢ| in D coordinates: the mean slope is that of n + λρ n/|n|, whose
    variance in a coordinate is (1 + 2λρ E|n|/D + λ²ρ²/D)/M with n of variance 1. A part of fixed length has short tails.
    """
    rows, curvature, radius, coordinates = 100_000, 2.0, 0.5, 3
    x = trajectory("m_sam", quadratic(curvature, gradient_noise=1.0), np.zeros((rows, coordinates)), 1, step_size=1.0,
                   radius=radius, parts=parts)
    length = 2 * (2 / np.pi) ** 0.5  # E|z| in three coordinates
    expected = (1 + 2 * curvature * radius * length / coordinates + (curvature * radius) ** 2 / coordinates) / parts
    assert x[1].var(0) == pytest.approx(np.full(coordinates, expected), rel=four_errors(rows))
