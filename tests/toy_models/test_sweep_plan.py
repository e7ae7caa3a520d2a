"""A plan's cells are those of the sweep, in whatever order they are run, and it is known by all that its numbers depend on."""

import copy

import numpy as np

import toy_models as tm
from toy_models import readings
from toy_models.sweep_plan import plan

X, Y = ("temperature", np.geomspace(0.05, 2.0, 5)), ("step_size", (0.005, 0.01, 0.02))
SETTINGS = {"readings": [readings.energy, readings.share], "replicas": 8, "steps": 30, "seeds": 2, "seed": 4}


def test_the_cells_of_a_plan_run_one_by_one_in_any_order():
    job = plan("dimple", "langevin", X, Y, **SETTINGS)
    result = job.empty()
    for cell in [(2, 4), (0, 0), (1, 3)]:
        result.take([cell], np.array([[job.read(cell, run) for run in range(2)]]))
    assert result.done.sum() == 3
    np.testing.assert_array_equal(result.first[result.done], tm.sweep("dimple", "langevin", X, Y, **SETTINGS).first[result.done])


def test_a_noise_law_that_was_edited_is_another_sweep():
    law = tm.noises.get("hessian")
    edited = copy.copy(law)
    vars(edited).update(text=law.text.replace("0.5", "0.25"))
    names = [plan("dimple", "langevin", X, Y, [readings.energy], 8, 2, 4, gradient_noise_direction=one).name()
             for one in (law, law, edited)]
    assert names[0] == names[1] != names[2]
