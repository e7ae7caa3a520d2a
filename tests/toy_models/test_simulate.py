"""`simulate`: what it keeps, when a schedule acts, what it costs, how it ends, and what it refuses."""

import json

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes, noise, text
from toy_models.contract import InvalidArgument
from toy_models.trajectory import rows_of

DEVICES = ["reference", "cpu"]
BOWL = tm.landscapes.from_formula("x^2/2 + y^2")
STEEP = tm.landscapes.from_formula("10*x^2 + y^2")
BAD_NUMBERS = [float("nan"), float("inf"), -float("inf"), 1e300, 10**400, -1, True, "1", "x" * 10**7, b"1", 1j, {}, object(),
               [[1], [2, 3]]]


@pytest.fixture(params=DEVICES)
def device(request):
    return request.param


# Frames and clocks.

@pytest.mark.parametrize(("steps", "every", "kept"), [
    (5, 1, [0, 1, 2, 3, 4, 5]), (5, 2, [0, 2, 4, 5]), (6, 3, [0, 3, 6]), (5, 100, [0, 5]), (1, 1, [0, 1]),
])
def test_the_start_and_the_last_step_are_always_kept(device, steps, every, kept):
    everything = tm.simulate(BOWL, "sgd", start=(1, 2), steps=steps, replicas=3, device=device)
    run = tm.simulate(BOWL, "sgd", start=(1, 2), steps=steps, replicas=3, record_every=every, device=device)
    assert run.steps.tolist() == kept
    assert np.array_equal(run.x, everything.x[kept])
    assert np.array_equal(run.energy, BOWL.energy(run.x))
    assert run.x.shape == (len(kept), 3, 2)
    assert (run.x.dtype, run.energy.shape, run.gradient_evaluations.tolist()) == (np.float64, (len(kept), 3), kept)


def test_nothing_but_a_landscape_and_a_method_is_needed(device):
    run = tm.simulate("dimple", "sam", device=device)
    assert run.x.shape == (501, 64, 2)
    assert np.array_equal(run.x[0], np.tile(tm.landscapes.get("dimple").start, (64, 1)))
    assert run.gradient_evaluations[-1] == 1000
    assert run.diverged_at is None


def test_each_replica_may_start_elsewhere(device):
    start = np.random.default_rng(0).normal(size=(4, 2)).astype(np.float32)
    run = tm.simulate(BOWL, "sgd", start=start, steps=1, replicas=4, parameters={"step_size": 0.5}, device=device)
    assert np.array_equal(run.x[0], start)
    assert np.allclose(run.x[1], start * [0.5, 0.0], atol=1e-7)


def test_the_same_arguments_give_the_same_bits_and_another_seed_does_not(device):
    values = {"start": (1, 1), "steps": 20, "replicas": 5, "gradient_noise": 0.2, "device": device}
    one, two, other = (tm.simulate(BOWL, "langevin", seed=seed, **values).x for seed in (7, 7, 8))
    assert np.array_equal(one, two)
    assert not np.isclose(one[1:], other[1:]).any()


@pytest.mark.parametrize("method", tm.dynamics.names())
def test_fewer_replicas_are_the_first_of_more(device, method):
    values = {"steps": 10, "gradient_noise": 0.3, "device": device}
    size = tm.dynamics.get(method).group(tm.dynamics.get(method).defaults())  # of replicas that meet
    many, few = (tm.simulate("himmelblau", method, replicas=n * size, **values).x for n in (37, 5))
    assert np.array_equal(many[:, : 5 * size], few)


def test_float32_lanes_follow_the_definition():
    """Twenty contracting steps of Langevin: each rounds a point below 2 by 2.4e-7."""
    lanes, plain = (tm.simulate(BOWL, "langevin", start=(1, 1), steps=20, gradient_noise=0.2,
                                device=device).x for device in ("auto", "reference"))
    assert np.abs(lanes - plain).max() < 20 * 2.4e-7


