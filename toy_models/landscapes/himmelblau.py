"""Himmelblau's function: four minima of one height, told apart only by their width.

    f = ((x² + y - 11)² + (x + y² - 7)²) / 20

Himmelblau, Applied Nonlinear Programming, McGraw-Hill 1972; divided by 20 so that one step size serves the gallery. All four
minima have height 0, (3, 2) among them; the widest, by the product of its two curvatures, is (3, 2), 5.3 against 7.6, 13.1
and 23.7. Between them stands a hill at (-0.2708, -0.9230), 9.08 high.
Look for: the start decides for plain descent. The Gibbs law at T = 1 holds 0.34, 0.28, 0.22 and 0.16 of its weight in the
four valleys, widest first: of equal depths, heat prefers width.
"""

NAME = "Himmelblau"
ORDER = 7
EXTENT = ((-5.6, 5.6), (-5.2, 5.2))
START = (0.5, -0.5)
SLIDERS = {"step_size": 0.01, "temperature": 1.0, "scope": 0.5, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 1.0, "radius": 0.5}
MINIMA = ((3.0, 2.0), (3.58442834, -1.84812653), (-2.80511809, 3.13131252), (-3.77931025, -3.28318599))
LABELS = ("widest valley", "second", "third", "sharpest")
CONFINING = True


def energy(x, y):
    """f(x, y)."""
    return ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2) / 20
