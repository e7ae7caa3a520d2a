"""Counter-based noise: every draw is a function of (seed, stream, replica, step, slot), never of the order of drawing.

Threefry2x32-20 (Salmon, Moraes, Dror and Shaw, SC 2011) maps key (seed, step) and counter (pair, stream << 24 | slot) to two
32-bit words. A replica of D coordinates owns the ceil(D/2) pairs from replica * ceil(D/2) on; the two words of a pair make the
two normals or uniforms of its two coordinates. `slot` numbers the draws within one step in the order of the text. So the
same seed gives the same draws to every algorithm, for any subset of replicas, any blocking, any number of threads, any device.

This file is the definition, in NumPy and float64; faster forms are tested against it.
"""

import numpy as np

DYNAMICS, MINIBATCH, START, MEASURE, LABELS = 0, 1, 2, 3, 4  # the streams: shaking, data, initial weights, probes, labels
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))


def threefry(key, counter):
    """Threefry2x32 with 20 rounds: two uint32 arrays, from two (key) and two (counter) that broadcast together."""
    with np.errstate(over="ignore"):
        k0, k1 = (np.asarray(k, dtype=np.uint32) for k in key)
        keys = (k0, k1, k0 ^ k1 ^ np.uint32(0x1BD11BDA))
        a = np.asarray(counter[0], dtype=np.uint32) + k0
        b = np.asarray(counter[1], dtype=np.uint32) + k1
        for group in range(5):
            for rotation in ROTATIONS[group % 2]:
                a = a + b
                b = (b << np.uint32(rotation)) | (b >> np.uint32(32 - rotation))
                b = b ^ a
            a = a + keys[(group + 1) % 3]
            b = b + keys[(group + 2) % 3] + np.uint32(group + 1)
    return a, b


def words(seed, stream, replicas, coordinates, step, slot):
    """The words of one draw: uint32 of shape (replica, 2 * ceil(coordinates / 2)), the pairs side by side."""
    pairs = -(-coordinates // 2)
    index = np.asarray(replicas, dtype=np.uint32)[:, None] * np.uint32(pairs) + np.arange(pairs, dtype=np.uint32)
    a, b = threefry((np.uint32(seed), np.uint32(step)), (index, np.uint32((stream << 24) | slot)))
    return np.stack([a, b], axis=-1).reshape(len(index), 2 * pairs)


def unit(word):
    """A word as a number strictly inside (0, 1): the middle of one of 2^23 equal cells, exact in float32 too."""
    return ((np.asarray(word) >> np.uint32(9)).astype(np.float64) + 0.5) * 2.0**-23


def normals(seed, stream, replicas, coordinates, step, slot):
    """Standard normals, float64 of shape (replica, coordinate), by Box and Muller; none is beyond 5.77."""
    u = unit(words(seed, stream, replicas, coordinates, step, slot))
    radius, angle = np.sqrt(-2 * np.log(u[:, 0::2])), 2 * np.pi * u[:, 1::2]
    z = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    return z.reshape(len(u), -1)[:, :coordinates]


def uniforms(seed, stream, replicas, coordinates, step, slot):
    """Uniforms on (-1, 1), float64 of shape (replica, coordinate)."""
    return 2 * unit(words(seed, stream, replicas, coordinates, step, slot))[:, :coordinates] - 1


def picks(seed, replicas, count, size, step, slot):
    """Row numbers below `size`, drawn with replacement: int64 of shape (replica, count), from the minibatch stream."""
    w = words(seed, MINIBATCH, replicas, count, step, slot)[:, :count]
    return ((w.astype(np.uint64) * np.uint64(size)) >> np.uint64(32)).astype(np.int64)


class Noise:
    """The `noise` argument of a step, for rows of `coordinates` numbers; the definition, in float64.

    `begin(t)` opens step `t`: slots count from zero in each step and each stream.
    """

    def __init__(self, seed, replicas, coordinates):
        self.seed, self.replicas, self.coordinates = seed, np.asarray(replicas), coordinates
        self.begin(0)

    def begin(self, t):
        """Start numbering the slots of step `t`."""
        self._t, self._slot = t, 0

    def _draw(self, law):
        z = law(self.seed, DYNAMICS, self.replicas, self.coordinates, self._t, self._slot)
        self._slot += 1
        return z

    def normal(self):
        """One standard normal for every coordinate of every replica."""
        return self._draw(normals)

    def uniform(self):
        """One uniform on (-1, 1) for every coordinate of every replica."""
        return self._draw(uniforms)
