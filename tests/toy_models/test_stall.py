"""A run in float32 that stands still where its definition goes on says so, and no other run does."""

import numpy as np
import pytest

import toy_models as tm
from tests.spread import spread
from toy_models import stall
from toy_models.trajectory import Trajectory

SMALL = {"step_size": 1e-4}


def valley(**options):
    given = {"start": (0.9912, 0.98245), "steps": 300, "replicas": 3, "parameters": SMALL, **options}
    return tm.simulate("rosenbrock", "sgd", **given)


def test_steps_below_the_last_bit_are_reported_and_the_definition_goes_on():
    """In the narrow valley the slope is some 2e-4 there; a step of 2e-8 is less than half of 6e-8, the last bit of 0.99."""
    run, plain = valley(), valley(device="reference")
    assert run.stalled_at is not None
    assert (run.x[run.steps >= run.stalled_at] == run.x[-1]).all()
    assert run.stalled_at == 0 or (run.x[run.steps < run.stalled_at][-1] != run.x[-1]).any()
    assert plain.stalled_at is None
    assert np.abs(plain.x[-1] - run.x[-1]).max() > 1e-6
    assert run.diverged_at is None


def test_the_long_run_down_the_valley_freezes_where_it_says():
    """Descent in float64 reaches (0.99553, 0.99106) in 400,000 steps; float32 freezes at (0.99111, 0.98227)."""
    run = valley(start=(0.99, 0.98), steps=400_000, replicas=1, record_every=100)
    assert np.abs(run.x[-1, 0] - [0.99111, 0.98227]).max() < 1e-5
    assert 30_000 < run.stalled_at < 45_000
    assert (run.x[run.steps >= run.stalled_at] == run.x[-1]).all()


@pytest.mark.parametrize(("key", "place"), spread(tm.landscapes.names()))
def test_what_has_arrived_or_moves_on_or_has_left_is_not_called_still(place, key):
    """Where it is called still, its definition must have gone on by then: on no landscape does a method at its defaults stall."""
    assert tm.simulate(place, key, evaluations=6000, replicas=4).stalled_at is None


def test_a_replica_that_left_is_not_called_still():
    steep = tm.landscapes.from_formula("10*x^2 + y^2")
    run = tm.simulate(steep, "sgd", start=[(1, 0), (0, 0)], steps=30, replicas=2, parameters={"step_size": 0.5})
    assert run.diverged_at == 7
    assert run.stalled_at is None


def test_one_that_left_on_its_last_step_is_not_called_still_where_its_definition_would_live_on():
    """Entropy-SGD at a step far too long: frozen where it left, under other noise it would not leave at once."""
    run = tm.simulate("rosenbrock", "entropy_sgd", (0.9912, 0.98245), evaluations=6000, parameters={"inner_step_size": 0.03})
    assert run.diverged_at is not None
    assert run.stalled_at is None


@pytest.mark.parametrize("every", [1, 2, 10, 500])
def test_what_goes_round_in_a_cycle_does_not_stand_still_however_it_is_looked_at(every):
    """SAM, far too wide for the valley it is in, jumps to and fro between two points."""
    run = tm.simulate("himmelblau", "sam", evaluations=6000, parameters={"momentum": 0.9, "radius": 0.5}, record_every=every)
    assert run.stalled_at is None
    assert valley(record_every=every).stalled_at is not None


def test_what_is_within_a_few_last_bits_of_its_goal_has_arrived():
    run = tm.simulate("rosenbrock", "sgd", evaluations=6000, parameters={"momentum": 0.9}, record_every=10)
    assert np.abs(run.x[-1] - 1).max() < 3e-5
    assert run.stalled_at is None


def test_one_of_several_groups_may_stand_still():
    run = valley(parameters={"step_size": [0.01, 1e-4, 0.01]})
    assert run.stalled_at is not None
    assert valley(parameters={"step_size": [0.01, 0.02, 0.01]}).stalled_at is None


@pytest.mark.parametrize("options", [{}, {"parameters": {"step_size": 0.01}}])
def test_it_is_looked_for_when_asked_for_and_kept(options, tmp_path, monkeypatch):
    run, asked = valley(**options), []
    look = stall.stalled_from
    monkeypatch.setattr("toy_models.trajectory.stalled_from", lambda *given: asked.append(1) or look(*given))
    assert not asked
    found = run.stalled_at
    run.save(tmp_path / "run")
    assert Trajectory.load(tmp_path / "run").stalled_at == found
    assert len(asked) == 1
