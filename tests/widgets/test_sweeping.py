"""A page's sweep runs each cell once, coarse first, says how it stands, and is bounded; a cell is the run that the arena shows."""

import numpy as np
import pytest

import toy_models as tm
from toy_models import readings
from widgets import sweep_messages, sweep_readings, sweeping
from widgets.sweeping import Sweeping

TOTAL, REPLICAS = 600, 16
ASK = sweep_messages.read_sweep({"landscape": "dimple", "method": "langevin", "x": "temperature", "y": "step_size", "grid": 12,
                                 "x_low": 0.05, "x_high": 2, "y_low": 0.01, "y_high": 0.1})


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    monkeypatch.setattr("toy_kernels.cache.folder", lambda: tmp_path)


def begun(ask=ASK):
    made = Sweeping(TOTAL, REPLICAS)
    made.ask(ask, {})
    return made


def finished(made):
    while made.has_work():
        made.slice(bool)
    return made


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("toy_kernels.cache.folder", lambda: tmp_path_factory.mktemp("turns"))
        return finished(begun())


def numbers(made):
    rows, columns = made.job.sweep.shape
    return np.frombuffer(made.numbers(), "<f4").reshape(-1, 2, rows, columns)


def test_every_cell_is_run_once_coarse_grids_first(whole):
    cells = [cell for _, depth in sweeping._order(begun().job.sweep) for cell in depth]
    assert len(cells) == len(set(cells)) == 144
    assert set(cells[:4]) == {(0, 0), (0, 11), (11, 0), (11, 11)}
    assert whole.state()["state"] == "finished"
    assert whole.job.sweep.done.all()


def test_a_cells_numbers_are_those_of_its_run(whole):
    values, seed = whole.cell(7, 3)
    assert values == {"temperature": ASK.x_values[3], "step_size": ASK.y_values[7]}
    run = tm.simulate("dimple", "langevin", evaluations=TOTAL, replicas=REPLICAS, seed=seed, parameters=values)
    found, keys = numbers(whole)[:, :, 7, 3], list(whole.job.listed)
    ends = readings.energy(run)
    np.testing.assert_allclose(found[keys.index("energy")], [ends.mean(), ends.std(ddof=1) / 4], rtol=1e-5)
    np.testing.assert_allclose(found[keys.index("distance"), 0], readings.distance(run).mean(), rtol=1e-6)
    share = REPLICAS * readings.share(run)  # found by following descent: the map's own grid may differ at a ridge
    assert abs(found[keys.index("share"), 0] - share.mean()) <= 1


def test_no_time_is_shown_where_not_half_have_left(whole):
    key = list(whole.job.listed).index("escape")
    few = whole.job.sweep.mean("left") < sweep_readings.KEEP
    assert few.any()
    np.testing.assert_array_equal(np.isnan(numbers(whole)[key, 0]), few)


def test_on_finer_grids_cells_come_first_where_the_coarser_one_varies(monkeypatch):
    monkeypatch.setattr(sweeping, "COARSE", 2)
    made = begun()
    edge = np.arange(12)[None, :] * np.ones((12, 1)) >= 6  # nothing differs but from column 5 to column 6
    order, seen = sweeping._order(made.job.sweep), []
    for depth, cells in order:
        for row, column in cells:
            made.job.sweep.take([(row, column)], np.array([[[(edge[row, column], edge[row, column])] * len(made.job.listed)]]))
        seen += [column for _, column in cells if depth == 3]
    first, last = np.abs(np.array(seen[:20]) - 5.5).mean(), np.abs(np.array(seen[-20:]) - 5.5).mean()
    assert first < 2 < last


def test_it_can_be_held_ended_and_gone_on_with():
    made = begun()
    made.slice(bool)
    made.pause(True)
    done = made.state()["done"]
    assert not made.has_work()
    assert made.state()["state"] == "paused"
    made.stop()
    assert made.state()["state"] == "cancelled"
    made.pause(False)
    assert finished(made).state()["done"] == 144 > done
    made.pause(True)
    made.stop()
    assert made.state()["state"] == "finished"


def test_it_ends_at_once_for_something_newer():
    made = begun()
    assert not made.slice(lambda: True)
    assert made.state()["done"] == 0


def test_what_one_asking_may_spend_is_bounded(monkeypatch):
    monkeypatch.setattr(sweeping, "MOST", -1.0)
    made = begun()
    made.slice(bool)
    assert made.state()["state"] == "paused"
    assert "seconds of work" in made.state()["why"]
    assert not made.has_work()


def test_of_many_sessions_one_at_a_time_does_more_than_a_coarse_picture():
    first, second = begun(), begun()
    for made in (first, second):
        while made.job.stages <= sweeping.COARSE and made.has_work():
            made.slice(bool)
    assert [first.has_work(), second.has_work()] == [True, False]
    first.rest()
    assert second.has_work()
    second.rest()


def test_a_fault_is_told_and_ends_it(monkeypatch):
    made = begun()
    monkeypatch.setattr(type(made.job.plan), "run", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        made.slice(bool)
    assert made.state()["state"] == "failed"
    assert not made.has_work()
