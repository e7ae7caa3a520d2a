"""No hidden layer: 784 pixels, 10 digits; 7,850 weights.

    logits = image W₁ + b₁

The loss is convex: one valley, however many axes. Next to the network with a hidden layer it says which effects need more than
one valley. Scales as there.
Look for: methods differ in how fast they go down and how far heat spreads them, not in which valley; some 91 in 100 unseen
digits is all that it reaches.
"""

NAME = "Softmax regression"
ORDER = 2
LAYERS = (784, 10)
SCALES = {"step_size": 10, "temperature": "1/N", "radius": 2, "noise_width": 1 / 12}


def logits(weights, images):
    """One row of ten for every image of every replica."""
    return images @ weights.W1 + weights.b1
