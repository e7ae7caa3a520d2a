"""A field with a known law at rest: the force turns, and the law does not know it.

    F = -∇Φ + λ e^Φ e^(-r⁴/4) (-y, x),      Φ = (x² - 1)² / 4 + y² / 2,      r² = x² + y²,      λ = 3/2

At T = 1 the law at rest is exp(-Φ) for every λ, for the turning part carries no probability away:
∇·(λ e^(-r⁴/4) (-y, x)) = 0. What grows with λ is the current: E[x dy - y dx]/dt = 0.82419 λ. At another T the law is not known.
Example 19 of Chaudhari and Soatto, ICLR 2018, arXiv 1710.11029, which says more than holds: there is no limit cycle, without noise
every path winds into the origin, slowly; ∇·j = 0 fails, what holds is ∇·(ρ j) = 0; and as F is no gradient and the noise is round,
it is not SGD on any loss. "Likeliest is not critical" stands: for λ ≥ e^(-1/4) F is zero at the origin alone, a saddle of the law.
Look for: Langevin at T = 1 is found at two places where the force does not vanish, and goes round. Plain descent winds inwards.
"""

from toy_models.notation import exp

NAME = "Example 19, a field"
ORDER = 11
EXTENT = ((-2.4, 2.4), (-1.9, 1.9))
START = (-1.0, 0.5)
SLIDERS = {"step_size": 0.02, "temperature": 1.0, "scope": 1.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.6, "radius": 0.2}
MINIMA = ((1.0, 0.0), (-1.0, 0.0))
LABELS = ("right mode", "left mode")
CONFINING = True
TURNING = 1.5


def potential(x, y):
    """Φ(x, y)."""
    return (x**2 - 1) ** 2 / 4 + y**2 / 2


def force(x, y):
    """F(x, y); Φ - r⁴/4 is written out, so that float32 does not take one large number from another."""
    turn = TURNING * exp(1 / 4 - x**2 / 2 + y**2 / 2 - x**2 * y**2 / 2 - y**4 / 4)
    return x - x**3 - turn * y, -y + turn * x
