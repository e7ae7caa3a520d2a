"""Parameter groups: what may stand in one, under which name, and what several of them say together."""

from toy_kernels.extras import torch
from toy_models.contract import InvalidArgument, Parameter, Parameters, whole
from toy_models.optim.point import sizes

RATE, STEP = "lr", "step_size"  # torch's schedulers look for the one, the methods for the other
DECAY = Parameter("weight_decay", "w", 0.0, 0.0, 1.0, "adds w/2 |x|² to what is lowered")
SWITCHES = ("maximize", "nesterov")
# What schedulers and others write into a group for themselves.
NOTES = frozenset({"param_names", "initial_lr", "max_lr", "min_lr", "base_momentum", "max_momentum", "swa_lr", "lr_scale", "name"})


class Group(dict):
    """A group in which the step size is one entry with two names: "lr", under which it is kept, and "step_size"."""

    def __init__(self, entries=()):
        super().__init__()
        self.update(entries)

    def __getitem__(self, key):
        return super().__getitem__(_kept(key))

    def __setitem__(self, key, value):
        super().__setitem__(_kept(key), value)

    def __delitem__(self, key):
        super().__delitem__(_kept(key))

    def __contains__(self, key):
        return super().__contains__(_kept(key))

    def get(self, key, default=None):
        """The entry, or the default."""
        return super().get(_kept(key), default)

    def setdefault(self, key, default=None):
        """The entry, which is made where there is none."""
        return super().setdefault(_kept(key), default)

    def pop(self, key, *default):
        """The entry, taken out."""
        return super().pop(_kept(key), *default)

    def update(self, entries=(), **more):
        """Lay entries over these. Both names of the step size at once are one too many."""
        entries = {**dict(entries), **more}
        if RATE in entries and STEP in entries:
            raise InvalidArgument(STEP, entries[STEP], f"left out where {RATE} is given: they are one number")
        for key, value in entries.items():
            self[key] = value


def _kept(key):
    return RATE if key == STEP else key


def plain(name, value):
    """A tensor of one number as that number; anything else as it is."""
    if isinstance(value, torch.Tensor):
        if value.numel() != 1 or value.is_complex():
            raise InvalidArgument(name, value, "one real number")
        return value.item()
    return value


def read(method, defaults, group):
    """The `Parameters` of a group: the method's, weight_decay, maximize and nesterov, all checked.

    `defaults` holds every name that the optimizer knows; any other is refused.
    """
    for name in group:
        if name not in defaults and name not in NOTES and name != "params":
            raise InvalidArgument("params", name, f"in a group, one of {', '.join(defaults)}")
    declared = {parameter.name: parameter for parameter in method.PARAMETERS}
    values = method.parameters({name: plain(name, group[name]) for name in declared}).as_dict()
    values[DECAY.name] = DECAY.allow(plain(DECAY.name, group[DECAY.name]))
    for name in SWITCHES:
        values[name] = bool(group.get(name, False))
    if values["nesterov"] and declared["momentum"].allow(values["momentum"]) == 0:
        raise InvalidArgument("nesterov", True, "False where the momentum is 0")
    values["seed"] = whole("seed", group["seed"], 0, 2**32 - 1)
    return Parameters(values)


def together(method, readings, members):
    """One `Parameters` for all weights: a number where groups agree, a row (1, coordinate) where each has its own.

    members: for each group its weights. What counts something, or measures all coordinates together, has to be the same.
    """
    single = {parameter.name for parameter in method.PARAMETERS if parameter.whole or parameter.joint} | {"nesterov", "seed"}
    values = readings[0].as_dict()
    for name, first in values.items():
        each = [getattr(reading, name) for reading in readings]
        other = next((value for value in each if value != first), None)
        if other is None:
            continue
        if name in single:
            raise InvalidArgument(name, other, f"the same in all groups, as {first!r}: it is one for the whole point")
        values[name] = _spread(each, members)
    return Parameters(values)


def _spread(each, members):
    like = members[0][0]
    kind = torch.float64 if like.dtype in (torch.float64, torch.complex128) else torch.float32
    pieces = [torch.full((sum(sizes(weights)),), float(value), dtype=kind, device=like.device)
              for value, weights in zip(each, members, strict=True)]
    return torch.cat(pieces)[None]
