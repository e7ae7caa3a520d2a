"""Three rates: one converges, one keeps a height, one learns nothing."""

import pytest

import toy_models as tm


@pytest.mark.slow
def test_the_three_differ_in_loss_and_in_the_angle_of_a_step():
    found = tm.experiments.effective_rates(seeds=2)
    low, middle, high = (found.ends("loss", case) for case in range(3))
    for seed in (0, 1):
        assert low[seed] < 0.15
        assert 0.5 < middle[seed] < 2.2
        assert high[seed] > 2.2
        _, along = found.curves[0, seed]
        assert along["angle"][-1] < along["angle"][0] / 2
        _, along = found.curves[1, seed]
        assert along["loss"][-1] > 0.75 * along["loss"][-2], "it has come to a height"
    assert found.mean("right", 2) < 0.2
