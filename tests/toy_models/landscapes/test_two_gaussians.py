"""Two Gaussians: it is minus the log of a mixture, and nothing of that is lost in the rewriting."""

import math

import numpy as np
import pytest

import toy_models as tm

F = tm.landscapes.get("two_gaussians")


def mixture(x, broadening=0.0):
    parts = []
    for weight, centre, width in ((0.9, -1.5, 0.80), (0.1, 1.5, 0.15)):
        variance = width**2 + broadening
        distance = (x[..., 0] - centre) ** 2 + x[..., 1] ** 2
        parts.append(weight * np.exp(-distance / (2 * variance)) / (2 * math.pi * variance))
    return sum(parts)


def test_it_is_minus_the_log_of_the_mixture():
    x = np.random.default_rng(0).uniform([-4, -2], [3, 2], (1000, 2))
    assert F.energy(x) == pytest.approx(-np.log(mixture(x)), rel=1e-12)


def test_its_gibbs_law_at_temperature_one_is_normalised():
    """The trapezoid rule on 0.02 is exact to rounding for Gaussians of width 0.15 and more; the edge is 10 widths out."""
    gx, gy = np.arange(-9.5, 6.5, 0.02), np.arange(-8, 8, 0.02)
    assert np.exp(-F.heights(gx, gy)).sum() * 0.02**2 == pytest.approx(1, abs=1e-12)


def test_the_sharp_valley_is_deeper_and_28_times_as_stiff():
    assert F.energy(F.minima) == pytest.approx([1.4969505, 0.3459426], abs=1e-7)
    stiffness = np.linalg.eigvalsh(F.hessian(F.minima))
    assert stiffness[0] == pytest.approx([1.5625, 1.5625], rel=1e-9)
    assert stiffness[1] == pytest.approx([44.43, 44.43], abs=0.01)


def test_below_temperature_0_344_no_scope_can_prefer_the_wide_valley():
    """T_c = 2 Δf / log(det H_sharp / det H_wide), from the Laplace form of the local entropy (science of arXiv 1611.01838)."""
    stiff_wide, stiff_sharp = np.linalg.det(F.hessian(F.minima))
    wide, sharp = F.energy(F.minima)
    assert 2 * (wide - sharp) / math.log(stiff_sharp / stiff_wide) == pytest.approx(0.344, abs=5e-4)
