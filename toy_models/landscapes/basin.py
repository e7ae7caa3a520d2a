"""Two basins under one minimum: a sharp one and a flat one of the same depth, joined by a crease.

    f = min( 10 u² + 100 v²,  |x - w|² ),      (u, v) = axes across and along the diagonal from s,      w = (-1, -1), s = (1, 1)

The toy of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195, with its 100 jittered centres put on one point. Both wells have
height 0; the curvatures are 20 and 200 in the sharp one and 2 and 2 in the flat one, and the sharpest direction points
straight at the flat well: on the diagonal the crease is only 0.2571 away. Gradient and Hessian jump there.
Look for: gradient noise that is shaped like the curvature leaves the sharp well, round noise of the same size does not: with
σ = 15, in 3,000 steps of 0.004, three runs in four against one in forty. SmoothOut leaves with a = 0.3. SAM reaches the flat
well with no radius: it stays within 1.4 ρ of the sharp point, which for ρ = 0.3 is already beyond the crease.
"""

from toy_models.notation import minimum

NAME = "Two basins"
ORDER = 5
EXTENT = ((-2.7, 2.3), (-2.4, 2.0))
START = (1.05, 1.0)  # at (1, 1) itself the slope is zero, and SAM has no uphill
SLIDERS = {"step_size": 0.004, "temperature": 1.0, "scope": 2.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.3, "radius": 0.2}
MINIMA = ((-1.0, -1.0), (1.0, 1.0))
LABELS = ("flat basin", "sharp basin")
CONFINING = True


def energy(x, y):
    """f(x, y); u² and v² without their roots."""
    across = (x - y) ** 2 / 2
    along = (x + y - 2) ** 2 / 2
    return minimum(10 * across + 100 * along, (x + 1) ** 2 + (y + 1) ** 2)
