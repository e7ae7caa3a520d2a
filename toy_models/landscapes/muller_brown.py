"""The Müller-Brown surface: three minima and a bent reaction path, the usual test of methods that look for saddles.

    f = Σ Aₖ exp(aₖ (x - xₖ)² + bₖ (x - xₖ)(y - yₖ) + cₖ (y - yₖ)²) / 100,      k = 1..4

    A = (-200, -100, -170, 15), a = (-1, -1, -6.5, 0.7), b = (0, 0, 11, 0.6), c = (-10, -10, -6.5, 0.7),
    x = (1, 0, -0.5, -1), y = (0, 0.5, 1.5, 1)

Müller and Brown, Theoretica Chimica Acta 53 (1979); divided by 100 so that one step size serves the gallery. The minima
have heights -1.4670, -1.0817 and -0.8077; the saddles between them stand at -0.4066 and -0.7225.
Look for: the straight line from the deepest valley to the second climbs to 0.127, the way through the passes to -0.407. The
middle valley is shallow: of the local entropy at T = 0.15 it is gone by γ = 5, where the other two still stand.
"""

from toy_models.notation import exp

NAME = "Müller-Brown"
ORDER = 9
EXTENT = ((-1.7, 1.3), (-0.5, 2.0))
START = (0.6, 0.3)
SLIDERS = {"step_size": 0.01, "temperature": 0.15, "scope": 2.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.3, "radius": 0.1}
MINIMA = ((-0.55822363, 1.44172584), (0.62349941, 0.02803776), (-0.05001082, 0.46669410))
LABELS = ("deepest valley", "second", "middle")
CONFINING = True


def energy(x, y):
    """f(x, y); the last term is the wall, which grows without bound far out."""
    first = -2.0 * exp(-((x - 1) ** 2) - 10 * y**2)
    second = -1.0 * exp(-(x**2) - 10 * (y - 0.5) ** 2)
    third = -1.7 * exp(-6.5 * (x + 0.5) ** 2 + 11 * (x + 0.5) * (y - 1.5) - 6.5 * (y - 1.5) ** 2)
    wall = 0.15 * exp(0.7 * (x + 1) ** 2 + 0.6 * (x + 1) * (y - 1) + 0.7 * (y - 1) ** 2)
    return first + second + third + wall
