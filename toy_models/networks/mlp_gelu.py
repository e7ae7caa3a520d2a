"""One hidden layer of 32 smooth units: 784 pixels, 10 digits; 25,450 weights.

    logits = gelu(image W₁ + b₁) W₂ + b₂,      gelu(u) = u Φ(u),      Φ the standard normal law

A ReLU unit whose kink is rounded: it has a Hessian everywhere. Hendrycks and Gimpel 2016, arXiv 1606.08415; bounds for such
networks in Biggs and Guedj, ICML 2022, arXiv 2202.01627. Scales as with ReLU units.
Look for: far from zero it is a ReLU unit, yet a layer that is scaled, and the next scaled back, does not leave it as it was.
"""

from toy_models.notation import gelu

NAME = "Network, 32 hidden, GELU"
ORDER = 4
LAYERS = (784, 32, 10)
SCALES = {"step_size": 10, "temperature": "1/N", "radius": 2, "noise_width": 1 / 12}


def logits(weights, images):
    """One row of ten for every image of every replica."""
    hidden = gelu(images @ weights.W1 + weights.b1)
    return hidden @ weights.W2 + weights.b2
