"""What lets a step's own text run on torch rows, on any device: the same noise, slopes by autograd.

Words are those of `toy_kernels.noise`: on the processor from the compiled loops, elsewhere in int64 arithmetic on the device.
Normals differ from the definition's by the rounding of the chosen kind of float. Rows of one run share matrix products, so their
last bits may depend on which rows run together.
"""

import math
import os

from toy_kernels import row_noise
from toy_kernels.extras import torch
from toy_kernels.noise import DYNAMICS, MINIBATCH, ROTATIONS

_MASK = 0xFFFFFFFF
if hasattr(os, "register_at_fork"):
    # The threads of a parent that has run are not in its child, where work for several of them would wait for ever.
    os.register_at_fork(after_in_child=lambda: torch.set_num_threads(1))


def threefry(key, counter):
    """`toy_kernels.noise.threefry` on int64 tensors that hold 32-bit words."""
    k0, k1 = key
    keys = (k0, k1, k0 ^ k1 ^ 0x1BD11BDA)
    a, b = (counter[0] + k0) & _MASK, (counter[1] + k1) & _MASK
    for group in range(5):
        for rotation in ROTATIONS[group % 2]:
            a = (a + b) & _MASK
            b = ((b << rotation | b >> (32 - rotation)) & _MASK) ^ a
        a = (a + keys[(group + 1) % 3]) & _MASK
        b = (b + keys[(group + 2) % 3] + group + 1) & _MASK
    return a, b


def words(seed, stream, replicas, coordinates, step, slot):
    """The words of one draw: int64 of shape (replica, pair, 2). replicas: their numbers, an int64 tensor."""
    pairs = -(-coordinates // 2)
    index = (replicas[:, None] * pairs + torch.arange(pairs, device=replicas.device)) & _MASK
    return torch.stack(threefry((seed, step), (index, torch.full_like(index, stream << 24 | slot))), dim=-1)


def picks(seed, replicas, count, size, step, slot):
    """`toy_kernels.noise.picks`: row numbers below `size`, with replacement, int64 of shape (replica, count)."""
    if replicas.device.type == "cpu":
        return torch.from_numpy(row_noise.picks(seed, replicas.tolist(), count, size, step, slot))
    return words(seed, MINIBATCH, replicas, count, step, slot).flatten(1)[:, :count] * size >> 32


class TorchNoise:
    """The `noise` argument of a step for tensors (replica, coordinate) of float32 or float64."""

    def __init__(self, seed, replicas, coordinates, dtype=torch.float32):
        self.seed, self.replicas, self.coordinates, self.dtype = seed, replicas, coordinates, dtype
        pairs, compiled = -(-coordinates // 2), replicas.device.type == "cpu"
        self._rows = row_noise.RowNoise(seed, replicas.tolist(), 2 * pairs) if compiled else None
        self.begin(0)

    def begin(self, t):
        """Start numbering the slots of step `t`."""
        self._t, self._slot = int(t), 0
        if self._rows:
            self._rows.begin(t)

    def _uniforms(self):
        """Uniforms on (-1, 1), (replica, 2 pair): odd multiples of 2⁻²³, exact in float32 too."""
        if self._rows:
            return torch.from_numpy(self._rows.uniform()).to(self.dtype)
        drawn = words(self.seed, DYNAMICS, self.replicas, self.coordinates, self._t, self._slot)
        self._slot += 1
        return ((drawn >> 9).to(self.dtype) + 0.5).flatten(1) * 2.0**-22 - 1

    def into(self, law, out):
        """What the law, "normal" or "uniform", draws, written into `out`."""
        if self._rows and self.dtype == torch.float32:
            getattr(self._rows, law)(out.numpy())
            return out
        return out.copy_(getattr(self, law)())

    def normal(self):
        """One standard normal for every coordinate of every replica, by Box and Muller."""
        if self._rows and self.dtype == torch.float32:
            return torch.from_numpy(self._rows.normal())[:, : self.coordinates]
        first, second = ((self._uniforms() + 1) / 2).unflatten(1, (-1, 2)).unbind(-1)
        radius, angle = (-2 * first.log()).sqrt(), 2 * math.pi * second
        pairs = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=-1)
        return pairs.flatten(1)[:, : self.coordinates]

    def uniform(self):
        """One uniform on (-1, 1) for every coordinate of every replica."""
        return self._uniforms()[:, : self.coordinates]


def cross_entropy(logits, labels):
    """The mean over images of log Σ exp z - z[label]: (replica,) from (replica, image, class); labels may lack the replica."""
    labels = torch.as_tensor(labels, device=logits.device).long().expand(logits.shape[:-1])
    return (logits.logsumexp(-1) - logits.gather(-1, labels[..., None])[..., 0]).mean(-1)


def autograd_slope(energy, images, labels):
    """The slope of `energy(x, images, labels)` (replica,) at rows x, on the images of a batch (replica, image)."""

    def slope(x, batch):
        x = x.detach().requires_grad_()
        with torch.enable_grad():
            total = energy(x, images[batch], labels[batch]).sum()  # rows do not see each other, so one backward serves all
        return torch.autograd.grad(total, x)[0]

    return slope
