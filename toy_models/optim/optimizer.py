"""One method of `dynamics/` as a `torch.optim.Optimizer`: what the classes of `toy_models.optim` share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from toy_kernels.extras import torch
from toy_kernels.pooled import Pool, PooledNoise
from toy_kernels.reference import silence
from toy_kernels.rows import Count
from toy_kernels.torch_runner import TorchNoise
from toy_models.contract import InvalidArgument, State, whole
from toy_models.optim.groups import DECAY, RATE, Group, read, together
from toy_models.optim.halves import Halves
from toy_models.optim.point import arithmetic, put_all, real, row, sizes
from toy_models.optim.seeds import drawn
from toy_models.optim.slopes import CLOSURE, Again, Closure, Ready

# Words of torch's own optimizers that may be said where they say nothing: they choose among loops that are not there.
NEUTRAL = ("foreach", "fused", "capturable", "differentiable", "dampening")


class Optimizer(Halves, torch.optim.Optimizer):
    """A method as an optimizer; the classes of `toy_models.optim` are made from this one.

    `method` is the method with its defaults for a network of unknown size; `looks_ahead` says that its momentum is Nesterov's. What
    they are made with, params, lr, seed, weight_decay, maximize and the method's own parameters, each class says.
    """

    method, looks_ahead = None, False
    _pool = None
    _passes, _left = 0, False
    _step_supports_amp_scaling = True  # a GradScaler then says by what it has multiplied the loss, instead of guessing

    def __init__(
        self, params: Iterable, lr: float | torch.Tensor | None = None, seed: int | None = None, weight_decay: float = 0.0,
        maximize: bool = False, **parameters: float | bool
    ):
        known = self.method.defaults().as_dict()
        switches = {"nesterov": False} if "momentum" in known and not self.looks_ahead else {}
        for name in NEUTRAL:
            if not parameters.get(name, True):
                del parameters[name]
        if self.looks_ahead and parameters.pop("nesterov", True) is not True:
            raise InvalidArgument("nesterov", False, f"left out, or True: the momentum of {self.method.NAME} is Nesterov's")
        for name in parameters:
            if name not in known and name not in switches:
                raise InvalidArgument("parameters", name, f"one of {', '.join([*known, *switches])}")
        given = Group({**parameters, **({} if lr is None else {RATE: lr})})
        seed = drawn(self.method) if seed is None else whole("seed", seed, 0, 2**32 - 1)
        defaults = Group({**known, **switches, DECAY.name: weight_decay, "maximize": maximize, "seed": seed})
        for name, value in given.items():
            defaults[name] = value
        read(self.method, defaults, defaults)
        super().__init__(params, dict(defaults))
        self._members()

    @property
    def passes(self) -> int:
        """How many gradients the step that is under way has asked for, the one at hand among them; 0 between steps."""
        return self._passes

    def add_param_group(self, param_group: dict) -> None:
        """Add the weights of `param_group`, which start with no memory; the clock goes on."""
        if isinstance(param_group, dict):
            param_group = Group(param_group)
            if self.param_groups:
                param_group.setdefault("seed", self.param_groups[0]["seed"])
            read(self.method, self.defaults, Group({**self.defaults, **param_group}))
        super().add_param_group(param_group)

    def __setstate__(self, state):
        """Groups from a saved state, a copy or another process."""
        super().__setstate__(state)
        self.defaults.pop("differentiable", None)  # torch's own word, of which no class here knows
        self.param_groups = [Group(group) for group in self.param_groups]
        for group in self.param_groups:
            for name, value in self.defaults.items():
                group.setdefault(name, value)

    def load_state_dict(self, state_dict: dict) -> None:
        """As torch's, of a `state_dict`; but what is carried keeps its own precision.

        torch would round it to that of the weights.
        """
        super().load_state_dict(state_dict)
        weights = [weight for group in self.param_groups for weight in group["params"]]
        numbers = [number for group in state_dict["param_groups"] for number in group["params"]]
        for number, weight in zip(numbers, weights, strict=True):
            for name, value in state_dict["state"].get(number, {}).items():
                if isinstance(value, torch.Tensor):
                    self.state[weight][name] = value.detach().to(weight.device, arithmetic(weight), copy=True)

    def _members(self):
        """[(group, its weights that are to move)], each weight once; groups without any are left out."""
        seen, members = set(), []
        for group in self.param_groups:
            weights = [weight for weight in dict.fromkeys(group["params"]) if weight.requires_grad and weight not in seen]
            seen.update(weights)
            if weights:
                members.append((group, weights))
        kinds = {(arithmetic(weight), weight.device) for weight in seen}
        if len(kinds) > 1:
            raise InvalidArgument("params", kinds, "weights that require gradients, all of one type and on one device")
        return members

    @torch.no_grad()
    def step(self, closure: Callable[[], torch.Tensor] | None = None) -> torch.Tensor | None:
        """One step of the method. Whatever ends it early, an interrupt say, the weights go back to where they were.

        Args:
            closure: a function that computes a loss, calls its backward and returns it. It may be left out where the method
                asks for one gradient, at the weights: then that is the one that stands ready.

        Returns:
            What the closure returned first; None without one.

        Raises:
            InvalidArgument: the closure is missing where it is needed, or is none.
        """
        members = self._members()
        if closure is not None and not callable(closure):
            raise InvalidArgument("closure", closure, CLOSURE)
        if not members:
            with torch.enable_grad():
                return None if closure is None else closure()
        if self._first is not None:
            raise InvalidArgument("step", "step", "second_step after first_step")
        values, weights, start = self._begun(members)
        with self._put_back_if_ended(weights, start):
            objective = self._objective(closure and self._counted(closure), weights, start.x, values)
            new = None if objective is None else self._stepped(start, objective, weights, values)
            if new is None or objective.nothing:
                return None
            self._leave(weights, new)
        return objective.loss

    def _begun(self, members):
        """(the numbers, the weights, the `State`) that a step begins with."""
        readings = [read(self.method, self.defaults, group) for group, _ in members]
        values = together(self.method, readings, [weights for _, weights in members])
        weights = [weight for _, several in members for weight in several]
        self._pool, self._passes = self._storage(weights), 0
        carried = {name: self._carried(weights, name) for name in self.method.CARRIES}
        return values, weights, State(row(weights, self._pool), self._clock(), **carried)

    def _counted(self, closure):
        def counted():
            self._passes += 1
            return closure()

        return counted

    @staticmethod
    def _sign_and_decay(values):
        sign = None if values.maximize is False else 1 - 2 * values.maximize
        return sign, None if isinstance(values.weight_decay, float) and values.weight_decay == 0 else values.weight_decay

    @contextlib.contextmanager
    def _put_back_if_ended(self, weights, start):
        before, self._left = {weight: dict(self.state.get(weight, {})) for weight in weights}, False
        try:
            yield
        except BaseException:
            if self._left:  # it was all but over when it was interrupted
                raise
            self._leave(weights, start)
            for weight, state in before.items():
                self.state.pop(weight)
                if state:
                    self.state[weight] = state
            if hasattr(self, "found_inf"):
                del self.found_inf, self.grad_scale  # what a GradScaler does itself after a whole step
            raise
        finally:
            self._passes = 0

    def _objective(self, closure, weights, x, values):
        """Where gradients come from; None if a GradScaler has found that they are not finite."""
        sign, decay = self._sign_and_decay(values)
        scale, overflown = getattr(self, "grad_scale", None), getattr(self, "found_inf", None)
        if overflown is None:
            given = (weights, x, sign, decay, self._pool)
            return Closure(*given, closure) if closure else Ready(*given, self.method.NAME)
        if closure:
            raise InvalidArgument("closure", closure, "none under a GradScaler, whose scale no gradient inside it would lose; "
                                                      "autocast to bfloat16 needs no scaler")
        if scale is not None:
            sign = (1 if sign is None else sign) / float(scale)
        return None if overflown else Ready(weights, x, sign, decay, self._pool, self.method.NAME)

    def _stepped(self, start, objective, weights, values):
        """The new `State`."""
        method, count = self.method, sum(sizes(weights))
        noise = TorchNoise(values.seed, torch.zeros(1, dtype=torch.int64, device=weights[0].device), count, arithmetic(weights[0]))
        noise = noise if self._pool is None else PooledNoise(noise, self._pool)
        noise.begin(start.t)
        objective.keeping = values.nesterov
        new = method.step(start.at(Count(start.t)), objective, noise, silence, values)
        if objective.keeping:
            # Nesterov's move is the one that the memory would make if it took in the same slopes once more.
            noise.begin(start.t)
            ahead = method.step(State(start.x, Count(start.t), **new.carried), Again(objective), noise, silence, values)
            new = State(ahead.x, **new.carried)
        return new.at(start.t + 1)

    def _storage(self, weights):
        """What rows are made from: on the processor a pool, which stays; elsewhere torch reuses memory by itself."""
        if weights[0].device.type != "cpu":
            return None
        like, parts = torch.empty(1, sum(sizes(weights)), dtype=arithmetic(weights[0]), device="meta"), sizes(weights)
        return self._pool if self._pool is not None and self._pool.fits(like, parts) else Pool(like, parts)

    def _clock(self):
        """Steps done: weights that were frozen, or came later, have counted fewer."""
        return max((state.get("t", 0) for state in self.state.values()), default=0)

    def _carried(self, weights, name):
        kept = [self.state.get(weight, {}).get(name) for weight in weights]
        carried = [_nothing(weight) if value is None else value for weight, value in zip(weights, kept, strict=True)]
        return row(carried, self._pool, still=True)

    def _leave(self, weights, state):
        """Put a state into the weights, and into what is kept with them, in place."""
        points = [(state.x, weights)]
        for name, point in state.carried.items():
            for weight in (weight for weight in weights if name not in self.state[weight]):
                self.state[weight][name] = _nothing(weight)
            points.append((point, [self.state[weight][name] for weight in weights]))
        self._left = True
        try:
            put_all(points)
        finally:
            for weight in weights:
                self.state[weight]["t"] = state.t


def _nothing(weight):
    """What a weight carries before its first step."""
    return torch.zeros_like(real(weight), dtype=arithmetic(weight))


def looks_ahead(method):
    """Whether a method's momentum is Nesterov's: from rest, a heavy ball's first move does not know its momentum."""
    if "momentum" not in method.defaults().as_dict():
        return False

    class Slope:
        minibatch = staticmethod(lambda: None)
        gradient = staticmethod(lambda x, batch: 0 * x + 1)
        blocks = staticmethod(abs)

    class Silent:
        normal = uniform = staticmethod(lambda: 0.0)

    rest = torch.zeros(1, 1, dtype=torch.float64)
    moves = [method.step(State(rest, 0, **{name: rest for name in method.CARRIES}), Slope, Silent, silence,
                         method.parameters({"momentum": momentum})).x.item() for momentum in (0.0, 0.5)]
    return moves[0] != moves[1]
