"""The curvature rises and then falls with the loss, long after the answers have settled."""

import numpy as np
import pytest

import toy_models as tm


@pytest.mark.slow
def test_the_curvature_falls_tenfold_while_the_answers_stay():
    found = tm.experiments.loss_level(seeds=3)
    _, curvature, _ = found.along("curvature", 0)
    peak = int(curvature.argmax())
    assert 0 < peak < 4
    assert curvature[peak] / curvature[-1] > 8
    settled = found.change("right", 0, 200.0)
    assert abs(settled.mean) < 0.02
    _, noisy, _ = found.along("curvature", 1)
    assert (noisy[4:] > curvature[4:]).all(), "with wrong labels the loss stays up, and the curvature with it"
    assert (np.diff(found.along("loss", 0)[1]) < 0).all()
