"""How alike two networks see the images: linear centred kernel alignment of their logits, or of what is hidden.

    CKA = |YᵀX|² / (|XᵀX| |YᵀY|),      X, Y: logits (image, class) less their means,      |.| Frobenius' norm

or, in place of logits, what the last layer is given (image, unit); where there is no hidden layer that is the image itself.
Exact but for rounding, between 0 and 1. It is 1 for outputs that differ by a rotation, a factor and a shift.
Kornblith, Norouzi, Lee and Hinton, ICML 2019, arXiv 1905.00414; beside other measures of the whole landscape in Yang et al.,
NeurIPS 2021, arXiv 2107.11228.
Look for: networks whose weights are far apart may see alike.
"""

import numpy as np

from toy_models.contract import ROUNDING, Found, Parameter

NAME = "Alike in what they see"
SYMBOL = "CKA"
ORDER = 20
WORLDS = ("network",)
UNIT = ""
ERROR = "rounding"
PARAMETERS = (Parameter("hidden", "hidden", 0, 0, 1, "0: the logits; 1: what the last layer is given", whole=True, lawful=(0, 1)),)


def between(a, b, draw, p):
    """The alignment; 0/0, where one says the same of all images, is no number."""
    x, y = (said - said.mean(axis=0) for said in (at.hidden() if p.hidden else at.logits() for at in (a, b)))
    norm = np.linalg.norm
    return Found(norm(y.T @ x) ** 2 / (norm(x.T @ x) * norm(y.T @ y)), ROUNDING)