# Schedules.

@pytest.mark.parametrize(("at", "last_old_step"), [(0, 0), (1, 1), (20, 1), (21, 2), (39, 2), (40, 2), (1000, 5)])
def test_a_change_acts_on_the_first_step_that_starts_at_or_after_its_clock(device, at, last_old_step):
    """Entropy-SGD with L = 20: steps start at clocks 0, 20, 40, 60, 80; a frozen outer step shows which were still old."""
    old = {"inner_steps": 20, "temperature": 0.0, "step_size": 0.0}
    run = tm.simulate(BOWL, "entropy_sgd", start=(1, 1), steps=5, replicas=2, parameters=old, schedule=[(at, {"step_size": 0.5})],
                      device=device)
    moved = np.abs(np.diff(run.x, axis=0)).max(axis=(1, 2)) > 0
    assert moved.tolist() == [step >= last_old_step for step in range(5)]


def test_a_change_of_cost_shows_on_the_clock(device):
    schedule = [(10, {"inner_steps": 3}), (16, {"inner_steps": 1, "temperature": 0.0})]
    run = tm.simulate(BOWL, "entropy_sgd", steps=6, replicas=1, parameters={"inner_steps": 5}, schedule=schedule, device=device)
    assert run.gradient_evaluations.tolist() == [0, 5, 10, 13, 16, 17, 18]


def test_changes_are_laid_one_over_another(device):
    """Two sliders moved at different times are both in force afterwards; two at one time, the later entry wins."""
    schedule = [(2, {"step_size": 0.25}), (4, {"momentum": 0.5}), (4, {"momentum": 0.0})]
    run = tm.simulate(BOWL, "sgd", start=(1, 0), steps=6, replicas=1, parameters={"step_size": 0.5}, schedule=schedule,
                      device=device)
    assert np.array_equal(run.x[:, 0, 0], [1, 0.5, 0.25, 0.1875, 0.140625, 0.10546875, 0.0791015625])


def test_a_run_in_pieces_is_the_run_in_one(device):
    """A schedule that changes nothing changes no bit: neither velocity, nor noise, nor the count of steps starts again."""
    values = {"steps": 30, "replicas": 3, "gradient_noise": 0.3, "parameters": {"momentum": 0.9, "step_size": 0.02},
              "device": device}
    whole = tm.simulate("two_gaussians", "smoothout", **values)
    pieces = tm.simulate("two_gaussians", "smoothout", schedule=[(7, {}), (13, {"momentum": 0.9}), (13, {"step_size": 0.02})],
                         **values)
    assert np.array_equal(whole.x, pieces.x)


@pytest.mark.parametrize(("budget", "steps", "spent"), [(100, 5, 100), (119, 5, 100), (120, 6, 120), (19, 0, 0)])
def test_a_budget_buys_whole_steps(device, budget, steps, spent):
    run = tm.simulate(BOWL, "entropy_sgd", evaluations=budget, replicas=2, parameters={"inner_steps": 20}, device=device)
    assert (run.steps[-1], run.gradient_evaluations[-1], len(run.x)) == (steps, spent, steps + 1)


def test_a_budget_is_spent_through_a_change_of_cost(device):
    """5 + 5, then 3 a step while it lasts: 10 + 3 * 3 = 19 of 21."""
    run = tm.simulate(BOWL, "entropy_sgd", evaluations=21, replicas=1, parameters={"inner_steps": 5},
                      schedule=[(6, {"inner_steps": 3})], device=device)
    assert run.gradient_evaluations.tolist() == [0, 5, 10, 13, 16, 19]


def test_equal_budgets_are_fair(device):
    """What is left does not pay for one more step."""
    for name in tm.dynamics.names():
        method = tm.dynamics.get(name)
        spent = tm.simulate(BOWL, name, evaluations=400, replicas=1, device=device).gradient_evaluations[-1]
        assert 0 <= 400 - spent < method.evaluations(method.defaults()), name


