"""The module as a function of its numbers: those that it has give what it says."""

import numpy as np
import pytest
import torch

from toy_models.module_reader import Reader

pytestmark = pytest.mark.slow  # torch is imported


def test_at_its_own_row_it_says_what_the_module_says():
    """To rounding of float64: sums of 4 products."""
    torch.manual_seed(0)
    module = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2)).double().eval()
    reader = Reader(module, 4)
    assert reader.reads == "flat"
    assert reader.size == 4 * 3 + 3 + 3 * 2 + 2
    row = np.asarray(reader.row()).ravel()
    first = row[:12].reshape(4, 3)
    assert np.allclose(first.T, module[0].weight.detach().numpy(), rtol=0, atol=1e-15)
