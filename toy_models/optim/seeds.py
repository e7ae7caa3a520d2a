"""Where an optimizer's noise comes from, unless its seed is given."""

import warnings

from toy_kernels.extras import torch


def drawn(method):
    """A seed from torch's generator: `torch.manual_seed` decides it, and no two optimizers have the same.

    A method that draws nothing takes nothing from the caller's stream. Where several ranks run, each draws for itself, and a
    warning says what has to hold: one seed for ranks that hold the same weights, another for those that hold others.
    """
    draws = method.text.draws
    if not draws.outside and not draws.loops:
        return 0
    distributed = torch.distributed
    if distributed.is_available() and distributed.is_initialized() and distributed.get_world_size() > 1:
        warnings.warn("the seed of this optimizer's noise is drawn from torch's generator, on each rank by itself: give one, "
                      "seed=..., the same on ranks that hold the same weights, another on ranks that hold others", stacklevel=3)
    return int(torch.randint(2**32, (), dtype=torch.int64, device="cpu"))
