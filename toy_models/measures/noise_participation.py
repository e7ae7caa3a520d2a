"""The participation ratio of the gradient noise: along how many directions minibatches disagree.

    (tr Σ)² / tr Σ²,      Σ = Covᵢ ∇fᵢ,      fᵢ the loss on one image

Exact but for rounding, from the slopes of all images given; a minibatch of B, drawn with replacement, has the covariance Σ/B. It
is 1 if the noise has one direction, and D if it has all of them equally.
The covariance is that of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195.
Look for: some ten or hundred, of thousands of weights: minibatch noise is far from isotropic.
"""

from toy_models.contract import Found
from toy_models.image_noise import ImageSlopes

NAME = "Directions of the noise"
SYMBOL = "(tr Σ)² / tr Σ²"
ORDER = 12
WORLDS = ("network",)
UNIT = ""
ERROR = "rounding"
RANKS = False  # of the noise, not of the valley: neither more nor less is flatter
PARAMETERS = ()


def budget(products, digits):
    """Its parameters, and how many digits, where there is time for so many Hessian products on so many."""
    return {}, min(digits, 200)  # slopes of single images are held at once: 40 MB


def measure(at, draw, p):
    """The ratio, and the `trace` of Σ."""
    values = ImageSlopes(at).spectrum
    return Found(values.sum() ** 2 / (values**2).sum(), trace=values.sum())
