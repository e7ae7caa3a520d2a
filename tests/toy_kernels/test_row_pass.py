"""One pass over long rows: the bits of the operations on tensors, by either way, in one piece whatever interrupts it."""

import operator
import random

import numpy as np
import pytest
import torch

from toy_kernels import row_pass
from toy_kernels.pooled import LONG, Pool

SIZES = [LONG, 3 * LONG + 7, 1, 0, 2 * LONG]
TOTAL = sum(SIZES)
WAYS = {"one loop": (1, 1), "torch": (TOTAL + 1, 1), "one loop on two cores": (1, 2)}


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    """How it is done; stretches and blocks are short, so that there are many."""
    least, cores = WAYS[request.param]
    monkeypatch.setattr(row_pass, "BLOCK", 1000)
    monkeypatch.setattr(row_pass, "FUSED", least)
    monkeypatch.setattr(row_pass, "blocks", lambda sizes, most, known=row_pass.blocks: known(sizes, 1000))
    before = torch.get_num_threads()
    torch.set_num_threads(cores)
    yield request.param
    torch.set_num_threads(before)


def parts(seed, kind=torch.float32):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(size, generator=generator).to(kind) for size in SIZES]


def pool(kind=torch.float32):
    return Pool(torch.empty(1, TOTAL, dtype=kind), SIZES)


def root(point):
    """Of a row, and of a tensor, whose own may be off in the last bit."""
    return torch.from_numpy(np.sqrt(point.numpy())) if isinstance(point, torch.Tensor) else point**0.5


def text(draw, leaves):
    """Twelve operations on leaves and numbers, as a step might have them."""
    known = list(leaves)
    for _ in range(12):
        take = draw.choice(known), draw.choice([*known, 0.3, 2, torch.tensor(0.7), torch.tensor([[1.5]])])
        made = draw.choice([operator.add, operator.sub, operator.mul, lambda a, b: a / (b * b + 1), lambda a, b: 1 / (a * a + 0.5),
                            lambda a, b: root(a * a), lambda a, b: a**2 - b, lambda a, b: 3 - a, lambda a, b: -a + b])
        known.append(made(*take))
    return known[-1], known[-3]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", [torch.float32, torch.float64], ids=str)
def test_any_text_gives_the_bits_of_tensors_and_is_put_over_what_it_comes_of(way, seed, kind):
    leaves = [parts(seed, kind), parts(100 + seed, kind)]
    plain = [torch.cat(some)[None] for some in leaves]
    expected = text(random.Random(seed), plain)
    here = pool(kind)
    found = text(random.Random(seed), [here.row(some) for some in leaves])
    here.own((), list(zip(found, leaves, strict=True)))
    for some, whole in zip(leaves, expected, strict=True):
        assert (torch.cat(some) == whole[0]).all()


def test_what_the_loop_does_not_know_is_done_by_torch(way):
    """A power of its own, whose last bit may hang on its place, half precision, and a constant in a finer kind."""
    x = parts(0)
    plain = torch.cat(x)[None]
    for made in (lambda row: (row * row + 1) ** 1.7, lambda row: row * torch.tensor([[0.1]], dtype=torch.float64)):
        here = pool()
        assert torch.allclose(made(here.row(x)).tensor, made(plain).float(), rtol=2**-22, atol=0)
    half = parts(0, torch.bfloat16)
    here = pool()
    here.own((), [(here.row(half) * 0.3, half)])
    assert all((a == (b.float() * 0.3).bfloat16()).all() for a, b in zip(half, parts(0, torch.bfloat16), strict=True))


def test_a_long_sum_needs_no_recursion_and_ends(way):
    x, here = parts(0), pool()
    total = row = here.row(x)
    for _ in range(3000):
        total = total + row
    plain = whole = torch.cat(x)
    for _ in range(3000):
        plain = plain + whole
    assert (total.tensor[0] == plain).all()


def test_an_interrupt_ends_nothing_half_way(way, monkeypatch):
    """It comes before the loop, or between two blocks; all is done once, and then it is raised."""
    x, here = parts(0), pool()
    expected, come = torch.cat(x) * 0.5 - 1, []

    def interrupted(call):
        def once(*arguments):
            if len(come) < 2:
                come.append(1)
                raise KeyboardInterrupt
            return call(*arguments)
        return once

    monkeypatch.setattr(row_pass, "wait", interrupted(row_pass.wait))
    monkeypatch.setattr(row_pass.RowPass, "_put", interrupted(row_pass.RowPass._put))
    fused = row_pass.fused
    monkeypatch.setattr(row_pass, "fused", lambda *text: interrupted(fused(*text)) if way == "one loop" else fused(*text))
    with pytest.raises(KeyboardInterrupt):
        here.own((), [(here.row(x) * 0.5 - 1, x)])
    assert len(come) == 2
    assert (torch.cat(x) == expected).all()


def test_a_row_keeps_its_numbers_when_those_it_stands_in_change(way):
    x, here = parts(0), pool()
    row, still = here.row(x), here.row(parts(1), still=True)
    twice = row * 2
    here.settle([(row + 1, x)])
    assert (row.tensor[0] == torch.cat(parts(0))).all()
    assert (twice.tensor[0] == 2 * torch.cat(parts(0))).all()
    assert (torch.cat(x) == torch.cat(parts(0)) + 1).all()
    assert still.storage is None, "nothing changes it, so it needs no storage"
