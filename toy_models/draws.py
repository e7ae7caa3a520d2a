"""The random probes of a measurement."""

import numpy as np

from toy_kernels import noise


class Draws:
    """Probes that are functions of the seed alone, the same at every place, so that places compare in pairs.

    Each word gives rows (count, coordinate) that no other call gives; of `size` columns, if there is one. `number` tells apart
    the probes of one seed, as those of one instance of a model from those of the next.
    """

    def __init__(self, seed, size, number=0):
        self._seed, self._size, self._number, self._slot = seed, size, number, 0

    def _draw(self, law, count, size=None):
        slot, self._slot = self._slot, self._slot + 1
        return law(self._seed, noise.MEASURE, np.arange(count), size or self._size, self._number, slot)

    def normals(self, count, size=None):
        """Standard normals."""
        return self._draw(noise.normals, count, size)

    def uniforms(self, count, size=None):
        """Uniforms on (-1, 1)."""
        return self._draw(noise.uniforms, count, size)

    def signs(self, count, size=None):
        """Rademacher's: +1 or -1, each with probability one half."""
        return np.sign(self._draw(noise.uniforms, count, size))
