"""What is taken away of a lane of a race: the Python runs it again, to the bit, and measures where it finished."""

import numpy as np
import pytest

import widgets
from tests.remade import remade
from toy_models.contract import InvalidArgument
from widgets import race_told, race_work, solutions
from widgets.race_messages import Ask
from widgets.race_work import RaceWork
from widgets.take_messages import Take
from widgets.taken_race import of_lane

LANES = (("sgd", "default", 1.0), ("smoothout", "hand", 2.0))


@pytest.mark.parametrize("at", ["evaluations", "loss"])
def test_a_lane_is_run_again_as_far_as_its_seeds_are_over_and_its_curve_is_the_one_that_is_drawn(monkeypatch, at):
    for module in (race_work, race_told):
        monkeypatch.setattr(module, "EVALUATIONS", 100)
        monkeypatch.setattr(module, "MOST", 300)
        monkeypatch.setattr(module, "TARGET", 1.2)
    monkeypatch.setattr(solutions, "TRAIN", 600)
    monkeypatch.setattr(solutions, "TEST", 200)
    work = RaceWork("mlp", Ask(LANES, seeds=2, products=2, digits=100, racing=True, at=at), lambda: None)
    with pytest.raises(InvalidArgument, match="no run of this lane is over yet"):
        of_lane(work, Take(1, "row", "py", 0, row=1))
    for _ in range(5000):
        if work.state()["state"] == "finished":
            break
        if work.has_work():
            work.slice(lambda: False)
    found = of_lane(work, Take(1, "row", "py", 0, row=1))
    remade(found)
    told = race_told.told(work)
    curves = np.frombuffer(told["curves"], "<f4").reshape(2, 3, race_told.PLACES)[1]
    for seed in range(2):
        drawn = [row[3] for row in found.rows if row[:2] == ("on the way", seed)]
        np.testing.assert_array_equal(np.array(drawn, "<f4"), curves[seed][~np.isnan(curves[seed])])
    ends = [row for row in found.rows if row[0] == "finish"]
    assert [row[3] for row in ends] == told["lanes"][1]["values"]["accuracy"]
    assert [row[6] for row in ends] == told["lanes"][1]["values"]["measure"]
    with pytest.raises(InvalidArgument, match="row = 2 is not allowed: a whole number from 0 to 1"):
        of_lane(work, Take(1, "row", "py", 0, row=2))


def test_a_race_has_no_other_picture():
    page = widgets.race()
    with pytest.raises(InvalidArgument, match="picture = 'plane' is not allowed: one of row"):
        page.session.taken(Take(1, "plane", "py", 0))
    page.session.close()
