"""The words a step, a formula or a network may use beyond + - * /, with their meaning for arrays and for tensors.

The compiled lanes give the same words their own meaning (`toy_kernels.emit`); derivatives of the formula words are taken in
`toy_models.formula`.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import special

TINY = 1e-12  # keeps a direction finite where the gradient is exactly zero; far below any gradient that matters


def norm(point):
    """Euclidean length of each row over all of its coordinates, shape (replica, 1)."""
    return dot(point, point) ** 0.5


def dot(point, other):
    """The inner product of each row with the other's, over all coordinates, shape (replica, 1)."""
    return (point * other).sum(-1)[:, None]


def where(condition, yes, no):
    """`yes` where the condition, a comparison such as `dot(g, v) > 0`, holds, and `no` elsewhere; one of the two is a point."""
    condition, yes, no = map(_bare, (condition, yes, no))
    if not any(np.ndim(value) for value in (yes, no)):
        raise TypeError("where chooses between points: one of its two values must be a point, 0 * state.x + 1 say")
    if not np.ndim(condition):
        return yes if condition else no
    if not hasattr(condition, "detach"):
        return np.where(condition, yes, no)
    return yes.where(condition, no) if hasattr(yes, "detach") else no.where(~condition, yes)


def largest(point, share):
    """1 at the largest entries of each row, a share of them that is rounded to whole ones, and 0 at the others.

    Of equal entries the first ones count as larger.
    """
    values = _bare(point)
    tensor, count = hasattr(values, "detach"), values.shape[-1]
    order = (-values).argsort(dim=-1, stable=True) if tensor else np.argsort(-values, axis=-1, kind="stable")
    if tensor:
        rank = order.argsort(-1)
        return (rank < _rounded(share * count)).to(values.dtype)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(count)[None], -1)
    return (rank < _rounded(share * count)).astype(values.dtype)


def together(point, size):
    """The mean of the group that each row stands in: `size` rows one after the other, fewer in the last group."""
    return _by_groups(point, size, lambda members: members.mean(1)[:, None] + 0 * members)


def ring(point, size):
    """The mean of each row and its two neighbours in its group, the last and the first being neighbours.

    The gossip matrix with ⅓, ⅓, ⅓ in each row: it keeps the group's mean, and shrinks what differs from it by (1 + 2 cos(2π/n))/3
    at least. In a group of two a row's neighbours are the other row, twice.
    """
    def mixed(members):
        roll = getattr(members, "roll", None) or (lambda by, axis: np.roll(members, by, axis))
        return (roll(1, 1) + members + roll(-1, 1)) / 3

    return _by_groups(point, size, mixed)


def _by_groups(point, size, mix):
    """`mix` of members (group, member, coordinate), for all whole groups at once and for what is left."""
    rows, size = _bare(point), int(size)
    count, coordinates = rows.shape
    whole = count // size * size
    parts = [mix(part.reshape(groups, -1, coordinates)).reshape(-1, coordinates)
             for part, groups in ((rows[:whole], whole // size), (rows[whole:], 1)) if len(part)]
    return parts[0] if len(parts) == 1 else _joined(parts)


def _joined(parts):
    """Rows under rows."""
    if not hasattr(parts[0], "detach"):
        return np.concatenate(parts)
    joined = parts[0].new_empty(sum(map(len, parts)), parts[0].shape[1])
    joined[: len(parts[0])], joined[len(parts[0]) :] = parts
    return joined


def _rounded(number):
    """The nearest whole number, halves up."""
    return (number + 0.5) // 1


def relu(values):
    """max(value, 0), entry by entry; its slope at 0 is 0."""
    return values.relu() if hasattr(values, "relu") else np.maximum(values, 0)


def lengths(*blocks):
    """The length of each column of blocks (replica, ., column) that stand one on another: (replica, 1, column)."""
    return sum((block * block).sum(-2) for block in blocks)[:, None] ** 0.5


def pixels(images):
    """A row for each pixel, as the words below take them: (..., image·pixel, 1) from (..., image, pixel)."""
    return images.reshape(*images.shape[:-2], -1, 1)


def windows(values, side, size):
    """What stands in every square window of pictures: a product with a W then is a convolution, one filter a column.

    Values (..., image·place, channel), places those of a picture of side · side, row by row. Found: (..., image·place, number),
    (side - size + 1)² places, numbers window row by window row, in each place all channels: size² · channel. With size = side
    there is one window, the picture itself, and the product is a full layer. LeCun, Bottou, Bengio and Haffner, Proceedings of
    the IEEE 86 (1998).
    """
    *front, _, channels = _pictures(values, side, size <= side).shape
    if size == side:
        return values.reshape(*front, -1, side * side * channels)
    seen = values.reshape(*front, -1, side, side, channels)
    for axis in (-2, -4):
        seen = seen.unfold(axis, size, 1) if hasattr(seen, "unfold") else sliding_window_view(seen, size, axis)
    return seen.swapaxes(-3, -1).reshape(*front, -1, size * size * channels)


def pooled(values, side, size):
    """The mean of each channel over squares that tile pictures: (..., image·place, channel), with (side / size)² places found."""
    *front, _, channels = _pictures(values, side, side % size == 0).shape
    for length in (side * channels, channels):  # of a row of pixels, then of one: reductions of short axes are slow
        one, *others = (values.reshape(*front, -1, size, length)[..., i, :] for i in range(size))
        values = sum(others, one)
    return (values / size**2).reshape(*front, -1, channels)


def _pictures(values, side, fits):
    if not fits or values.shape[-2] % side**2:
        raise ValueError(f"{values.shape[-2]} places are no pictures of side {side}, or windows of that size do not fit them")
    return values


def _bare(value):
    """The tensor in a row of storage that is used again (`toy_kernels.pooled`); anything else as it is."""
    return getattr(value, "tensor", value)


def _word(name, library=np):
    """The library's word of that name for arrays and plain numbers, a tensor's own for tensors; entry by entry."""

    def word(*values):
        values = [_bare(value) for value in values]
        tensor = next((value for value in values if hasattr(value, "detach")), None)
        if tensor is None:
            found, plain = getattr(library, name)(*values), (type(value) in (int, float) for value in values)
            return float(found) if all(plain) else found  # a plain number stays one: NumPy's would make float32 rows float64
        first, *others = (value if hasattr(value, "detach") else tensor.new_tensor(value) for value in values)
        return getattr(first, name)(*others)

    word.__name__ = word.__qualname__ = name
    word.__doc__ = f"{name}, entry by entry, of arrays, tensors or numbers."
    return word


exp, log, sqrt, sin, cos, tan, tanh, minimum, maximum = map(
    _word, ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "minimum", "maximum"))
erf = _word("erf", special)


def gelu(values):
    """v Φ(v), entry by entry, with Φ the standard normal law: v (1 + erf(v / √2)) / 2 (Hendrycks and Gimpel, arXiv 1606.08415)."""
    return values * (1 + erf(values / 2**0.5)) / 2
