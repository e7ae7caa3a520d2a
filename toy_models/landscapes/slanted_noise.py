"""The double well under minibatch noise that is not round: likeliest is not lowest.

    f = (x² - 1)² / 4 + y² / 2,      noise A z with A Aᵀ = D = [[1, 9/11], [9/11, 1]]

Plain descent, step η, under `of_landscape` noise of size σ is dX = -∇f dt + √(2T D) dW with T = ησ²/2: SGD as it is, with a
constant noise (Chaudhari and Soatto, ICLR 2018, arXiv 1710.11029). Each coordinate alone is spread by Gibbs' law, x as
e^(-(x²-1)²/4T) and y as a normal of variance T; together they are not: E xy is 0.19 at T = 0.2, and the likeliest places have left
the minima.
Look for: with noise of its own, points lean along the diagonal in each well; with noise in every direction they do not.
"""

NAME = "Slanted noise"
ORDER = 12
EXTENT = ((-2.1, 2.1), (-1.4, 1.4))
START = (-1.0, 0.5)
SLIDERS = {"step_size": 0.02, "temperature": 0.1, "scope": 1.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.6, "radius": 0.2}
MINIMA = ((1.0, 0.0), (-1.0, 0.0))
LABELS = ("right well", "left well")
CONFINING = True
LONG, SHORT = (20 / 11) ** 0.5, (2 / 11) ** 0.5  # along the diagonal and across it


def energy(x, y):
    """f(x, y)."""
    return (x**2 - 1) ** 2 / 4 + y**2 / 2


def diffusion(x, y, u, v):
    """A z."""
    return (LONG + SHORT) / 2 * u + (LONG - SHORT) / 2 * v, (LONG - SHORT) / 2 * u + (LONG + SHORT) / 2 * v
