"""Every algorithm as a `torch.optim.Optimizer`, for any `nn.Module`, on any device.

>>> import torch, toy_models as tm
>>> data, _ = tm.data.mnist(train=2000, test=1000), torch.manual_seed(0)
>>> images, labels = torch.tensor(data.train.brightness()), torch.tensor(data.train.labels).long()
>>> model = torch.nn.Sequential(torch.nn.Linear(784, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
>>> optimizer = tm.optim.EntropySGD(model.parameters())
>>> schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50)
>>> def closure():
...     optimizer.zero_grad()
...     batch = torch.randint(len(images), (64,))            # a fresh minibatch at each call
...     loss = torch.nn.functional.cross_entropy(model(images[batch]), labels[batch])
...     loss.backward()
...     return loss
>>> for _ in range(50):
...     loss = optimizer.step(closure)
...     schedule.step()
>>> right = model(torch.tensor(data.test.brightness())).argmax(1) == torch.tensor(data.test.labels)
>>> right.float().mean().item() > 0.85
True

The classes are made from the folder `dynamics/`, named as the methods are; they run the same `step`. Where its text asks for a
gradient, the closure is called, with the model's weights at the point in question: once a step for SGD, twice for SAM, which
needs both on ONE minibatch, L times for Entropy-SGD, which wants a fresh one each time. `step` returns the loss of the first
call and leaves the weights of the new state in the model; an exception in the closure puts back those of the old one. A method
that asks once, at the weights, takes the gradient that stands ready: `loss.backward(); optimizer.step()`.

Loops that were written around `first_step` and `second_step` keep them: SAM and ASAM have both. BatchNorm's running statistics
remember every pass, also those away from the weights, unless `first_pass_statistics(optimizer, model)` says that the first alone
counts. Clipping, autocast and accumulation belong into the closure, around or after its backward.

**Numbers.** The parameters of the method are keyword arguments and entries of the groups; the step size is called `lr` there, so
that torch's schedulers find it, and `step_size` too. Defaults are for a network of unknown size (`SCALES` times the landscape's).
For a loss that is a mean over N examples, a temperature of 1/N is what 1 is to their sum. Also: `weight_decay` w adds w/2 |x|² to
what is lowered, wherever it is asked for; `maximize` climbs; `nesterov` looks ahead where momentum is a heavy ball's.
Groups may differ in every number that acts coordinate by coordinate; counts, and lengths over all weights such as SAM's radius,
are one for all. Weights without a gradient count as having gradient zero: heat, memory and decay move them.

**Noise** is a function of (seed, step, slot, coordinate). The seed is drawn from torch's generator, so `torch.manual_seed`
decides it and no two optimizers share it, or is given. Under data parallel the law is: the same seed on every rank that holds the
same weights, so that they stay the same; different seeds on ranks that hold different weights (shards).

**Precision.** Half-precision weights are computed in float32 and rounded once a step; complex ones are two real coordinates each;
sparse gradients are made dense. A GradScaler works where the gradient stands ready, and refuses a closure: what the closure's own
`scaler.scale(loss).backward()` leaves could not be told from a true gradient. `state_dict` holds all that resuming needs, to the
last bit. On the processor an optimizer keeps storage for up to eight rows of all weights.
"""

import re
from dataclasses import dataclass, replace
from types import MappingProxyType

from toy_models import dynamics
from toy_models.dynamics import Dynamics
from toy_models.optim.optimizer import Optimizer, looks_ahead
from toy_models.optim.passes import first_pass_statistics
from toy_models.parameter import scale

# Each slider's default on a landscape times this, or times the method's own scale, is the default here; measured on digits, for
# layers of 64 to 1,024 units.
DOCUMENT = """{} as a torch optimizer (see `toy_models.optim`).

Args:
    params: the weights, or groups of them, as any `torch.optim.Optimizer` takes them.
    lr: the step size, under torch's name; None leaves it at its default.
    seed: of its noise, 0 to 2³² - 1; None draws one from torch's generator.
    weight_decay: w, which adds w/2 |x|² to what is lowered.
    maximize: whether it climbs.
    parameters: the method's own numbers, by name:{}

Raises:
    InvalidArgument: a ValueError that names the argument, the value and what is allowed.
"""
EXAMPLES = 100_000  # what 1/N is where nobody says how many there are
SCALES = MappingProxyType({"step_size": 10, "outer_step": 2, "scope": 0.1, "temperature": "1/N", "radius": 0.5,
                           "noise_width": 1 / 60})


@dataclass(frozen=True)
class OnUnknown(Dynamics):
    """A method whose defaults are those for a network of unknown size."""

    PARAMETERS: tuple = ()


def _on_unknown(method):
    factors = {parameter.name: scale({**SCALES, **method.scales}, parameter.slider, EXAMPLES) for parameter in method.PARAMETERS}
    declared = (replace(parameter, default=parameter.default * factors[parameter.name]) for parameter in method.PARAMETERS)
    return OnUnknown(method.key, method.module, tuple(factors.items()), PARAMETERS=tuple(declared))


def _called(method):
    """The name of a method's class."""
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"\w+", method.NAME))


def _made(key):
    method = _on_unknown(dynamics.get(key))
    name = _called(method)
    words = "".join(f"\n        {one.name}: {one.meaning}; {one.default:g} unless it is given." for one in method.PARAMETERS)
    document = DOCUMENT.format(method.NAME, words)
    members = {"method": method, "looks_ahead": looks_ahead(method), "__doc__": document, "__module__": __name__,
               "__qualname__": name}
    return name, type(name, (Optimizer,), members)


CLASSES = MappingProxyType(dict(_made(key) for key in dynamics.that_run_on("optimizers")))
globals().update(CLASSES)
__all__ = [*CLASSES, "CLASSES", "Optimizer", "first_pass_statistics"]


def __getattr__(name):
    """Say of a method that no optimizer can run where it does run."""
    for method in map(dynamics.get, dynamics.names()):
        if name == _called(method):
            method.check("optimizers")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
