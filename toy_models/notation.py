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
    return values.clamp(min=0) if hasattr(values, "detach") else np.maximum(values, 0)


def _word(name):
    """NumPy's word of that name for arrays and plain numbers, a tensor's own for tensors; entry by entry."""

    def word(*values):
        tensor = next((value for value in values if hasattr(value, "detach")), None)
        if tensor is None:
            return getattr(np, name)(*values)
        first, *others = (value if hasattr(value, "detach") else tensor.new_tensor(value) for value in values)
        return getattr(first, name)(*others)

    word.__name__ = word.__qualname__ = name
    word.__doc__ = f"{name}, entry by entry, of arrays, tensors or numbers."
    return word


exp, log, sqrt, sin, cos, tan, tanh, minimum = map(_word, ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "minimum"))
