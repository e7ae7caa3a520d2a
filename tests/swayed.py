"""What a noise law does on a network that is small enough to be known whole."""

import numpy as np

from tests.dense import IMAGES, SMALL, slopes_of_images, weights
from toy_models.image_noise import ImageSlopes
from toy_models.place import OnNetwork


def matrix(law):
    """(A, C): the matrix of a law at one place, from unit draws, and the covariance of the slopes on single images there."""
    x = weights(SMALL[0], 1)[0]
    known = ImageSlopes(OnNetwork(SMALL[0], x, IMAGES))
    draws = np.eye(len(IMAGES) if law.draws == "w" else SMALL[0].size)
    root = np.stack([law.module.sway(known, draw) for draw in draws], axis=1)
    return root, np.cov(slopes_of_images(SMALL[0], x).T, bias=True)
