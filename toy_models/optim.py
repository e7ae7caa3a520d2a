"""Every algorithm as a `torch.optim.Optimizer`, for any `nn.Module`, on any device.

    optimizer = toy_models.optim.EntropySGD(model.parameters(), step_size=0.5, scope=1.0, seed=0)

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(images), labels)    # on a minibatch of the caller's choice
        loss.backward()
        return loss

    loss = optimizer.step(closure)

The classes are made from the folder `dynamics/`, named as the methods are; they run the same `step`. Where its text asks for a
gradient, the closure is called, with the model's weights at the point in question: once a step for SGD, twice for SAM, which
needs both on ONE minibatch, L times for Entropy-SGD, which wants a fresh one each time. `step` returns the loss of the first
call. It leaves the weights of the new state in the model.

The parameters of the method are keyword arguments with the method's defaults and stand in `param_groups[0]`, where they may be
changed between steps; several groups move as one point, so a norm runs over all of them. The defaults suit a landscape: for a
loss that is a mean over N examples, a temperature of the order of 1/N is the like of 1 there. Noise is a function of
(seed, step, slot): `state_dict` holds all that resuming needs, to the last bit.
"""

import re
from types import MappingProxyType

import torch

from toy_kernels.reference import silence
from toy_kernels.rows import Count
from toy_kernels.torch_runner import TorchNoise
from toy_models import dynamics
from toy_models.contract import InvalidArgument, State, whole


class _Closure:
    """The `objective` of a step: the gradient of whatever the closure computes."""

    def __init__(self, weights, closure):
        self.weights, self.closure, self.loss = weights, closure, None

    def minibatch(self):
        """Nothing: the closure chooses its data."""

    def gradient(self, x, batch):
        """Put the weights at x (1, weight), call the closure, and collect what `backward` left."""
        _put(x, self.weights)
        with torch.enable_grad():
            loss = self.closure()
        self.loss = loss if self.loss is None else self.loss
        return _row([torch.zeros_like(w) if w.grad is None else w.grad for w in self.weights])


class Optimizer(torch.optim.Optimizer):
    """One method of `dynamics/`; the classes of this module are made from it."""

    method = None

    def __init__(self, params, seed=0, **parameters):
        values = self.method.parameters(parameters).as_dict()
        super().__init__(params, {**values, "seed": whole("seed", seed, 0, 2**32 - 1)})
        kinds = {(weight.dtype, weight.device) for weight in self._weights()}
        if len(kinds) != 1:
            raise InvalidArgument("params", kinds, "weights that require gradients, all of one type and on one device")

    def _weights(self):
        return [weight for group in self.param_groups for weight in group["params"] if weight.requires_grad]

    def _values(self):
        first = {name: self.param_groups[0][name] for name in self.method.defaults()}
        for group in self.param_groups[1:]:
            for name, value in first.items():
                if group[name] != value and group[name] != self.defaults[name]:
                    raise InvalidArgument(name, group[name], "the same in all groups: a method moves all weights as one point")
        return self.method.parameters(first)

    @torch.no_grad()
    def step(self, closure):
        """One step of the method; returns the loss that the closure returned first. The closure calls `backward`."""
        if not callable(closure):
            raise InvalidArgument("closure", closure, "a function that computes a loss, calls its backward and returns it")
        parameters, weights = self._values(), self._weights()
        x, t = _row(weights), self.state[weights[0]].get("t", 0)
        carried = {name: _row([self._carried(weight, name) for weight in weights]) for name in self.method.CARRIES}
        noise = TorchNoise(self.param_groups[0]["seed"], torch.zeros(1, dtype=torch.int64, device=x.device), x.shape[1], x.dtype)
        noise.begin(t)
        objective = _Closure(weights, closure)
        new = self.method.step(State(x, Count(t), **carried), objective, noise, silence, parameters)
        _put(new.x, weights)
        for name, row in new.carried.items():
            _put(row, [self._carried(weight, name) for weight in weights])
        for weight in weights:
            self.state[weight]["t"] = t + 1
        return objective.loss

    def _carried(self, weight, name):
        state = self.state[weight]
        if name not in state:
            state[name] = torch.zeros_like(weight)
        return state[name]


def _row(tensors):
    """All numbers as one row (1, weight), in the order of the tensors."""
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors])[None]


def _put(row, tensors):
    """The row's numbers into the tensors."""
    for piece, tensor in zip(row[0].split([tensor.numel() for tensor in tensors]), tensors, strict=True):
        tensor.copy_(piece.view_as(tensor))


def _made(key):
    method = dynamics.get(key)
    name = re.sub(r"\W", "", method.NAME)
    document = f"{method.NAME} as a torch optimizer (see `toy_models.optim`).\n\nKeyword arguments: seed, " + ", ".join(
        f"{parameter.name} ({parameter.meaning}; {parameter.default})" for parameter in method.PARAMETERS) + "."
    return name, type(name, (Optimizer,), {"method": method, "__doc__": document, "__module__": __name__, "__qualname__": name})


CLASSES = MappingProxyType(dict(_made(key) for key in dynamics.names()))
globals().update(CLASSES)
__all__ = list(CLASSES)
