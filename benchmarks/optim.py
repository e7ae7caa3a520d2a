"""One step of every method as a torch optimizer, beside foreach loops: milliseconds of CPU time, and how many times as long.

Square layers, 2 and 11 million float32 weights. What is timed is the optimizer's own arithmetic: the gradients stand ready. A
method that asks for one gradient, at the weights, is stepped without a closure; of another the closure does no more than say that
its gradients are new. Entropy-SGD takes 5 inner steps, and every number is for one gradient. One thread; every way runs in every
round; medians over rounds, and ratios formed within a round. Beside its namesake stands what torch has (SGD, which carries a
momentum also where that is 0, beside SGD with momentum; Adam), or a loop of torch's foreach words (Langevin with torch's normals,
SAM); beside the others torch's SGD with momentum. Law of growth: a pass over the weights for each gradient, and one for each draw
of normals. `python benchmarks/optim.py` prints the table; `--write` puts it into optim.md. Beside it: one draw of normals for all
weights, ours (counter-based, the same words on every machine) and torch's.
"""

import contextlib
import statistics
import sys
import time

import torch
from report import machine, write

import toy_models as tm
from toy_kernels.torch_runner import TorchNoise

ROUNDS, INNER = 7, 5
PEERS = {"SAM": "foreach SAM", "normals": "torch normals", "Adam": "torch Adam", "Langevin": "foreach Langevin"}
SIZES = {"2 M": (1000, 2), "11 M": (1660, 4)}  # units in a layer, layers


def weights(units, layers):
    """The weights of a network of square layers, and a gradient in each."""
    made = [torch.nn.Parameter(torch.randn(shape) * 0.01) for _ in range(layers) for shape in ((units, units), (units,))]
    for weight in made:
        weight.grad = torch.randn_like(weight)
    return made


def ours(name, size, **values):
    """(a function that takes one step, gradients that it asks for)."""
    held = weights(*size)
    optimizer = tm.optim.CLASSES[name](held, **values)

    def closure():
        for weight in held:
            weight.grad = weight.grad.view_as(weight)  # another tensor: a new gradient, at no cost

    asks = optimizer.method.evaluations(optimizer.method.parameters(values))
    with contextlib.suppress(ValueError):  # without one, where the method asks once, at the weights
        optimizer.step()
        return optimizer.step, asks
    return lambda: optimizer.step(closure), asks


def peer(size, kind=torch.optim.SGD, **values):
    """A step of torch's own."""
    optimizer = kind(weights(*size), lr=0.1, foreach=True, **values)
    return optimizer.step, 1


def foreach_langevin(size, lr=0.1, heat=0.01):
    """Langevin as torch's foreach loops write it: down the slope, and normals on top."""
    held = weights(*size)

    @torch.no_grad()
    def step():
        torch._foreach_add_(held, [weight.grad for weight in held], alpha=-lr)
        torch._foreach_add_(held, [torch.randn_like(weight) for weight in held], alpha=heat)

    return step, 1


def foreach_sam(size, lr=0.1, radius=0.05):
    """SAM as torch's foreach loops write it: up the slope, back, and down the second slope."""
    held = weights(*size)

    @torch.no_grad()
    def step():
        slopes = [weight.grad for weight in held]
        length = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(slopes)))
        away = torch._foreach_mul(slopes, radius / (length + 1e-12))
        torch._foreach_add_(held, away)
        torch._foreach_sub_(held, away)
        torch._foreach_add_(held, [weight.grad for weight in held], alpha=-lr)

    return step, 2


def drawn(size):
    """One draw of normals for all weights: (ours, torch's)."""
    count = sum(weight.numel() for weight in weights(*size))
    noise, zero = TorchNoise(0, torch.zeros(1, dtype=torch.int64), count), torch.zeros(count)
    return (noise.normal, 1), (lambda: torch.randn_like(zero), 1)


def milliseconds(step, asks):
    """For one gradient asked."""
    begin = time.process_time()
    step()
    return 1e3 * (time.process_time() - begin) / asks


def table():
    """{size: {way: milliseconds in each round}}."""
    torch.set_num_threads(1)
    found = {}
    for name, size in SIZES.items():
        normals, torch_normals = drawn(size)
        ways = {"torch SGD": peer(size), "torch SGD, momentum": peer(size, momentum=0.9),
                "torch Adam": peer(size, torch.optim.Adam), "foreach Langevin": foreach_langevin(size),
                "foreach SAM": foreach_sam(size), "torch normals": torch_normals,
                "normals": normals, "SGD, momentum": ours("SGD", size, momentum=0.9)}
        for key, cls in tm.optim.CLASSES.items():
            loops = {loop: INNER for loop, _ in cls.method.text.gradients.loops if getattr(cls.method.defaults(), loop) > INNER}
            ways[key] = ours(key, size, **loops)
        for step, _ in ways.values():
            step()
        rounds = [{way: milliseconds(*one) for way, one in ways.items()} for _ in range(ROUNDS)]
        found[name] = {way: [one[way] for one in rounds] for way in ways}
    return found


def markdown(found):
    """The table: milliseconds, and the median of the rounds' ratios to what stands beside it."""
    heads = [f"{size} weights, ms | times its peer's" for size in found]
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (1 + 2 * len(found)) + "|"]
    for way in next(iter(found.values())):
        cells = []
        for times in found.values():
            other = PEERS.get(way, "torch SGD, momentum")
            ratio = statistics.median(us / they for us, they in zip(times[way], times[other], strict=True))
            cells += [f"{statistics.median(times[way]):.1f}", "" if way.startswith(("torch", "foreach")) else f"{ratio:.1f}"]
        lines.append(f"| {way} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    text = f"{machine()}\n\n{markdown(table())}\n"
    print(text)
    if "--write" in sys.argv:
        write("optim.md", __doc__, text)
