"""Lanczos' method: what a symmetric matrix is like, from a few of its products.

    H Q = Q T + r eₖᵀ,      T = Y Θ Yᵀ tridiagonal

The Ritz values Θ stand for the eigenvalues, best for those at the ends. Some eigenvalue lies within |r| |eₖᵀ y| of each
(Parlett, The Symmetric Eigenvalue Problem, 1998). The squares (e₁ᵀ y)² are the weights of Gauss' quadrature of the spectrum as the
start sees it (Golub and Welsch, Mathematics of Computation 23, 1969).
"""

from typing import NamedTuple

import numpy as np

_dot = np.einsum  # not @: such thin products wait for BLAS' threads many times longer than they take, and their last bits vary
EXHAUSTED = 1e-12  # a new direction this short, in units of the matrix seen so far, is rounding: the space is used up


class Ritz(NamedTuple):
    """`values` (k,), ascending, their `residuals` (k,) and `weights` (k,), which sum to 1."""

    values: np.ndarray
    residuals: np.ndarray
    weights: np.ndarray


def lanczos(product, start, steps):
    """The `Ritz` of a symmetric `product` after so many steps from `start` (n,), with full re-orthogonalisation.

    Fewer steps where the directions are used up; one NaN in each array where a product is not finite.
    """
    steps = min(steps, len(start))
    basis, tridiagonal, length, seen = np.empty((steps, len(start))), np.zeros((steps, steps)), np.linalg.norm(start), 0.0
    direction = start
    for k in range(steps):
        basis[k] = direction / length
        direction = product(basis[k])
        tridiagonal[k, k] = basis[k] @ direction
        for _ in range(2):  # a second pass makes the basis orthogonal to rounding
            direction = direction - _dot("kn,k->n", basis[: k + 1], _dot("kn,n->k", basis[: k + 1], direction))
        length = np.linalg.norm(direction)
        seen = max(seen, abs(tridiagonal[k, k]), length)
        if not np.isfinite(seen + length):
            return Ritz(*np.full((3, 1), np.nan))
        if k + 1 == steps or length <= EXHAUSTED * seen:
            break
        tridiagonal[k, k + 1] = tridiagonal[k + 1, k] = length
    values, vectors = np.linalg.eigh(tridiagonal[: k + 1, : k + 1])
    return Ritz(values, length * np.abs(vectors[-1]), vectors[0] ** 2)
