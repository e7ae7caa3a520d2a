"""One hidden layer of 32 units that saturate: 784 pixels, 10 digits; 25,450 weights.

    logits = erf(image W₁ + b₁) W₂ + b₂,      erf(u) = E sign(u + n),      n ~ N(0, ½)

Each unit is the mean of a noisy threshold, which is why bounds are proved for it (Biggs and Guedj, ICML 2022, arXiv 2202.01627).
Scales as with ReLU units.
Look for: a unit that is driven far says ±1 and learns no more; turned in sign before and after it, it is the same unit.
"""

from toy_models.notation import erf

NAME = "Network, 32 hidden, erf"
ORDER = 3
LAYERS = (784, 32, 10)
SCALES = {"step_size": 10, "temperature": "1/N", "radius": 2, "noise_width": 1 / 12}


def logits(weights, images):
    """One row of ten for every image of every replica."""
    hidden = erf(images @ weights.W1 + weights.b1)
    return hidden @ weights.W2 + weights.b2
