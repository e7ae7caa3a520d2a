"""Counter-based noise for long rows: `toy_kernels.noise` word for word, as compiled float32 loops."""

import numpy as np

from toy_kernels.kept import loops
from toy_kernels.noise import DYNAMICS, MINIBATCH


class RowNoise:
    """The `noise` argument of a step for rows of many coordinates: float32 of shape (replica, coordinate).

    The same words as `toy_kernels.noise.Noise`; the normals differ from its by rounding alone.
    """

    def __init__(self, seed, replicas, coordinates):
        self.seed, self.replicas, self.coordinates = seed, [int(replica) for replica in replicas], coordinates
        self._loops = loops("row_loops")
        self.begin(0)

    def begin(self, t):
        """Start numbering the slots of step `t`."""
        self._t, self._slot = int(t), 0

    def _draw(self, fill, out):
        z = np.empty((len(self.replicas), self.coordinates), np.float32) if out is None else out
        for row, replica in zip(z, self.replicas, strict=True):
            fill(self.seed, self._t, replica * -(-self.coordinates // 2), DYNAMICS << 24 | self._slot, row)
        self._slot += 1
        return z

    def normal(self, out=None):
        """One standard normal for every coordinate of every replica; written into `out` if there is one."""
        return self._draw(self._loops.fill_normals, out)

    def uniform(self, out=None):
        """One uniform on (-1, 1) for every coordinate of every replica; written into `out` if there is one."""
        return self._draw(self._loops.fill_uniforms, out)


def picks(seed, replicas, count, size, step, slot):
    """`toy_kernels.noise.picks`: row numbers below `size`, with replacement, int64 of shape (replica, count)."""
    out = np.empty((len(replicas), count), np.int64)
    fill = loops("row_loops").fill_picks
    for row, replica in zip(out, replicas, strict=True):
        fill(seed, int(step), int(replica) * -(-count // 2), MINIBATCH << 24 | slot, size, row)
    return out
