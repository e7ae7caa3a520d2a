"""Both roads to a network's derivatives give the same ones, on every kind of unit; the record's needs no torch."""

import subprocess
import sys

import numpy as np
import pytest

from tests.dense import IMAGES, SMALL, small, weights
from toy_models.derivatives import ByAutograd, OnRecord

LIKE = ("mlp_erf", "mlp_gelu", "mlp_normalised")


@pytest.mark.parametrize("network", [*SMALL, *(small(key, (6, 4, 3)) for key in LIKE)], ids=[*map(str, range(2)), *LIKE])
def test_both_roads_agree_to_rounding(network):
    """Sums of 40 terms of the order of 1 in float64; a difference quotient would be off by 1e-8 at best."""
    (x,), watch = weights(network, 1), list
    given = network, x, IMAGES.pixels / 255, IMAGES.labels.astype(np.int64), watch
    one, other = OnRecord(*given), ByAutograd(*given)
    assert one.energy_and_slope(x)[0] == pytest.approx(other.energy_and_slope(x)[0], rel=1e-14)
    v, each = np.random.default_rng(3).normal(size=len(x)), np.random.default_rng(4).normal(size=len(IMAGES))
    pairs = [(one.energy_and_slope(x)[1], other.energy_and_slope(x)[1]), (one.hessian_times(v), other.hessian_times(v)),
             (one.weighted_slope(each), other.weighted_slope(each)), (one.of_images(slice(5, 9)), other.of_images(slice(5, 9)))]
    for ours, theirs in pairs:
        assert np.abs(ours - theirs).max() < 1e-12 * max(np.abs(theirs).max(), 1)


def test_products_are_symmetric_and_parts_of_the_images_add_up(monkeypatch):
    (x,), seen = weights(SMALL[0], 1), []
    given = SMALL[0], x, IMAGES.pixels / 255, IMAGES.labels.astype(np.int64)
    whole = OnRecord(*given, list)
    u, v = np.random.default_rng(5).normal(size=(2, len(x)))
    assert u @ whole.hessian_times(v) == pytest.approx(v @ whole.hessian_times(u), rel=1e-12)
    monkeypatch.setattr("toy_models.derivatives.CHUNK", 7 * SMALL[0].recorded)
    parts = OnRecord(*given, lambda: seen.append(1))
    np.testing.assert_allclose(parts.hessian_times(v), whole.hessian_times(v), rtol=0, atol=1e-13)
    assert len(seen) == 5  # between six parts: 40 images, 7 at a time


def test_measures_of_a_network_load_no_torch():
    command = """
import sys, toy_models as tm
net, digits = tm.networks.get("mlp"), tm.data.mnist(20, 10).train
for name in ("top_eigenvalue", "adaptive_sharpness", "noise_participation"):
    getattr(tm.measures, name)(net, net.start(), digits)
print("torch" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
