"""The double well: two equal wells and one barrier, the standard clock of a thermal escape.

    f = (x² - 1)² / 4 + y² / 2

Both wells have height 0 and curvatures 2 and 1; the barrier at (0, 0) is 1/4 high, with curvature -1 across it. Kramers
(Physica 7, 1940) puts the mean time from one well to the other at √2 π e^(1 / 4T) for small T; at T = 0.1 that is 54, and the
exact mean first passage from x = -1 to x = 1 takes 66.
Look for: nothing prefers a side, so whoever changes sides was shaken over. At T = 0.05 the wait is eleven times as long.
"""

NAME = "Double well"
ORDER = 3
EXTENT = ((-2.1, 2.1), (-1.25, 1.25))
START = (-1.0, 0.5)
SLIDERS = {"step_size": 0.02, "temperature": 0.1, "scope": 1.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.6, "radius": 0.2}
MINIMA = ((1.0, 0.0), (-1.0, 0.0))
LABELS = ("right well", "left well")
CONFINING = True


def energy(x, y):
    """f(x, y)."""
    return (x**2 - 1) ** 2 / 4 + y**2 / 2
