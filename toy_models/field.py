"""A field: a landscape that is given as a force, and has no energy."""

from functools import cached_property

import numpy as np

from toy_models import formula, streams
from toy_models.contract import InvalidArgument
from toy_models.landscape import Landscape, checked_extent, checked_points
from toy_models.relief import Contours


class Field(Landscape):
    """A force F(x, y) that is the slope of nothing: round a loop it does work, and at rest a current flows.

    dx = F dt + √2T dW,      a method's gradient(x, batch) is -F(x) + tilt

    As a `Landscape`, but: `force(x)` is what the file gives, `gradient` is -F, and `hessian` the symmetric part of -∂F, which says
    how fast neighbours approach. `stationary` is the landscape of Φ, where exp(-Φ) is known to be the law at rest at T = 1, or
    None; `minima`, `basins`, `height_range` and `contours` are its own: likeliest places, not places without a force. What needs
    an energy raises `InvalidArgument`; `curvature` is 0, for no minimum is known.
    """

    conservative, curvature, stationary = False, 0.0, None

    def __init__(self, key, name, force, potential, extent, minima=None, labels=None, start=None, sliders=None, confining=None,
                 diffusion=None):
        derived = formula.derive(force)
        self.key, self.name, self.text, self.latex = key, name, derived.text, derived.latex
        self._take_noise(diffusion)
        self.extent = checked_extent(extent)
        self._compile()
        known = extent, minima, labels, start, sliders, confining
        self.stationary = None if potential is None else Landscape(key, f"{name}, at rest", potential, *known)
        at_rest = self.stationary
        self.confining = bool(confining) if at_rest is None else at_rest.confining
        self.start = self._opening(start)
        self.minima, self.labels = (np.empty((0, 2)), ()) if at_rest is None else (at_rest.minima, at_rest.labels)
        self.sliders, self._basins = dict(sliders or {}), {}
        self._fix()

    def _line(self):
        return f"field {self.key}: {self.name}"

    def _head(self):
        return ("place of rest", "x", "y")

    def _rows(self):
        return [(f"{i} {label}", *place) for i, (place, label) in enumerate(zip(self.minima.tolist(), self.labels, strict=True))]

    def energy(self, x):
        """Raises `InvalidArgument`: there is none."""
        self.with_energy()

    def heights(self, gx, gy):
        """Raises `InvalidArgument`: there is none."""
        self.with_energy()

    def shown(self, x):
        """Φ, or 0 where it is not known."""
        return np.zeros(checked_points(x).shape[:-1]) if self.stationary is None else self.stationary.energy(x)

    def with_energy(self):
        """Raises `InvalidArgument`: there is none."""
        known = "" if self.stationary is None else "; its law at rest is that of `stationary`, a landscape"
        raise InvalidArgument("landscape", self.key, f"one with an energy: a field has a force that is no gradient{known}")

    @cached_property
    def height_range(self):
        """That of Φ; (0, 1) where it is not known."""
        return (0.0, 1.0) if self.stationary is None else self.stationary.height_range

    @cached_property
    def contours(self):
        """Those of Φ; none where it is not known."""
        return Contours((), ()) if self.stationary is None else self.stationary.contours

    @cached_property
    def streamlines(self):
        """Lines along the force, evenly spread over the extent: arrays (n, 2) (`toy_models.streams`)."""
        return streams.lines(self)
