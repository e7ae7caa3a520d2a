"""Weights of any shape as one point: a row of real numbers, and back.

Half precision is computed in float32, so that nothing between two roundings of the weights is lost; a complex number is two real
coordinates, so that a norm is that of the complex weights and heat shakes both parts.
"""

from toy_kernels.extras import torch


def arithmetic(tensor):
    """The real type that a tensor's numbers are computed in: float64 where they are as fine, else float32."""
    return torch.float64 if tensor.dtype in (torch.float64, torch.complex128) else torch.float32


def real(tensor):
    """The tensor itself, or its real and imaginary parts side by side; a view that may be written to."""
    return torch.view_as_real(tensor) if tensor.is_complex() else tensor


def row(tensors, pool=None, still=False):
    """All numbers as one row (1, coordinate), in the order of the tensors: a copy, or a `Row` of the pool that stands in them.

    still: nothing but the end of the step changes the tensors.
    """
    flat = [real(tensor.detach().resolve_conj()).reshape(-1) for tensor in tensors]
    if pool is not None:
        return pool.row(flat, still)
    return torch.cat([part.to(arithmetic(tensors[0])) for part in flat])[None]


def put(point, tensors):
    """A row's numbers into the tensors, while other rows keep theirs."""
    targets, pool = _flat(tensors), getattr(point, "pool", None)
    if pool is not None and pool.sizes and targets:
        pool.settle([(point, targets)])
        return
    if pool is not None:
        pool.settle()
    _copy(point, tensors)


def put_all(points):
    """[(row, tensors)]: the numbers of each into its tensors, at once: nothing else is asked of any row afterwards."""
    rows = [(point, tensors, _flat(tensors)) for point, tensors in points]
    pool = getattr(rows[0][0], "pool", None)
    if pool is not None and pool.sizes and all(targets for *_, targets in rows):
        pool.own((), [(point, targets) for point, _, targets in rows])
        return
    if pool is not None:
        pool.own([point for point, *_ in rows])  # all of them, before the first is written
    for point, tensors, _ in rows:
        _copy(point, tensors)


def _flat(tensors):
    """The tensors as flat views; None where one is no single stretch of memory."""
    parts = [real(tensor.detach()) for tensor in tensors]
    return [part.view(-1) for part in parts] if all(part.is_contiguous() for part in parts) else None


def _copy(point, tensors):
    parts = [real(tensor.detach()) for tensor in tensors]
    for piece, part in zip(getattr(point, "tensor", point)[0].split([part.numel() for part in parts]), parts, strict=True):
        part.copy_(piece.view_as(part))


def sizes(tensors):
    """How many coordinates of the row each tensor fills."""
    return [real(tensor).numel() for tensor in tensors]
