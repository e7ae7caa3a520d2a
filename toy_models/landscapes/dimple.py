"""A bowl with a dimple: a wide bowl, and in its far slope a hole that is narrow and deeper.

    f = ½ k |x - w|² - d exp(-|x - s|² / 2ς²),      k = 0.1, w = (-1, -1);      d = 1, s = (1.5, 1), ς = 0.15

Ours. The hole is the lowest point of all, at -0.4887 against 0 for the bowl: a method that prefers width goes to the *higher*
minimum on purpose. From the hole straight towards the bowl it is 0.8564 uphill. The box mean of SmoothOut (arXiv 1805.07898) is a
closed formula here, and keeps a hole up to a = 0.57; the disc maximum of SAM (arXiv 2010.01412) loses it between ρ = 0.3 and 0.4.
Look for: descent stays in the hole; Langevin leaves it in a time like exp(0.86 / T); SmoothOut is out at a = 0.6. SAM never gets
to the bowl, though the maximum that it aims at has no hole any more: it asks for the gradient at one point uphill, not for the
maximum. With ρ = 0.5 it stands still 0.5 from the hole, where its probe falls back in: out of the hole's basin, and nowhere else.
"""

from toy_models.notation import exp

NAME = "Bowl with a dimple"
ORDER = 2
EXTENT = ((-3.4, 3.0), (-2.8, 2.3))
START = (1.5, 1.0)
SLIDERS = {"step_size": 0.02, "temperature": 0.15, "scope": 0.2, "inner_steps": 100, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.6, "radius": 0.4}
MINIMA = ((-1.0, -1.0), (1.49438118, 0.99550495))
LABELS = ("wide bowl", "deep hole")
CONFINING = True

STIFFNESS = 0.1
DEPTH = 1.0
WIDTH = 0.15


def energy(x, y):
    """f(x, y)."""
    bowl = 0.5 * STIFFNESS * ((x + 1) ** 2 + (y + 1) ** 2)
    return bowl - DEPTH * exp(-((x - 1.5) ** 2 + (y - 1) ** 2) / (2 * WIDTH**2))
