"""Two convolutions and a full layer, on digits of 14 x 14: 6 and 16 filters, 10 digits; 2,486 weights.

    logits = [relu(pool₂ relu(image * W₁ + b₁) * W₂ + b₂)] W₃ + b₃,      * a convolution, pool₂ the mean over 2 x 2,
    image: the digit, pooled once,      W₁: 5 x 5,  W₂: 3 x 3 x 6,  one filter a column

The shape of LeNet-5, smaller, with ReLU units: LeCun, Bottou, Bengio and Haffner, Proceedings of the IEEE 86 (1998). A filter looks
everywhere with the same weights, so that its slope is a sum over places. Scales as without convolutions.
Look for: a tenth of the weights of 32 hidden units, and more digits read.
"""

from toy_models.notation import pixels, pooled, relu, windows

NAME = "Small LeNet"
ORDER = 5
LAYERS = (784, (25, 6), (54, 16), (144, 10))
SCALES = {"step_size": 10, "temperature": "1/N", "radius": 2, "noise_width": 1 / 12}


def logits(weights, images):
    """One row of ten for every image of every replica."""
    image = pooled(pixels(images), 28, 2)
    edges = relu(windows(image, 14, 5) @ weights.W1 + weights.b1)
    parts = relu(windows(pooled(edges, 10, 2), 5, 3) @ weights.W2 + weights.b2)
    return windows(parts, 3, 3) @ weights.W3 + weights.b3
