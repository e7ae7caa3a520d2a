"""What is taken away of a phase diagram: the Python is its sweep and makes the same numbers, to the bit."""

import threading
import time

import numpy as np
import pytest

import widgets
from tests.remade import remade
from toy_models.contract import InvalidArgument
from widgets import taken
from widgets.sweep_messages import Ask
from widgets.sweeping import Sweeping
from widgets.take_messages import Take
from widgets.taken_sweeps import of_sweep

HEAT, STEPS = (0.05, 0.3, 1.0), (0.01, 0.02, 0.05, 0.1)
DIMPLE = Ask("dimple", "langevin", "temperature", "step_size", 12, HEAT, STEPS)
SOFT = Ask("two_gaussians", "entropy_sgd", "scope", "temperature", 12, (0.5, 2.0, 8.0), (0.1, 0.5, 1.0))
WHOLE = Ask("dimple", "entropy_sgd", "scope", "inner_steps", 12, (0.5, 2.0), (2, 5, 10))


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    monkeypatch.setattr("toy_kernels.cache.folder", lambda: tmp_path)


def finished(ask, values=None, sweeping=None):
    """A `Sweeping` that has run all cells of what is asked."""
    sweeping = sweeping or Sweeping(600, 8)
    sweeping.ask(ask, values or {})
    while sweeping.has_work():
        sweeping.slice(bool)
    return sweeping


@pytest.mark.parametrize("ask", [DIMPLE, SOFT, WHOLE])
def test_the_cells_are_made_again_by_the_sweep_that_was_asked_for_and_are_those_that_the_page_is_told(ask):
    sweeping = finished(ask, {"momentum": 0.5})
    found, (rows, columns) = of_sweep(sweeping, Take(1, "sweep", "py", 0)), sweeping.job.sweep.shape
    sweep, job = remade(found)["sweeps"][0], sweeping.job
    assert (sweep.axes, sweep.about | {"readings": []}) == (job.sweep.axes, job.sweep.about | {"readings": []})
    told = np.frombuffer(sweeping.numbers(), "<f4").reshape(5, 2, rows, columns)
    numbers = np.array([[np.nan if v is None else v for v in row[2:]] for row in found.rows]).astype("<f4")
    np.testing.assert_array_equal(numbers.reshape(rows, columns, 5, 2).transpose(2, 3, 0, 1), told)
    heads = taken.heads(found.columns)
    assert heads[2] == f"{job.listed['share'].words} (of 8)"
    assert {"energy (energy)", "sharpness (energy / length²)", "way from the start: standard error (length)"} <= set(heads)


def test_a_row_is_that_row_and_a_sweep_under_way_gives_the_cells_that_it_has():
    sweeping = finished(DIMPLE)
    every = of_sweep(sweeping, Take(1, "sweep", "py", 0)).rows
    found = of_sweep(sweeping, Take(1, "row", "py", 0, row=2))
    remade(found)
    assert found.rows == [row for row in every if row[1] == STEPS[2]]
    with pytest.raises(InvalidArgument, match="row = 4 is not allowed: a whole number from 0 to 3"):
        of_sweep(sweeping, Take(1, "row", "py", 0, row=4))
    sweeping.job.sweep._ran[1, 1] = False
    part = of_sweep(sweeping, Take(1, "sweep", "py", 0))
    remade(part)
    assert part.rows == [row for row in every if row[:2] != (HEAT[1], STEPS[1])]


def test_a_map_that_is_held_is_taken_from_the_one_that_is_seen_in_the_python_too():
    sweeping = finished(DIMPLE)
    sweeping.keep(True)
    other = Ask("dimple", "sgd", *("step_size", "momentum"), 12, STEPS, (0.0, 0.5))
    assert len(of_sweep(finished(other, sweeping=sweeping), Take(1, "sweep", "py", 0)).columns) == 2 + 10, "they do not compare"
    noisy = Ask("dimple", "entropy_sgd", "temperature", "step_size", 12, HEAT, STEPS)
    found = of_sweep(finished(noisy, sweeping=sweeping), Take(1, "sweep", "py", 0))
    remade(found)
    assert len(found.columns) == 2 + 20
    assert found.columns[12][0].endswith("wide bowl less that of Langevin")


def test_the_page_of_a_phase_diagram_gives_its_map_its_row_and_the_run_of_a_cell():
    page = widgets.phase_diagram("dimple", "langevin", "temperature", "step_size", grid=12, x_low=0.05, y_low=0.01, y_high=0.1)
    session = page.session
    try:
        while not session.swept.done.any():
            time.sleep(0.01)
        assert session.taken(Take(1, "sweep", "py", 0)).rows
        session.open(3, 4)
        found = session.taken(Take(1, "count", "py", 600))
        remade(found)
        assert {inside + outside for *_, inside, outside in found.rows} == {64}
        inside = [row[2] for row in found.rows]
        frames = session._landscape_side.picture(session.want, session.schedule, lambda *_: None, threading.Event()).tally
        assert inside == list(frames[: len(inside)])
    finally:
        session.close()