# One value for each replica.

def test_a_value_for_each_replica_is_a_run_for_each_value(device):
    radii = [0.0, 0.3, 0.0, 0.7, 0.3]
    together = tm.simulate("dimple", "sam", steps=20, replicas=5, gradient_noise=0.5, parameters={"radius": radii, "momentum": 0.5},
                           device=device)
    for i, radius in enumerate(radii):
        alone = tm.simulate("dimple", "sam", steps=20, replicas=5, gradient_noise=0.5,
                            parameters={"radius": radius, "momentum": 0.5}, device=device)
        assert np.array_equal(together.x[:, i], alone.x[:, i])


@pytest.mark.parametrize("values", [np.array([0.1, 0.2]), (0.1, 0.2), [np.float32(0.1), 0.2]])
def test_values_for_each_replica_come_as_any_sequence(values):
    run = tm.simulate(BOWL, "sgd", start=(1, 1), steps=1, replicas=2, parameters={"step_size": values}, device="reference")
    assert np.allclose(run.x[1, :, 0], 1 - np.array(values, dtype=float), rtol=1e-12)


def test_replicas_of_different_cost_share_steps_but_no_budget():
    values = {"inner_steps": [5, 7]}
    assert tm.simulate(BOWL, "entropy_sgd", steps=3, replicas=2, parameters=values).gradient_evaluations.tolist() == [0, 5, 10, 15]
    with pytest.raises(InvalidArgument, match=r"evaluations.*give steps instead"):
        tm.simulate(BOWL, "entropy_sgd", evaluations=35, replicas=2, parameters=values)


# Divergence.

def test_a_replica_that_leaves_keeps_its_last_point_and_the_others_run_on(device):
    """x is multiplied by 1 - 20 η = -9 a step: 9^6 = 531,441 is the last power within a million, all exact in float32."""
    start = [[1, 0], [0, 1], [1e-3, 0]]
    run = tm.simulate(STEEP, "sgd", start=start, steps=12, replicas=3, parameters={"step_size": 0.5}, device=device)
    assert run.diverged_at == 7
    assert np.array_equal(run.x[:, 0, 0], [(-9.0) ** min(t, 6) for t in range(13)])
    assert np.array_equal(run.x[1:, 1], np.zeros((12, 2)))
    assert np.allclose(run.x[:, 2, 0], [1e-3 * (-9.0) ** min(t, 9) for t in range(13)], rtol=1e-6)
    assert np.isfinite(run.energy).all()


def test_a_replica_that_left_stays_away_when_the_step_is_made_small_again(device):
    run = tm.simulate(STEEP, "sgd", start=(1, 0), steps=20, replicas=1, parameters={"step_size": 0.5},
                      schedule=[(10, {"step_size": 0.01})], device=device)
    assert run.diverged_at == 7
    assert (run.x[6:, 0, 0] == 9.0**6).all()


@pytest.mark.parametrize(("method", "parameters"), [
    ("entropy_sgd", {"scope": 100.0, "scope_growth": 0.1, "inner_steps": 2}), ("sgd", {"step_size": 1.0, "momentum": 0.99}),
])
def test_numbers_beyond_all_bounds_end_in_a_frozen_run(device, method, parameters):
    """1.1^7600 is no float, and the points must still be."""
    run = tm.simulate("muller_brown", method, steps=7600, replicas=2, parameters=parameters, record_every=950, device=device)
    assert run.diverged_at is not None
    assert np.isfinite(run.x).all()


# Minibatch noise.

