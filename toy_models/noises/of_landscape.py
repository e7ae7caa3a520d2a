"""The landscape's own: what its file says of the noise of its minibatches; isotropic where it says nothing.

    A = A(x),      E tilt tiltᵀ = σ² A(x) A(x)ᵀ,      which need not have the trace of the other laws

Chaudhari and Soatto, ICLR 2018, arXiv 1710.11029: with plain descent, step η, it is dX = -∇f dt + √(2T D) dW, D = A Aᵀ, T = ησ²/2.
Look for: on a landscape that has such a noise, points at rest that are not spread as exp(-f/T).
"""

NAME = "as the landscape has it"
ORDER = 6


def tilt(m, n):
    """A z, as the landscape makes it."""
    return m, n
