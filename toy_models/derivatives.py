"""Derivatives of a network's loss at a place, in float64, by one of two roads: NumPy's record of the text, or autograd.

    ∇²f v = Im ∇f(x + iεv) / ε        on the record (`toy_kernels.recorded`): a complex step, without the rounding of a difference
    ∇²f v = ∂(∇fᵀv)/∂x                by autograd (Pearlmutter, Neural Computation 6, 1994)

The record is kept where it can be: then no torch is needed. Squire and Trapp, SIAM Review 40 (1998).
"""

import functools

import numpy as np

from toy_kernels.extras import one_thread
from toy_models.judge import on_tape

TINY = 1e-30  # of a complex step: nothing of its square is left beside 1
CHUNK = 2_000_000  # numbers of one layer's output that are held at once


def derivatives(network, x, brightness, labels, watch):
    """The road for a network at x (weight,) on images; `watch()` comes between the parts of a long answer, and may raise."""
    return (OnRecord if network.recorded else ByAutograd)(network, x, brightness, labels, watch)


class OnRecord:
    """By NumPy, some images at a time."""

    def __init__(self, network, x, brightness, labels, watch):
        self._network, self._x, self._brightness, self._labels, self._watch = network, x, brightness, labels, watch

    def energy_and_slope(self, x):
        """(f, ∇f) at x."""
        return self._summed(x, 1 / len(self._labels))

    def hessian_times(self, v):
        """∇²f v."""
        return self._summed(self._x + 1j * TINY * v, 1 / len(self._labels))[1].imag / TINY

    def weighted_slope(self, weights):
        """Σ wᵢ gᵢ."""
        return self._summed(self._x, weights)[1]

    def of_images(self, rows):
        """gᵢ of the images in a slice: (image, weight)."""
        x = np.tile(self._x, (len(self._labels[rows]), 1))  # one row of weights for each image
        _, odds, back = on_tape(self._network, x, self._brightness[rows][:, None], self._labels[rows][:, None])
        return back(odds)

    def _summed(self, x, weights):
        """(Σ wᵢ fᵢ, Σ wᵢ gᵢ) over the images at x, real or complex, for one weight or one of each."""
        energy, slope, weights = 0.0, 0.0, np.broadcast_to(weights, len(self._labels))
        some = max(1, CHUNK // self._network.recorded)
        for low in range(0, len(self._labels), some):
            if low:
                self._watch()
            rows = slice(low, low + some)
            losses, odds, back = on_tape(self._network, x[None], self._brightness[rows], self._labels[rows])
            energy, slope = energy + losses[0].real @ weights[rows], slope + back(odds * weights[rows, None])[0]
        return float(energy), slope


class ByAutograd:
    """By torch, on this thread alone."""

    def __init__(self, network, x, brightness, labels, watch):
        from toy_kernels.extras import torch

        self._network, self._x, self._torch = network, x, torch
        self._images, self._labels = torch.from_numpy(brightness), torch.from_numpy(labels)

    def energy_and_slope(self, x):
        """(f, ∇f) at x."""
        with one_thread():
            energy, _, slope = self._recorded(x, again=False)
        return energy, slope.numpy()

    def hessian_times(self, v):
        """∇²f v."""
        with one_thread():
            _, x, slope = self._here
            return self._torch.autograd.grad(slope, x, self._torch.from_numpy(np.array(v)), retain_graph=True)[0].numpy()

    @functools.cached_property
    def _here(self):
        return self._recorded(self._x, again=True)

    def _recorded(self, at, again):
        """(f, the weights, ∇f), the slope with its own derivatives if they are asked for `again`."""
        torch, x = self._torch, self._torch.tensor(at, requires_grad=True)
        with torch.enable_grad():
            energy = self._network.cross_entropy(x[None], self._images, self._labels).sum()
            return energy.item(), x, torch.autograd.grad(energy, x, create_graph=again)[0]

    def weighted_slope(self, weights):
        """Σ wᵢ gᵢ."""
        torch, x = self._torch, self._torch.tensor(self._x, requires_grad=True)
        with torch.enable_grad(), one_thread():
            logits = self._network.as_written(x[None], self._images)[0]
            losses = torch.nn.functional.cross_entropy(logits, self._labels, reduction="none")
            return torch.autograd.grad(losses @ torch.from_numpy(np.array(weights)), x)[0].numpy()

    def of_images(self, rows):
        """gᵢ of the images in a slice: (image, weight)."""
        torch, images, labels = self._torch, self._images[rows][:, None], self._labels[rows][:, None]
        x = torch.from_numpy(np.tile(self._x, (len(labels), 1))).requires_grad_()  # one row of weights for each image
        with torch.enable_grad(), one_thread():
            energy = self._network.cross_entropy(x, images, labels).sum()
            return torch.autograd.grad(energy, x)[0].numpy()
