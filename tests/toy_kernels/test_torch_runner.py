"""Tensors get the definition's noise, and slopes that autograd vouches for."""

import numpy as np
import pytest
import torch

from toy_kernels import noise, torch_runner
from toy_kernels.row_noise import RowNoise

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
ROWS = np.array([0, 3, 1000])


@pytest.fixture(params=DEVICES)
def rows(request):
    return torch.tensor(ROWS, device=request.param)


@pytest.mark.parametrize("coordinates", [1, 2, 7, 100])
def test_words_and_picks_are_the_definitions_own(rows, coordinates):
    for seed, stream, step, slot in ((0, 0, 0, 0), (2**32 - 1, 2, 2**32 - 1, 2**24 - 1), (5, 1, 70_000, 3)):
        found = torch_runner.words(seed, stream, rows, coordinates, step, slot).flatten(1)
        assert (found.cpu().numpy() == noise.words(seed, stream, ROWS, coordinates, step, slot)).all()
        picks = torch_runner.picks(seed, rows, coordinates, 60_000, step, slot)
        assert (picks.cpu().numpy() == noise.picks(seed, ROWS, coordinates, 60_000, step, slot)).all()


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-14), (torch.float32, 4e-6)])
def test_draws_are_the_definitions_to_rounding(rows, dtype, tolerance):
    """The float32 angle 2πu carries 2⁻²² of rounding, times a radius up to 5.7; twenty times less is usual."""
    exact, fast = noise.Noise(4, ROWS, 301), torch_runner.TorchNoise(4, rows, 301, dtype)
    for t in (0, 9):
        exact.begin(t)
        fast.begin(t)
        for law in ("normal", "uniform", "normal"):
            found = getattr(fast, law)()
            assert found.dtype == dtype
            assert np.abs(found.cpu().numpy() - getattr(exact, law)()).max() < tolerance


def test_the_processor_and_any_other_device_draw_the_same_words(monkeypatch):
    """The road of other devices, walked on the processor: uniforms to the bit, in both kinds of float."""
    for dtype in (torch.float32, torch.float64):
        for coordinates in (1, 6, 301):
            compiled = torch_runner.TorchNoise(2**32 - 1, torch.tensor(ROWS), coordinates, dtype)
            other = torch_runner.TorchNoise(2**32 - 1, torch.tensor(ROWS), coordinates, dtype)
            monkeypatch.setattr(other, "_rows", None)
            for t in (0, 2**32 - 1):
                compiled.begin(t)
                other.begin(t)
                assert (compiled.uniform() == other.uniform()).all()
                assert (compiled.normal() - other.normal()).abs().max() < (4e-6 if dtype == torch.float32 else 1e-14)
                assert (compiled.uniform() == other.uniform()).all()


def test_normals_on_the_processor_are_the_compiled_rows_own():
    ours, rows = torch_runner.TorchNoise(4, torch.tensor(ROWS), 300), RowNoise(4, ROWS, 300)
    assert (ours.normal().numpy() == rows.normal()).all()
    assert (ours.uniform().numpy() == rows.uniform()).all()


def test_cross_entropy_is_torchs_own_for_each_replica():
    logits, labels = torch.randn(3, 8, 5, dtype=torch.float64), torch.arange(8) % 5
    found = torch_runner.cross_entropy(logits, labels)
    each = torch.stack([torch.nn.functional.cross_entropy(z, labels) for z in logits])
    assert torch.allclose(found, each, atol=1e-14)
    assert torch.allclose(torch_runner.cross_entropy(logits, labels.expand(3, 8)), each, atol=1e-14)


def test_a_row_has_its_own_slope_on_its_own_batch():
    images, labels = torch.randn(20, 4, dtype=torch.float64), torch.randn(20, dtype=torch.float64)

    def energy(x, a, b):
        return ((a @ x[:, :, None])[..., 0] - b).square().mean(-1)

    slope = torch_runner.autograd_slope(energy, images, labels)
    x, batch = torch.randn(3, 4, dtype=torch.float64), torch.tensor([[1, 2], [3, 3], [0, 19]])
    found = slope(x, batch)
    for row, picks, one in zip(x, batch, found, strict=True):
        exact = 2 * images[picks].T @ (images[picks] @ row - labels[picks]) / 2
        assert torch.allclose(one, exact, atol=1e-13)
    assert not x.requires_grad
