"""A bowl with a dimple: a wide bowl, and in its far slope a hole that is narrow and deeper.

    f = ½ k |x - w|² - d exp(-|x - s|² / 2ς²),      k = 0.1, w = (-1, -1);      d = 1, s = (1.5, 1), ς = 0.15

The hole is the lowest point of all (-0.4887 against -0.0000): a method that prefers width goes to the *higher* minimum on
purpose. Out of the hole, straight towards the bowl, it is 0.8564 uphill. The mean over a box and the mean over a Gaussian
are closed formulas.
Look for: descent stays in the hole at any step; Langevin leaves it in a time like exp(0.86 / T); SmoothOut's box fills it in
between a = 0.4 and 0.6; SAM does not leave it at any radius, though the maximum that it aims at has lost the hole by ρ = 0.4.
"""

from toy_models.notation import exp

NAME = "Bowl with a dimple"
ORDER = 2
EXTENT = ((-3.4, 3.0), (-2.8, 2.3))
START = (1.5, 1.0)
SLIDERS = {"step_size": 0.02, "temperature": 0.15, "scope": 0.2, "inner_steps": 100, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.6, "radius": 0.4}
MINIMA = ((-1.0, -1.0), (1.49438117, 0.99550494))
LABELS = ("wide bowl", "deep hole")
CONFINING = True

STIFFNESS = 0.1
DEPTH = 1.0
WIDTH = 0.15


def energy(x, y):
    """f(x, y)."""
    bowl = 0.5 * STIFFNESS * ((x + 1) ** 2 + (y + 1) ** 2)
    return bowl - DEPTH * exp(-((x - 1.5) ** 2 + (y - 1) ** 2) / (2 * WIDTH**2))
