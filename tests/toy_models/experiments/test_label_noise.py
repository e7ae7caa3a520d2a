"""SAM knows fewer wrong labels by heart than SGD; stopped early SGD knows fewer still and reads more new digits."""

import pytest

import toy_models as tm


@pytest.mark.slow
def test_sam_is_between_and_stopping_early_beats_both_in_every_seed():
    found = tm.experiments.label_noise(seeds=3)
    heart, right = ({case: found.ends(name, case) for case in range(3)} for name in ("by_heart", "right"))
    for seed in range(3):
        assert heart[0][seed] - heart[1][seed] > 0.10
        assert heart[1][seed] > heart[2][seed]
        assert right[2][seed] > right[1][seed] > right[0][seed]
    assert found.difference("right", 2, 1).clear
    assert {len(places) for (case, _), (places, _) in found.curves.items() if case < 2} == {41}
    assert all(len(places) < 20 for (case, _), (places, _) in found.curves.items() if case == 2)


def test_a_curve_that_is_stopped_early_is_the_beginning_of_the_other():
    whole = [point for point in tm.experiments.get("label_noise").trace(0, 3) if point]
    early = [point for point in tm.experiments.get("label_noise").trace(2, 3) if point]
    assert whole[: len(early)] == early
