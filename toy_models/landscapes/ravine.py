"""A ravine of varying width: every point of its floor is a minimum, and only the width differs.

    f = ½ (1 + y²) x²

Ours. The whole line x = 0 has height 0; its curvature across is 1 + y², least at y = 0. Descent falls to the floor and stops, along
½x² = ln|y| + ½y² + constant. SAM bounces across the floor with amplitude r = ηρk / (2 - ηk), k = 1 + y², and so drifts down
the width: y loses a share η (2ρ / (2 - ηk))² at each step (the statement for valleys in general: Bartlett, Long and
Bousquet, JMLR 24, 2023).
Look for: SAM creeps along the floor to y = 0, where it is widest. Its Gibbs law does not exist: the integral of exp(-f/T) over
x is √(2πT / (1 + y²)), and over y that grows without end, so Langevin wanders off along the floor.
"""

NAME = "Ravine"
ORDER = 4
EXTENT = ((-2.2, 2.2), (-1.8, 1.8))
START = (1.0, 1.5)
SLIDERS = {"step_size": 0.1, "temperature": 0.005, "scope": 1.0, "inner_steps": 10, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.4, "radius": 0.2}
MINIMA = ((0.0, 0.0),)
LABELS = ("widest place",)
CONFINING = False  # the integral of exp(-f/T) diverges along the floor, as stated above


def energy(x, y):
    """f(x, y)."""
    return 0.5 * (1 + y**2) * x**2
