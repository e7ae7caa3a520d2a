"""The lanes' noise against its definition."""

import numba
import numpy as np
import pytest

from toy_kernels import lane_noise, noise

SEED, STEP, SLOT = 2**32 - 5, 1234, (noise.MINIBATCH << 24) | 17
REPLICAS = np.arange(100_003, dtype=np.uint32) * np.uint32(42_949)  # they reach beyond 2^31


def drawn(word, kind):
    @numba.njit
    def draw(seed, step, replicas, slot):
        pairs = np.empty((len(replicas), 2), kind)
        for i in range(len(replicas)):
            pairs[i, 0], pairs[i, 1] = word(seed, step, replicas[i], slot)
        return pairs

    return draw(SEED, STEP, REPLICAS, SLOT)


def test_words_are_the_definitions():
    a, b = noise.threefry((SEED, STEP), (REPLICAS, SLOT))
    assert (drawn(lane_noise.words, np.uint32) == np.stack([a, b], axis=1)).all()


@pytest.mark.parametrize(("counter", "key", "words"), [
    ((0x00000000, 0x00000000), (0x00000000, 0x00000000), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
])
def test_words_are_random123s(counter, key, words):
    one = numba.njit(lambda k0, k1, c0, c1: lane_noise.words(k0, k1, c0, c1))
    assert tuple(int(word) for word in one(*key, *counter)) == words


def test_uniforms_are_the_definitions_to_the_bit():
    expected = noise.uniforms(SEED, noise.MINIBATCH, REPLICAS, 2, STEP, 17)
    assert (drawn(lane_noise.uniform, np.float32) == expected).all()


def test_normals_are_the_definitions_to_float32():
    """Radius and sine carry a few roundings each: 6 in all, of the pair's radius."""
    expected = noise.normals(SEED, noise.MINIBATCH, REPLICAS, 2, STEP, 17)
    radius = np.linalg.norm(expected, axis=1, keepdims=True)
    assert (np.abs(drawn(lane_noise.normal, np.float32) - expected) / radius).max() < 6 * 2.0**-24
    assert len(np.unique(expected)) > 190_000


def test_normals_have_the_moments_of_a_normal():
    """Each within 4 standard errors: the variances of z, z^2 and z^4 are 1, 2 and 96."""
    z = drawn(lane_noise.normal, np.float32).astype(float)
    assert (np.abs(z.mean(axis=0)) < 4 / len(z) ** 0.5).all()
    assert (np.abs((z**2).mean(axis=0) - 1) < 4 * (2 / len(z)) ** 0.5).all()
    assert (np.abs((z**4).mean(axis=0) - 3) < 4 * (96 / len(z)) ** 0.5).all()
    assert abs((z[:, 0] * z[:, 1]).mean()) < 4 / len(z) ** 0.5