@pytest.mark.parametrize("direction", ["isotropic", "hessian"])
def test_the_tilt_of_a_step_is_the_one_of_the_objective(device, direction):
    """One step of size η from one point: -η (∇f + A z), z the minibatch normals of each replica."""
    landscape, replicas = tm.landscapes.get("himmelblau"), 1000
    run = tm.simulate(landscape, "sgd", start=(1, -2), steps=1, replicas=replicas, seed=4, gradient_noise=0.5, device=device,
                      gradient_noise_direction=direction, parameters={"step_size": 0.1})
    tilt = (run.x[0] - run.x[1]) / 0.1 - landscape.gradient(run.x[0])
    z = noise.normals(4, noise.MINIBATCH, np.arange(replicas), 2, 0, 0)
    values, vectors = np.linalg.eigh(landscape.hessian([1, -2]))
    root = np.eye(2) if direction == "isotropic" else vectors * np.sqrt(2 * np.abs(values) / np.abs(values).sum()) @ vectors.T
    assert np.abs(tilt - 0.5 * z @ root).max() < (1e-12 if device == "reference" else 1e-4)


# What is left behind.

def test_a_run_says_enough_about_itself_to_be_made_again(device):
    schedule = [(6, {"radius": 0.7}), (12, {"step_size": 0.05})]
    run = tm.simulate("ravine", "sam", start=(0.5, 1.2), steps=9, replicas=4, seed=11, parameters={"radius": [0.1, 0.2, 0.1, 0.3]},
                      schedule=schedule,
                      gradient_noise=0.2, gradient_noise_direction="hessian", record_every=2, device=device)
    about = json.loads(json.dumps(run.about))
    for group in about["groups"]:
        clock, changes = 0, []
        for steps, values in group["segments"]:
            changes.append((clock, values))
            clock += 2 * steps
        rows = rows_of(group["replicas"])
        again = tm.simulate(about["landscape"], about["dynamics"], start=about["start"], steps=about["steps"], replicas=4,
                            seed=about["seed"],
                            schedule=changes, gradient_noise=about["gradient_noise"], gradient_noise_direction=about["direction"],
                            record_every=about["record_every"], device=about["device"])
        assert np.array_equal(again.x[:, rows], run.x[:, rows])
    assert sorted(i for group in about["groups"] for i in rows_of(group["replicas"])) == [0, 1, 2, 3]


def test_nothing_is_computed_or_copied_that_nobody_asked_for(monkeypatch):
    """The frames are the runner's own array, and energies wait until they are asked for."""
    frames, kept, energy = lanes.run, [], type(BOWL).energy
    monkeypatch.setattr(lanes, "run", lambda *arguments, **more: kept.append(frames(*arguments, **more)) or kept[-1])
    asked = []
    monkeypatch.setattr(type(BOWL), "energy", lambda self, x: asked.append(x) or energy(self, x))
    run = tm.simulate(BOWL, "sgd", steps=3, replicas=4)
    assert run.x is kept[0][0]
    assert not asked
    assert run.energy is run.energy
    assert len(asked) == 1


# What is refused.

def refused(argument, **arguments):
    with pytest.raises(InvalidArgument) as caught:
        tm.simulate(**{"landscape": BOWL, "method": "sgd", "steps": 2, "replicas": 2, **arguments})
    assert caught.value.argument == argument
    assert str(caught.value).startswith(f"{argument} = ")
    assert len(str(caught.value)) - len(caught.value.allowed) < 200
    assert caught.value.allowed
    return str(caught.value)


@pytest.mark.parametrize(("argument", "allowed"), [
    ("replicas", "a whole number from 1 to"), ("steps", "a whole number from 1 to"),
                                                   ("seed", "a whole number from 0 to 4294967295"),
    ("record_every", "a whole number from 1 to"), ("gradient_noise", "a number from 0 to 1e+06"),
])
@pytest.mark.parametrize("value", BAD_NUMBERS, ids=lambda value: type(value).__name__)
def test_a_bad_number_is_refused(argument, allowed, value):
    assert allowed in refused(argument, **{argument: value})


