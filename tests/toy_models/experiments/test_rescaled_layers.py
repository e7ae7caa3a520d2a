"""Two layers that are scaled against each other leave all but the curvature; a last layer that is scaled leaves the answers."""

import numpy as np
import pytest

import toy_models as tm
from toy_models.experiments import rescaled_layers  # noqa: F401
from toy_models.experiments.rescaled_layers import last_scaled


def test_a_last_layer_times_c_gives_logits_times_c():
    network, draw = tm.networks.get("9-5-3"), np.random.default_rng(0)
    x, images = draw.normal(size=(2, network.size)), draw.random((4, 9))
    np.testing.assert_allclose(network.logits(last_scaled(network, x, 3.0), images), 3 * network.logits(x, images), rtol=1e-12)


@pytest.mark.slow
def test_the_adaptive_curvature_is_blind_to_the_first_rescaling_and_nothing_is_to_the_second():
    found = tm.experiments.rescaled_layers(seeds=3)
    for (case, _), (places, along) in found.curves.items():
        assert places.tolist() == [0.25, 0.5, 1, 2, 4]
        assert not along["changed"].any(), "no answer changes in either case"
        if case == 0:
            np.testing.assert_allclose(along["adaptive"], along["adaptive"][2], rtol=1e-6)
            np.testing.assert_allclose(along["loss"], along["loss"][2], rtol=1e-5)
            assert along["curvature"].max() / along["curvature"].min() > 5
        else:
            for name in ("curvature", "adaptive", "loss"):
                assert along[name].max() / along[name].min() > 1.3
