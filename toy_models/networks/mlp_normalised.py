"""One hidden layer whose weights count by direction alone: 784 pixels, 32 ReLU units, 10 digits; 25,450 weights.

    hidden = 2 relu((image W₁ + b₁) / |W₁, b₁|),      logits = 4 (hidden W₂ + b₂) / |W₂, b₂|,      |.| of each unit's column

so that f(c w) = f(w): no slope along w, slopes fall as 1/c, and descent can only lengthen w, |w - ηg|² = |w|² + η²|g|². Normalised
weights: Salimans and Kingma, NeurIPS 2016, arXiv 1602.07868, here with fixed lengths; what training does on the sphere: Kodryan,
Lobacheva, Nakhodnov and Vetrov, NeurIPS 2022, arXiv 2209.03695. Scales as with ReLU units.
Look for: a flatter minimum for the asking. Ten times the weights say the same, with a hundredth of the curvature.
"""

from toy_models.notation import lengths, relu

NAME = "Network, 32 hidden, normalised"
ORDER = 6
LAYERS = (784, 32, 10)
SCALES = {"step_size": 10, "temperature": "1/N", "radius": 2, "noise_width": 1 / 12}


def logits(weights, images):
    """One row of ten for every image of every replica."""
    hidden = 2 * relu((images @ weights.W1 + weights.b1) / lengths(weights.W1, weights.b1))
    return 4 * (hidden @ weights.W2 + weights.b2) / lengths(weights.W2, weights.b2)
