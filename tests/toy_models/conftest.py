"""What several tests of this folder need."""

import pytest


@pytest.fixture
def one_torch_thread():
    """Rows as small as the tests' are faster on one thread, and on a busy machine many times so."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
