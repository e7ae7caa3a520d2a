"""Networks as torch rows: many at once on one device. Imported only when asked for, because torch is large."""

import numpy as np

from toy_kernels import torch_runner
from toy_kernels.extras import torch
from toy_kernels.rows import Walk
from toy_models.contract import InvalidArgument, Parameters
from toy_models.network_objective import Known, NetworkObjective, minibatches
from toy_models.network_run import at_rest


def device_named(name):
    """The torch device for "torch" (the CPU) or "cuda", or `InvalidArgument` where there is none."""
    if name == "cuda" and not torch.cuda.is_available():
        raise InvalidArgument("device", name, "one that is here: torch sees no CUDA device; use 'auto' or 'torch'")
    return torch.device("cpu" if name == "torch" else name)


class Tensors(Known):
    """What the optional words are answered from, where images are tensors."""

    def everything(self):
        """The numbers of all images, for each replica: (replica, image)."""
        return torch.from_numpy(super().everything().copy())


def torch_walk(network, method, data, seed, replicas, batch_size, device, dtype=torch.float32):
    """A `Walk` of tensors from the network's own start, for the replicas of these numbers."""
    numbers = torch.as_tensor(np.asarray(replicas), dtype=torch.int64, device=device)
    images = torch.as_tensor(data.train.brightness(), dtype=dtype, device=device)
    labels = torch.as_tensor(data.train.labels.astype(np.int64), device=device)

    def draw(t, slot):
        return torch_runner.picks(seed, numbers, batch_size, len(labels), t, slot)

    known = Tensors(network, lambda batch: (images[batch], labels[batch]), len(labels), seed, replicas)
    slope = torch_runner.autograd_slope(network.cross_entropy, images, labels)
    objective = NetworkObjective(draw, slope, known=known, whole=minibatches(len(labels), batch_size))
    objective.check(method)
    x = torch.as_tensor(network.start(seed, replicas), dtype=dtype, device=device)
    noise = torch_runner.TorchNoise(seed, numbers, network.size, dtype)
    return Walk(method.step, at_rest(method, x), objective, noise, where=torch.where)


def together(method, groups, plans, device):
    """[(replica numbers, plan)] from those of `simulate.grouped`: replicas that differ in real numbers alone run as one.

    Where they do, the plan's parameters hold columns (replica, 1).
    """
    counted = [parameter.name for parameter in method.PARAMETERS if parameter.whole]
    members = {}
    for number, ((rows, _), plan) in enumerate(zip(groups, plans, strict=True)):
        whole = len(rows) % method.group(*(p for _, p in plan)) == 0  # else a group would reach into what is joined to it
        kind = tuple((steps, *(getattr(parameters, name) for name in counted)) for steps, parameters in plan)
        members.setdefault((kind, None if whole else number), []).append((rows, plan))
    merged = []
    for several in members.values():
        repeats = [len(rows) for rows, _ in several]
        stages = zip(*(plan for _, plan in several), strict=True)
        plan = [(stage[0][0], _columns([parameters for _, parameters in stage], repeats, device)) for stage in stages]
        merged.append((np.concatenate([rows for rows, _ in several]), plan))
    return merged


def _columns(several, repeats, device):
    values = {}
    for name in several[0]:
        column = [getattr(parameters, name) for parameters in several]
        same = all(value == column[0] for value in column)
        rows = np.repeat(np.array(column, dtype=np.float32), repeats)
        values[name] = column[0] if same else torch.as_tensor(rows, device=device)[:, None]
    return Parameters(values)
