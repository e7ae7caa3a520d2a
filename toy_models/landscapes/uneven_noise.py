"""A bowl under minibatch noise that grows to one side: points are likeliest where it is quiet, not where it is low.

    f = x² / 2 + y² / 2,      noise A(x) z with A Aᵀ = D = diag(e^x, 1)

Plain descent, step η, under `of_landscape` noise of size σ is, in Itô's sense, dX = -∇f dt + √(2T D) dW with T = ησ²/2. The law
of x at rest is e^(-x + (x + 1) e^-x / T): its mean is the minimum but for e^(-1/T), its likeliest place solves x = -T e^x, -0.0913
at T = 0.1, in proportion to the step. So SGD with a noise that depends on the place (Chaudhari and Soatto, ICLR 2018, arXiv
1710.11029).
Look for: with noise of its own, more than half of the points stand on the left, and the few on the right go far.
"""

from toy_models.notation import exp

NAME = "Uneven noise"
ORDER = 13
EXTENT = ((-2.4, 2.4), (-1.6, 1.6))
START = (1.2, 0.8)
SLIDERS = {"step_size": 0.02, "temperature": 0.1, "scope": 1.0, "inner_steps": 50, "outer_step": 0.5, "averaging": 0.75,
           "noise_width": 0.6, "radius": 0.2}
MINIMA = ((0.0, 0.0),)
LABELS = ("minimum",)
CONFINING = True


def energy(x, y):
    """f(x, y)."""
    return x**2 / 2 + y**2 / 2


def diffusion(x, y, u, v):
    """A z."""
    return exp(x / 2) * u, v
