"""The words a step, a formula or a network may use beyond + - * /, with their meaning for arrays and for tensors.

The compiled lanes give the same words their own meaning (`toy_kernels.emit`); derivatives of the formula words are taken in
`toy_models.formula`.
"""

import numpy as np

TINY = 1e-12  # keeps a direction finite where the gradient is exactly zero; far below any gradient that matters


def norm(point):
    """Euclidean length of each row over all of its coordinates, shape (replica, 1)."""
    return (point * point).sum(-1)[:, None] ** 0.5


def relu(values):
    """max(value, 0), entry by entry."""
    return np.maximum(values, 0) if isinstance(values, np.ndarray) else values.clamp(min=0)


exp, log, sqrt, sin, cos, tan, tanh, minimum = np.exp, np.log, np.sqrt, np.sin, np.cos, np.tan, np.tanh, np.minimum
