"""Compiled lanes do what the reference defines, and give the same bits however the work is cut."""

import os
import platform
import subprocess
import sys

import numpy as np
import pytest

import toy_models as tm
from tests.spread import spread
from toy_kernels import lanes, noise, reference, tables
from toy_models import noises
from toy_models.contract import State
from toy_models.objective import LandscapeObjective

METHODS, LANDSCAPES = tm.dynamics.that_run_on("lanes"), tm.landscapes.names()
ROUNDING = 2.0**-23
STEPS, SEED, SIGMA = 6, 3, 0.5


def started(landscape, rows):
    """A start for each replica number, near the landscape's own."""
    return landscape.start + 0.05 * np.stack([np.cos(rows), np.sin(2 * np.asarray(rows))], axis=1)


def by_lanes(landscape, method, rows, segments, every=1, sigma=0.0, direction=noises.FIRST, start=None, **how):
    start = started(landscape, rows) if start is None else start
    return lanes.run(method.step, landscape.text, start, np.asarray(rows), SEED, [(n, p.as_dict()) for n, p in segments], every,
                     carries=method.CARRIES, gradient_noise=sigma, tilt=noises.get(direction).text, **how)


def test_who_is_heeded_is_asked_between_pieces_and_changes_no_bit(monkeypatch):
    landscape, method, asked = tm.landscapes.get("dimple"), tm.dynamics.get("langevin"), []
    segments = [(40, method.parameters())]
    whole, _ = by_lanes(landscape, method, range(8), segments)
    monkeypatch.setattr(lanes, "HEEDED_WORK", 8 * 10)
    monkeypatch.setattr(lanes, "LEAST_WORK", lanes.BLOCK)
    with reference.heeding(lambda: asked.append(1)):
        pieces, _ = by_lanes(landscape, method, range(8), segments)
    assert (len(asked), np.array_equal(pieces, whole)) == (7, True)  # before each of four pieces' one block, and between them
    with pytest.raises(ZeroDivisionError), reference.heeding(lambda: 1 / 0):
        by_lanes(landscape, method, range(8), segments)



def by_reference(landscape, method, rows, segments, sigma=0.0, direction=noises.FIRST, nudge=0.0, start=None):
    """Every frame, the step of divergence, and [{name: [points]} for each step]."""
    rows = np.asarray(rows)
    start = (started(landscape, rows) if start is None else start) + nudge
    objective = LandscapeObjective(landscape, rows, SEED, sigma, direction, start)
    state = State(start, 0, **{name: np.zeros_like(start) for name in method.CARRIES})
    frames, diverged, shown = [start], np.full(len(rows), -1), [{}]

    def watch(**points):
        for name, point in points.items():
            shown[-1].setdefault(name, []).append(point)

    for new, alive in reference.run(method.step, state, objective, noise.Noise(SEED, rows, 2), segments, watch):
        frames.append(new.x)
        shown.append({})
        diverged[(diverged < 0) & ~alive] = new.t
    return np.array(frames), diverged, shown[:-1]


def tolerance(landscape, method, rows, segments, **noisy):
    """How far float32 may stray: a few roundings at each evaluation, enlarged as the reference enlarges a nudge of its start.

    A gradient is a sum of terms that may be a hundred times larger than itself; times a step of 0.01 that is one rounding of
    the coordinate. Four roundings an evaluation, of a coordinate of 1 or more.
    """
    frames = by_reference(landscape, method, rows, segments, **noisy)[0]
    growth = max(
        np.abs(by_reference(landscape, method, rows, segments, nudge=nudge, **noisy)[0] - frames).max() / 1e-7
        for nudge in (np.array([1e-7, 0]), np.array([0, 1e-7]))
    )
    evaluations = sum(steps * method.evaluations(p) for steps, p in segments)
    return 4 * ROUNDING * evaluations * max(1, growth) * max(1, np.abs(frames).max())


def same(one, other):
    return np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])


@pytest.mark.parametrize(("key", "place"), spread(LANDSCAPES, runner="lanes"))
def test_methods_on_landscapes_follow_the_reference(key, place):
    method, landscape, rows = tm.dynamics.get(key), tm.landscapes.get(place), range(9)
    plan = [(STEPS, method.defaults())]
    frames, diverged = by_lanes(landscape, method, rows, plan)
    expected, expected_diverged, _ = by_reference(landscape, method, rows, plan)
    assert frames.shape == (STEPS + 1, 9, 2)
    assert (diverged == expected_diverged).all()
    assert np.abs(frames - expected).max() <= tolerance(landscape, method, rows, plan) < 1e-2


@pytest.mark.parametrize(("key", "direction"), spread(noises.names(), each=1, runner="lanes"))
def test_every_method_sees_the_same_minibatches(key, direction):
    place = "two_gaussians" if direction == noises.FIRST else "himmelblau"
    method, landscape, rows = tm.dynamics.get(key), tm.landscapes.get(place), [4, 70_001, 2]
    plan, noisy = [(STEPS, method.defaults())], {"sigma": SIGMA, "direction": direction}
    frames, _ = by_lanes(landscape, method, rows, plan, **noisy)
    expected, _, _ = by_reference(landscape, method, rows, plan, **noisy)
    quiet, _, _ = by_reference(landscape, method, rows, plan)
    allowed = tolerance(landscape, method, rows, plan, **noisy)
    assert np.abs(frames - expected).max() <= allowed < 0.1 * np.abs(quiet - expected).max()


