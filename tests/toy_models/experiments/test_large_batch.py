"""At one training loss the large batch is sharper; the story in `tests/stories` asks it of other seeds and another run."""

import pytest

import toy_models as tm


@pytest.mark.slow
def test_the_large_batch_is_sharper_at_equal_loss_reads_fewer_digits_and_a_longer_step_is_mostly_quicker():
    found = tm.experiments.large_batch(seeds=3)
    curvature, right, steps = (found.difference(name, 1) for name in ("curvature", "right", "evaluations"))
    assert (curvature.clear, right.clear) == (True, True)
    assert found.mean("curvature", 1) / found.mean("curvature", 0) > 1.4
    assert right.mean < 0
    assert abs(steps.mean) < 0.1 * found.mean("evaluations", 0)
    assert found.mean("evaluations", 2) < found.mean("evaluations", 1) / 4
    longer = found.difference("curvature", 2, 1)
    assert longer.clear
    assert -0.5 * curvature.mean < longer.mean < 0, "a longer step takes less than half of it away"
    for places, _ in found.curves.values():
        assert len(places) == 6
        assert places[-1] == pytest.approx(0.02, rel=0.1)
