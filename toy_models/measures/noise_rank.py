"""How many directions hold nine tenths of the gradient noise.

    n = min { k : σ₁ + ... + σₖ >= s tr Σ },      σ the eigenvalues of Σ = Covᵢ ∇fᵢ, largest first

Exact, from the slopes of all images given. With s = 0.9 it is called n90.
The covariance is that of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195.
Look for: it cannot exceed the number of images less one; give it more of them and see whether it grows.
"""

import numpy as np

from toy_models.contract import Found, Parameter
from toy_models.image_noise import ImageSlopes

NAME = "Rank of the noise"
SYMBOL = "n(s)"
ORDER = 13
WORLDS = ("network",)
UNIT = ""
ERROR = "rounding"
RANKS = False  # of the noise, not of the valley: neither more nor less is flatter
PARAMETERS = (Parameter("share", "s", 0.9, 0.01, 0.99, "share of the noise that is held", lawful=(0, 1)),)


def measure(at, draw, p):
    """The count, and the `spectrum` of Σ, largest first."""
    values = ImageSlopes(at).spectrum[::-1]
    held = np.cumsum(values)
    return Found(np.searchsorted(held, p.share * held[-1] * (1 - 1e-12)) + 1, spectrum=values)