def test_a_flat_place_has_no_hessian_noise():
    plane, method = tm.landscapes.from_formula("x + 0*y"), tm.dynamics.get("sgd")
    plan = [(4, method.parameters({"step_size": 0.5}))]
    frames, diverged = by_lanes(plane, method, [0, 1], plan, sigma=1.0, direction="hessian")
    np.testing.assert_allclose(frames, by_reference(plane, method, [0, 1], plan)[0], atol=4 * 3 * ROUNDING)
    assert (diverged == -1).all()


@pytest.mark.parametrize("key", METHODS)
def test_bits_do_not_depend_on_threads_or_blocks(key, monkeypatch):
    monkeypatch.setattr(lanes, "LEAST_WORK", 1)
    method, landscape, rows = tm.dynamics.get(key), tm.landscapes.get("two_gaussians"), np.arange(601)
    plan = [(20, method.defaults())]
    one = by_lanes(landscape, method, rows, plan, threads=1)
    for threads in (2, 3, 7, 40):
        assert same(by_lanes(landscape, method, rows, plan, threads=threads), one)
    with lanes.on_one_thread():
        monkeypatch.setattr(lanes, "_pool", None)  # nobody is to be woken
        assert same(by_lanes(landscape, method, rows, plan, threads=8), one)


@pytest.mark.parametrize("key", METHODS)
def test_any_subset_in_any_order_gives_the_same_rows(key):
    """Of whole groups, where a step lets replicas meet."""
    method, landscape = tm.dynamics.get(key), tm.landscapes.get("two_gaussians")
    size, plan = method.group(method.defaults()), [(20, method.defaults())]
    count = 300 // size
    frames, _ = by_lanes(landscape, method, np.arange(count * size), plan)
    for groups in ([0], [count - 1], [17, 5], np.arange(3, 30), np.arange(count)[::-1], np.arange(count // 3, count)):
        some = (np.asarray(groups)[:, None] * size + np.arange(size)).ravel()
        assert np.array_equal(by_lanes(landscape, method, some, plan)[0], frames[:, some])


def test_a_run_may_be_cut_into_segments_and_chunks(monkeypatch):
    method, landscape = tm.dynamics.get("entropy_sgd"), tm.landscapes.get("dimple")
    p = method.parameters({"scope_growth": 0.05, "momentum": 0.5})
    whole = by_lanes(landscape, method, range(5), [(30, p)])
    assert same(by_lanes(landscape, method, range(5), [(7, p), (1, p), (22, p)]), whole)
    monkeypatch.setattr(tables, "CHUNK", 4)
    assert same(by_lanes(landscape, method, range(5), [(30, p)]), whole)


def test_a_changed_parameter_acts_from_its_step_on():
    method, landscape = tm.dynamics.get("entropy_sgd"), tm.landscapes.get("double_well")
    plan = [(3, method.defaults()), (3, method.parameters({"inner_steps": 7, "scope": 5.0, "unused_gradients": 1}))]
    frames, _ = by_lanes(landscape, method, range(4), plan, sigma=SIGMA)
    expected, _, _ = by_reference(landscape, method, range(4), plan, sigma=SIGMA)
    assert np.abs(frames - expected).max() <= tolerance(landscape, method, range(4), plan, sigma=SIGMA)


@pytest.mark.parametrize(("steps", "every", "kept"), [
    (10, 1, range(11)), (10, 4, [0, 4, 8, 10]), (10, 5, [0, 5, 10]), (3, 99, [0, 3]),
])
def test_frames_are_the_start_every_so_many_and_the_last(steps, every, kept):
    method, landscape = tm.dynamics.get("langevin"), tm.landscapes.get("ravine")
    plan = [(steps // 2, method.defaults()), (steps - steps // 2, method.defaults())]
    every_frame, _ = by_lanes(landscape, method, range(3), plan)
    frames, _ = by_lanes(landscape, method, range(3), plan, every=every)
    assert np.array_equal(frames, every_frame[list(kept)])


EXACT = [
    ("sam", {"radius": 0.0, "momentum": 0.7}, {"momentum": 0.7}),
    ("smoothout", {"noise_width": 0.0, "copies": 1, "momentum": 0.7}, {"momentum": 0.7}),
    ("langevin", {"temperature": 0.0}, {}),
]


@pytest.mark.parametrize(("key", "values", "shared"), EXACT)
def test_special_cases_hold_bit_for_bit(key, values, shared):
    method, sgd, landscape = tm.dynamics.get(key), tm.dynamics.get("sgd"), tm.landscapes.get("two_gaussians")
    one = by_lanes(landscape, method, range(40), [(100, method.parameters(values))], sigma=SIGMA)
    other = by_lanes(landscape, sgd, range(40), [(100, sgd.parameters(shared))], sigma=SIGMA)
    assert same(one, other)
    assert np.abs(other[0][-1] - other[0][0]).min() > 0.01


def test_a_row_that_leaves_keeps_its_last_point_and_no_other_row_notices():
    """The rows start from calm to wild on x^4: the wild ones leave one after the other, as in the reference."""
    method, landscape = tm.dynamics.get("sgd"), tm.landscapes.from_formula("x^4 + y^2")
    start = np.array([[0.1, 0.1], [3.0, 0.2], [40.0, -1.0], [0.2, 0.0], [9e5, 1.0]])
    plan = [(16, method.parameters({"step_size": 0.2, "momentum": 0.1}))]
    frames, diverged = by_lanes(landscape, method, range(5), plan, start=start)
    expected, expected_diverged, _ = by_reference(landscape, method, range(5), plan, start=start)
    assert diverged.tolist() == expected_diverged.tolist()
    assert (diverged[[0, 3]] == -1).all()
    assert len(set(diverged[[1, 2, 4]])) > 1
    assert (np.abs(frames) < reference.FAR).all()
    np.testing.assert_allclose(frames, expected, rtol=1e-4)  # cubes of cubes: four cubings enlarge a rounding by 81
    for row, at in enumerate(diverged):
        if at >= 0:
            assert (frames[at - 1 :, row] == frames[at - 1, row]).all()
    alone, _ = by_lanes(landscape, method, [0, 3], plan, start=start[[0, 3]])
    assert np.array_equal(frames[:, [0, 3]], alone)


def walking_off(state, objective, noise, watch, p):
    watch(speed=state.velocity)
    return State(x=state.x + state.velocity, velocity=2 * state.velocity + p.push)


def test_a_row_that_leaves_keeps_what_it_carried():
    """Its velocity would double in every step; after it has left, the step still finds the last good one."""
    plane = tm.landscapes.from_formula("x + y")
    frames, diverged, seen = lanes.run(walking_off, plane.text, np.zeros((2, 2)), np.arange(2), 0, [(30, {"push": 1.0})], 1,
                                       ("velocity",), watch=True)
    left = diverged[0]
    assert 15 < left < 25
    assert (np.diff(seen["speed"][:left, 0, 0, 0]) > 0).all()
    assert (seen["speed"][left:, 0] == seen["speed"][left - 1, 0]).all()
    assert (frames[left:] == frames[left - 1]).all()


@pytest.mark.parametrize("key", METHODS)
def test_watching_changes_no_bit_and_shows_the_references_points(key):
    method, landscape, rows = tm.dynamics.get(key), tm.landscapes.get("himmelblau"), [6, 1, 30]
    counts = [parameter for parameter in method.PARAMETERS if parameter.whole and parameter.high > 1]
    more = {parameter.name: min(2 * parameter.default + 1, parameter.high) for parameter in counts}
    plan = [(3, method.defaults()), (2, method.parameters(more))]
    plain = by_lanes(landscape, method, rows, plan, sigma=SIGMA)
    *watched, seen = by_lanes(landscape, method, rows, plan, sigma=SIGMA, watch=True)
    assert same(plain, watched)
    *_, shown = by_reference(landscape, method, rows, plan, sigma=SIGMA)
    allowed = 10 * tolerance(landscape, method, rows, plan, sigma=SIGMA)  # a probe stands on a direction, not on a small step
    assert tuple(seen) == tuple(dict.fromkeys(method.text.watched))
    for name, points in seen.items():
        most = max(len(step[name]) for step in shown)
        assert points.shape == (5, most, 3, 2)
        for t, step in enumerate(shown):
            count = len(step[name])
            assert np.abs(points[t, :count] - np.array(step[name])).max() <= allowed
            assert np.isnan(points[t, count:]).all()


def test_a_growing_number_that_overflows_stops_its_rows():
    """(1 + 0.1)^t passes float64 at t = 7447, float32 at 931; the pull is infinite then."""
    method, landscape = tm.dynamics.get("entropy_sgd"), tm.landscapes.get("two_gaussians")
    p = method.parameters({"scope_growth": 0.1, "inner_steps": 1})
    frames, diverged = by_lanes(landscape, method, range(2), [(8000, p)], every=8000)
    assert np.isfinite(frames).all()
    assert (diverged > 0).all()


BITS = """
import hashlib, numpy as np, toy_models as tm
t = [tm.simulate(place, key, steps=60, replicas=70, seed=9, gradient_noise=0.3).x for place, key in
     (("two_gaussians", "entropy_sgd"), ("rugged_bowl", "sam"))]
print(hashlib.sha256(np.concatenate(t).tobytes()).hexdigest())
"""


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="names two x86 instruction sets")
def test_an_older_processor_gives_the_same_bits():
    """Vectors of 8 with AVX2 against whatever this machine has; everything else is one arithmetic."""
    older = {"NUMBA_CPU_NAME": "x86-64-v3", "NUMBA_CPU_FEATURES": ""}
    results = [
        subprocess.run([sys.executable, "-c", BITS], env=os.environ | extra, capture_output=True, text=True, check=True).stdout
        for extra in ({}, older)
    ]
    assert results[0] == results[1] != ""
