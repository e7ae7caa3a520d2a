"""One hidden layer: 784 pixels, 32 ReLU units, 10 digits; 25,450 weights.

    logits = relu(image W₁ + b₁) W₂ + b₂

Its loss is a mean over N digits, of the order of one, and its weights lie some tenths from zero, where a landscape is a few
units across and tens high; hence the scales. Langevin's T becomes T/N: then exp(-N loss / T) is the posterior at heat T.
Look for: what no slice shows. Two runs that end at one accuracy stand further apart than either has walked.
"""

from toy_models.notation import relu

NAME = "Network, 32 hidden"
ORDER = 1
LAYERS = (784, 32, 10)
SCALES = {"step_size": 10, "temperature": "1/N", "radius": 2, "noise_width": 1 / 12}


def logits(weights, images):
    """One row of ten for every image of every replica."""
    hidden = relu(images @ weights.W1 + weights.b1)
    return hidden @ weights.W2 + weights.b2
