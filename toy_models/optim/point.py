"""Weights of any shape as one point: a row of real numbers, and back.

Half precision is computed in float32, so that nothing between two roundings of the weights is lost; a complex number is two real
coordinates, so that a norm is that of the complex weights and heat shakes both parts.
"""

from toy_kernels.extras import torch
from toy_kernels.pooled import Row


def arithmetic(tensor):
    """The real type that a tensor's numbers are computed in: float64 where they are as fine, else float32."""
    return torch.float64 if tensor.dtype in (torch.float64, torch.complex128) else torch.float32


def real(tensor):
    """The tensor itself, or its real and imaginary parts side by side; a view that may be written to."""
    return torch.view_as_real(tensor) if tensor.is_complex() else tensor


def row(tensors, pool=None):
    """All numbers as one row (1, coordinate), a copy, in the order of the tensors: a `Row` of the pool, or a tensor."""
    kind = arithmetic(tensors[0])
    flat = [real(tensor.detach().resolve_conj()).reshape(-1).to(kind) for tensor in tensors]
    if pool is None:
        return torch.cat(flat)[None]
    storage = pool.take()
    torch.cat(flat, out=storage[0])
    return Row(storage, pool)


def put(point, tensors):
    """A row's numbers into the tensors."""
    numbers = (point.tensor if isinstance(point, Row) else point)[0]
    parts = [real(tensor.detach()) for tensor in tensors]
    for piece, part in zip(numbers.split([part.numel() for part in parts]), parts, strict=True):
        part.copy_(piece.view_as(part))


def sizes(tensors):
    """How many coordinates of the row each tensor fills."""
    return [real(tensor).numel() for tensor in tensors]
