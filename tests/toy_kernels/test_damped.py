"""The damped inverse of |H| against its eigenvectors, and what float32 makes of it."""

import numpy as np
import pytest

from toy_kernels.damped import damped


def exact(entries, slope, damping):
    """By eigenvectors, in float64."""
    a, b, d = entries
    values, vectors = np.linalg.eigh(np.array([[a, b], [b, d]]))
    return vectors @ ((vectors.T @ slope) / (np.abs(values) + damping))


@pytest.mark.parametrize("entries", [
    (2, 0, 5), (3, 1, 2), (-3, 1, -2), (1, 4, -1), (0, 0, 0), (1, 1, 1), (-1, 1, -1), (0, 2, 0), (1e6, 1, 1e-3), (1e-9, 0, -1e-9),
], ids=str)
@pytest.mark.parametrize("damping", [1e-3, 1.0])
def test_it_is_the_inverse_by_eigenvectors(entries, damping):
    """Float64: |H| loses a dozen roundings of its largest entry, 1e-15, which the inverse magnifies by that over the damping."""
    slope = np.array([0.7, -1.3])
    expected = exact(entries, slope, damping)
    condition = (max(map(abs, entries)) + damping) / damping
    assert damped(*map(float, entries), *slope, damping) == pytest.approx(expected, rel=1e-14 * condition, abs=1e-14)


def test_float32_keeps_a_flat_direction():
    """H = (1, 1; 1, 1) has an eigenvalue 0: what stands along it is divided by the damping alone."""
    one = np.float32(1)
    found = damped(one, one, one, one, -one, np.float32(1e-3))
    assert found == pytest.approx([1e3, -1e3], rel=1e-3)