@pytest.mark.parametrize("value", [0, 2.5, 10**9])
def test_counts_are_whole_positive_and_bounded(value):
    for argument in ("replicas", "steps", "record_every"):
        refused(argument, **{argument: value})
    refused("evaluations", steps=None, evaluations=value)


@pytest.mark.parametrize("value", ["", "no such", "x" * 10**7, None, 5, True, float("nan"), ["auto"], {},
                                   np.array(["auto", "cpu"])],
                         ids=lambda value: type(value).__name__)
def test_a_bad_name_is_refused_with_the_names_there_are(value):
    assert "two_gaussians" in refused("landscape", landscape=value)
    assert "entropy_sgd" in refused("dynamics", method=value)
    assert "auto, cpu, cuda, reference" in refused("device", device=value)
    assert ", ".join(tm.noises.names()) in refused("gradient_noise_direction", gradient_noise_direction=value)


@pytest.mark.parametrize("value", [
    5, "1,2", "x" * 10**7, {}, (1,), (1, 2, 3), [[1, 2]] * 3, [[1, 2], [3]], (float("nan"), 0), (float("inf"), 0), (1e300, 0),
                                   (10**400, 0),
    (1e6, 0), ("1", "2"), (True, False), (1j, 0), (None, 0), np.zeros((2, 2, 2)), object(),
], ids=lambda value: type(value).__name__)
def test_a_bad_start_is_refused(value):
    assert "finite numbers of shape (2,) or (2, 2)" in refused("start", start=value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300, 10**400, -1e-9, True, "0.1", "x" * 10**7, None, 1j, {}, [],
                                   [0.1],
                                   [0.1] * 3, [0.1, None], [0.1, float("nan")], [[0.1], [0.1, 0.2]], np.array(0.1), np.ones((2, 2)),
                                   object()],
                         ids=lambda value: type(value).__name__)
def test_a_bad_parameter_is_refused_by_name(value):
    assert "number" in refused("step_size", parameters={"step_size": value})
    if not isinstance(value, (list, np.ndarray)):
        assert "a number from 0 to 3.4e+38" in refused("step_size", schedule=[(0, {"step_size": value})])



@pytest.mark.parametrize("value", [5, True, float("nan"), "no such preset", "x" * 10**7, [("step_size", 0.1)], {"radius": 0.1},
                                   {5: 1}, {"": 1}, object()],
                         ids=lambda value: type(value).__name__)
def test_bad_parameters_are_refused(value):
    refused("parameters", parameters=value)
    refused("parameters", schedule=[(0, value)])


@pytest.mark.parametrize("value", [
    5, 0, True, False, float("nan"), "x" * 10**7, "soon", [5], [(1,)], [(-1, {})], [(0.5, {})], [(float("nan"), {})], [(True, {})],
                                   [("1", {})],
    [(10, {}), (5, {})], [(1e300, {})], [(10**400, {})], {5: {}}, object(), [(0, {}, 1)],
], ids=lambda value: type(value).__name__)
def test_a_bad_schedule_is_refused(value):
    assert "in increasing order" in refused("schedule", schedule=value)


def test_steps_and_evaluations_exclude_each_other():
    refused("evaluations", steps=5, evaluations=5)


def test_a_run_too_large_to_keep_is_refused_before_it_starts():
    assert "200,000,000 numbers" in refused("record_every", steps=10_000_000, replicas=1000)


def test_a_step_outside_the_lanes_notation_runs_as_defined(monkeypatch):
    def unreadable(*_, **__):
        raise text.Unreadable("line 1: not in the notation")

    wanted = tm.simulate("double_well", "langevin", steps=5, replicas=3, device="reference")
    monkeypatch.setattr(lanes, "run", unreadable)
    assert (tm.simulate("double_well", "langevin", steps=5, replicas=3).x == wanted.x).all()
    with pytest.raises(InvalidArgument, match=r"device = 'cpu'.*line 1: not in the notation"):
        tm.simulate("double_well", "langevin", steps=5, replicas=3, device="cpu")
