"""The noise that defines every run: Random123's words, numbers of the right laws, which depend on nothing but the counter."""

import numpy as np
import pytest

from toy_kernels import noise

KNOWN = [  # Random123 1.14, tests/kat_vectors, threefry2x32 20: counter, key, words
    ((0x00000000, 0x00000000), (0x00000000, 0x00000000), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
]
COUNT = 200_000


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_threefry_gives_the_published_words(counter, key, words):
    assert tuple(int(word) for word in noise.threefry(key, counter)) == words


def test_units_are_inside_the_interval_and_exact_in_float32():
    ends = noise.unit(np.array([0, 2**32 - 1, 2**31], np.uint32))
    assert ends.tolist() == [2.0**-24, 1 - 2.0**-24, 0.5 + 2.0**-24]
    assert (ends.astype(np.float32) == ends).all()


def moments(z):
    return {power: (z**power).mean() for power in (1, 2, 3, 4)}


def test_normals_have_the_moments_of_a_normal():
    """Each within 4 standard errors: the variance of z^k is E z^2k - (E z^k)^2. What is cut off beyond 5.77 adds under 1e-6."""
    z = noise.normals(5, noise.DYNAMICS, np.arange(COUNT), 2, 7, 3)
    for power, (mean, spread) in {1: (0, 1), 2: (1, 2), 3: (0, 15), 4: (3, 96)}.items():
        for coordinate in range(2):
            assert abs(moments(z[:, coordinate])[power] - mean) < 4 * (spread / COUNT) ** 0.5
    assert abs((z[:, 0] * z[:, 1]).mean()) < 4 / COUNT**0.5
    assert np.abs(z).max() < 5.78


def test_uniforms_have_the_moments_of_a_uniform():
    """E z^2 = 1/3 with variance 4/45, E z^4 = 1/5 with variance 16/225; 4 standard errors."""
    z = noise.uniforms(5, noise.DYNAMICS, np.arange(COUNT), 2, 7, 3)
    for power, (mean, spread) in {1: (0, 1 / 3), 2: (1 / 3, 4 / 45), 3: (0, 1 / 7), 4: (1 / 5, 16 / 225)}.items():
        for coordinate in range(2):
            assert abs(moments(z[:, coordinate])[power] - mean) < 4 * (spread / COUNT) ** 0.5
    assert np.abs(z).max() < 1


@pytest.mark.parametrize("other", [{"seed": 6}, {"stream": 1}, {"step": 8}, {"slot": 4}])
def test_seed_stream_step_and_slot_each_give_fresh_noise(other):
    """Correlation of independent normals: 4 standard errors of 1/√n."""
    place = {"seed": 5, "stream": 0, "replicas": np.arange(COUNT), "coordinates": 2, "step": 7, "slot": 3}
    one, two = noise.normals(**place), noise.normals(**place | other)
    assert abs((one * two).mean()) < 4 / (2 * COUNT) ** 0.5


def test_a_replica_has_its_noise_whatever_the_others_are():
    every = noise.normals(1, 0, np.arange(100), 5, 2, 0)
    some = noise.normals(1, 0, np.array([41, 3, 99]), 5, 2, 0)
    assert (some == every[[41, 3, 99]]).all()


def test_picks_are_even_and_in_range():
    """Ten classes of equal weight: chi-squared with 9 degrees of freedom is below 33.7 with probability 0.9999."""
    rows = noise.picks(3, np.arange(500), 401, 10, 1, 0)
    assert rows.shape == (500, 401)
    counts = np.bincount(rows.ravel(), minlength=10)
    assert len(counts) == 10
    assert ((counts - rows.size / 10) ** 2 / (rows.size / 10)).sum() < 33.7


def test_slots_count_from_zero_in_each_step():
    drawn = noise.Noise(4, np.arange(3), 2)
    drawn.begin(9)
    first, second = drawn.normal(), drawn.uniform()
    assert (first == noise.normals(4, noise.DYNAMICS, np.arange(3), 2, 9, 0)).all()
    assert (second == noise.uniforms(4, noise.DYNAMICS, np.arange(3), 2, 9, 1)).all()
    drawn.begin(9)
    assert (drawn.normal() == first).all()
