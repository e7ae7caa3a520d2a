"""Nobody leads by what is held equal; counts are compared in their units."""

import numpy as np
import pytest

from toy_models.standing import stood

AHEAD = {"one": np.full(3, 200.0), "other": np.full(3, 207.0)}


@pytest.mark.parametrize(("at", "judged"), [("evaluations", "evaluations"), ("loss", "train_loss")])
def test_by_what_is_held_equal_all_stand_on_one_step_and_who_did_not_finish_on_none(at, judged):
    found = stood(AHEAD | {"lost": np.array([200, np.nan, 200])}, judged, at, 100)
    assert (found.steps, found.unfinished) == ((("one", "other"),), ("lost",))
    assert (found.first.mean, found.first.told) == (0, False)


def test_one_image_at_each_of_three_seeds_is_no_lead_and_a_hundred_are():
    for images, winner in ((1, None), (100, "other")):
        values = {"one": np.full(3, 0.9), "other": np.full(3, 0.9 + images / 2000)}
        assert stood(values, "accuracy", "loss", 2000).winner == winner


def test_of_losses_and_of_measures_the_least_is_the_best_and_they_have_no_unit():
    assert stood(AHEAD, "test_loss", "loss", 100).winner == "one"
    assert stood(AHEAD, "trace", "evaluations", 100).winner == "one"
