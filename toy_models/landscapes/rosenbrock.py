"""Rosenbrock's valley: one minimum at the end of a bent, nearly flat valley.

    f = ((1 - x)² + 100 (y - x²)²) / 20

Rosenbrock, Computer Journal 3 (1960), started as there at (-1.2, 1); divided by 20 so that one step size serves the gallery.
At the minimum (1, 1) the curvatures are 50.08 and 0.02: a ratio of 2508, the price of every step that must respect the larger.
Look for: every method is in the valley within a few steps and then crawls. Momentum is what helps; width is of no help here.
"""

NAME = "Rosenbrock"
ORDER = 8
EXTENT = ((-2.0, 2.0), (-0.8, 2.6))
START = (-1.2, 1.0)
SLIDERS = {"step_size": 0.01, "temperature": 0.02, "scope": 5.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.2, "radius": 0.1, "momentum": 0.9}
MINIMA = ((1.0, 1.0),)
LABELS = ("lowest place",)
CONFINING = True


def energy(x, y):
    """f(x, y)."""
    return ((1 - x) ** 2 + 100 * (y - x**2) ** 2) / 20
