"""A rugged bowl: one wide shape, and on it so many holes that none matters.

    f = 0.15 |x|² + 0.1 Σ (1 - cos 6 xᵢ)

Ours. A bowl with an egg-box on it: five minima along each axis, at 0, ±0.9634 and ±1.8885, so 25 in all; the lowest is the origin.
Its mean over a Gaussian of variance s² multiplies every cosine by exp(-18 s²), its mean over a box of half-width a by
sin(6a) / 6a: nothing is left of the holes at a = π/6 = 0.5236, and a wider box turns them inside out.
Look for: plain descent stops in the first hole on its way. Averaging over a disc about as wide as the holes are apart shows
the bowl that everybody sees from afar.
"""

from toy_models.notation import cos

NAME = "Rugged bowl"
ORDER = 10
EXTENT = ((-3.5, 3.5), (-3.0, 3.0))
START = (2.4, 1.8)
SLIDERS = {"step_size": 0.02, "temperature": 0.1, "scope": 0.5, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.52, "radius": 0.3}
NEAR, FAR = 0.96342918, 1.88850819
LINE = (0.0, NEAR, -NEAR, FAR, -FAR)
MINIMA = tuple((x, y) for x in LINE for y in LINE)
LABELS = ("lowest hole",) + ("",) * 24
CONFINING = True


def energy(x, y):
    """f(x, y)."""
    return 0.15 * (x**2 + y**2) + 0.1 * (2 - cos(6 * x) - cos(6 * y))
