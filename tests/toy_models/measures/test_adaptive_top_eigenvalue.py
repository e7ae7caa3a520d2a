"""The largest adaptive curvature: that of |x| ∇²f |x|."""

import numpy as np
import pytest

import toy_models as tm
from tests.dense import hessian

measured = tm.measures.adaptive_top_eigenvalue


def exact(world, x, images, p):
    return np.linalg.eigvalsh(np.abs(x)[:, None] * hessian(world, x) * np.abs(x))[-1]


def test_it_has_no_unit_of_length():
    """λ x² at x, and (λ/c²) x² at c x."""
    pairs = ("2*x^2+y^2", (3.0, 1.0)), ("x^2/50+y^2", (30.0, 1.0))
    found = [measured(tm.landscapes.from_formula(f), [x]).value[0] for f, x in pairs]
    assert found == pytest.approx([36, 36], rel=1e-12)
