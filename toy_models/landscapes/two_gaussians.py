"""Two Gaussians: a wide valley that is higher and a sharp one that is deeper; solved exactly at T = 1.

    f = -log Σ pₖ N(x; mₖ, sₖ² I),      wide p = 0.9, s = 0.80, m = (-1.5, 0);      sharp p = 0.1, s = 0.15, m = (1.5, 0)

Ours. At T = 1 its Gibbs law is the mixture itself, and its local entropy is the same formula with sₖ² + 1/γ for sₖ². The sharp
minimum of that surface is gone below γ = 1.740; the two minima swap order at γ = 18.241.
Look for: plain descent keeps the well it starts in; on the softened surface at γ = 1 there is only the wide one.
"""

from math import log as ln
from math import pi

from toy_models.notation import exp, log

NAME = "Two Gaussians"
ORDER = 1
EXTENT = ((-3.5, 2.7), (-1.35, 1.35))
START = (1.3, 0.3)
SLIDERS = {"step_size": 0.01, "temperature": 1.0, "scope": 1.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.6, "radius": 0.1}
MINIMA = ((-1.5, 0.0), (1.49997050, 0.0))
LABELS = ("wide valley", "sharp valley")
CONFINING = True

WIDE_DEPTH = -ln(0.9 / (2 * pi * 0.80**2))
SHARP_DEPTH = -ln(0.1 / (2 * pi * 0.15**2))
WIDE_STIFFNESS = 0.5 / 0.80**2
SHARP_STIFFNESS = 0.5 / 0.15**2


def energy(x, y):
    """f(x, y); the wide part dominates far out, so the logarithm below never sees an overflow."""
    wide = WIDE_DEPTH + WIDE_STIFFNESS * ((x + 1.5) ** 2 + y**2)
    sharp = SHARP_DEPTH + SHARP_STIFFNESS * ((x - 1.5) ** 2 + y**2)
    return wide - log(1 + exp(wide - sharp))
