"""After equal passes the losses are far apart, and the curvature with them: the comparison says who has learnt more."""

import pytest

import toy_models as tm


@pytest.mark.slow
def test_after_equal_passes_the_large_batch_has_a_far_higher_loss_and_three_times_the_curvature():
    found = tm.experiments.large_batch_passes(seeds=3)
    assert found.mean("loss", 1) / found.mean("loss", 0) > 30
    assert 2 < found.mean("curvature", 1) / found.mean("curvature", 0) < 5
    assert found.difference("curvature", 1).clear
    assert all(places.tolist() == [1, 2, 5, 10, 20] for places, _ in found.curves.values())
