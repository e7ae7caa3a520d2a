"""Running statistics under methods that look away from the weights: which of a step's passes a BatchNorm layer remembers."""

from toy_kernels.extras import torch
from toy_models.contract import InvalidArgument


class Handle:
    """What `first_pass_statistics` has set up, `hooks` of layers; `remove` takes it away."""

    def __init__(self, hooks: list):
        self._hooks = hooks

    def remove(self) -> None:
        """From now on every pass counts again."""
        for hook in self._hooks:
            hook.remove()


def first_pass_statistics(optimizer: "torch.optim.Optimizer", model: "torch.nn.Module") -> Handle:
    """Let a model's BatchNorm layers remember the first pass of each step alone, the one at the weights where that is the first.

    Without it every pass is remembered, also those at points where the weights only look: running statistics are then those of a
    mixture, as they are of torch's own layers in any loop of two passes. What a pass normalises by is its own minibatch either way.

    Args:
        optimizer: one of `toy_models.optim`.
        model: the module that its closure calls.

    Returns:
        A handle, whose `remove` undoes it.

    Raises:
        InvalidArgument: the optimizer is none of these.
    """
    if not hasattr(optimizer, "passes"):
        raise InvalidArgument("optimizer", optimizer, "one of toy_models.optim")
    kept, hooks = {}, []

    def before(layer, _):
        if optimizer.passes > 1 and layer.track_running_stats and layer.training:
            kept[layer] = dict(layer._buffers)
            layer._buffers.update((name, buffer.clone()) for name, buffer in kept[layer].items() if buffer is not None)

    def after(layer, *_):
        layer._buffers.update(kept.pop(layer, {}))  # the pass wrote into copies, which its backward may still read

    for layer in model.modules():
        if isinstance(layer, torch.nn.modules.batchnorm._BatchNorm):
            hooks += [layer.register_forward_pre_hook(before), layer.register_forward_hook(after)]
    return Handle(hooks)
