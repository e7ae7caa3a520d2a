"""Rows that share storage compute what tensors compute, and never share it while both live."""

import gc
import operator

import pytest
import torch

from toy_kernels.pooled import MOST, Pool, PooledNoise, Row
from toy_kernels.torch_runner import TorchNoise

OPERATIONS = [operator.add, operator.sub, operator.mul, operator.truediv]


def made(*numbers, pool=None):
    tensor = torch.tensor([numbers], dtype=torch.float64)
    return Row(tensor, pool or Pool(tensor))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("value", [3, 0.7, torch.tensor([[2.0]]).double(), torch.tensor([[5.0, 0.5, 4.0]]).double()], ids=str)
@pytest.mark.parametrize("as_row", [False, True])
def test_arithmetic_is_that_of_tensors_on_either_side(operation, value, as_row):
    """A division of a number by a row multiplies by an inverse: one rounding more."""
    row = made(1.0, 2.0, -3.0)
    plain = row.tensor.clone()
    other = Row(value.clone(), row.pool) if as_row and isinstance(value, torch.Tensor) and value.numel() == 3 else value
    assert (operation(row, other).tensor == operation(plain, value)).all()
    assert torch.allclose(operation(other, row).tensor, operation(value, plain), rtol=2**-51)
    assert (row.tensor == plain).all()


def test_powers_signs_and_sums():
    row = made(1.0, 4.0, 9.0)
    assert (row**0.5).tensor.tolist() == [[1, 2, 3]]
    assert (row**2).tensor.tolist() == [[1, 16, 81]]
    assert (-row).tensor.tolist() == [[-1, -4, -9]]
    assert row.sum(-1).tolist() == [14]


def test_storage_goes_from_rows_that_are_gone_to_rows_that_come_and_to_no_other():
    row = made(1.0, 2.0)
    kept = row + 1
    place = (row + 2).tensor.data_ptr()  # gone at once
    gc.collect()
    later = row * 10
    assert later.tensor.data_ptr() == place
    assert len({one.tensor.data_ptr() for one in (row, kept, later)}) == 3
    assert (kept.tensor.tolist(), later.tensor.tolist()) == ([[2, 3]], [[10, 20]])


def test_a_long_sum_needs_two_rows_and_a_pool_keeps_few():
    row = made(*[1.0] * 100)
    total, places = row, set()
    for _ in range(50):
        total = total + row
        places.add(total.tensor.data_ptr())
    assert total.tensor.unique().tolist() == [51]
    assert len(places) == 2
    many = [row + i for i in range(3 * MOST)]
    row.pool.settle()
    assert len({one.storage.data_ptr() for one in many}) == 3 * MOST
    del many
    assert len(row.pool.free) == MOST


def test_a_pool_is_for_rows_of_one_length_and_kind():
    pool = Pool(torch.zeros(1, 5))
    assert pool.fits(torch.ones(1, 5))
    assert not pool.fits(torch.ones(1, 4))
    assert not pool.fits(torch.ones(1, 5, dtype=torch.float64))


@pytest.mark.parametrize("kind", [torch.float32, torch.float64], ids=str)
def test_noise_on_rows_is_that_on_tensors(kind):
    """An odd number of coordinates: one draw is longer than its row."""
    plain, other = (TorchNoise(3, torch.zeros(1, dtype=torch.int64), 7, kind) for _ in range(2))
    rows = PooledNoise(other, Pool(torch.zeros(1, 7, dtype=kind)))
    for t in (0, 5):
        plain.begin(t)
        rows.begin(t)
        for _ in range(3):
            assert (rows.normal().tensor == plain.normal()).all()
            assert ((rows.uniform() * 2).tensor == plain.uniform() * 2).all()
