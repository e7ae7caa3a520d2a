"""The first layer on sparse images: two ways back, one result."""

import numpy as np
import pytest

from toy_kernels.fully_connected import pack
from toy_kernels.sparse_layer import back_first_layer, back_wide_layer
from toy_kernels.vectors import LANES


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_a_layer_goes_back_pixel_by_pixel_to_the_bits_of_image_by_image(columns):
    """The same sums in the same order; the second call adds to the first. Some pixels are black in all images, one image is."""
    rng, pixels, count, padded = np.random.default_rng(0), 9, 7, columns * LANES
    images = rng.integers(0, 256, (count, pixels)) * (rng.random((count, pixels)) < 0.4)
    images[:, 4], images[2] = 0, 0
    packed = pack(images.astype(np.uint8), np.zeros(count, np.uint8))
    active = rng.standard_normal(count * padded).astype(np.float32)
    one, other = np.zeros((pixels + 1) * padded, np.float32), np.full((pixels + 1) * padded, np.nan, np.float32)
    firsts, lights = np.zeros(pixels + 2, np.int64), np.empty(count * pixels, np.uint32)
    for first, picks in ((True, rng.integers(0, count, 5)), (False, np.array([2, 0, 0]))):
        sums = active[: len(picks) * padded]
        back_first_layer(pixels, padded, one, packed.starts, packed.codes, picks, sums)
        back_wide_layer(pixels, padded, other, first, packed.starts, packed.codes, picks, sums, firsts, lights)
        assert np.array_equal(one, other) and one.any()
