"""Short steps leave the curvature alone; long ones bring it down to their limit, and are not thrown out."""

import numpy as np
import pytest

import toy_models as tm


@pytest.mark.slow
def test_long_steps_bring_the_curvature_down_while_the_loss_falls():
    found = tm.experiments.edge_of_stability(seeds=2)
    for (case, _), (_, along) in found.curves.items():
        assert (along["limit"] == 2).all()
        step = along["product"] / along["curvature"]
        np.testing.assert_allclose(step, (0.6, 1.2, 2.4)[case])
        assert along["loss"][-1] < 0.25
        if case < 2:
            assert (along["product"] < 2.2).all()
        else:
            assert along["product"][0] > 3
            assert along["product"][-1] < 2
