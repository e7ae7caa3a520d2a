"""The left side's picture is what `toy_models` says, packed: no number of its own."""

import threading

import numpy as np
import pytest

import toy_models as tm
from widgets import landscape_side as side
from widgets.landscape_side import LandscapeSide
from widgets.session import Session

TOTAL, REPLICAS = 600, 8


@pytest.fixture(scope="module")
def opening():
    """(wish, schedule) of a session nobody has touched."""
    session = Session(selected="entropy_sgd")
    schedule = session.schedule.after(session.want)
    return session.want, type(schedule)(schedule.base, TOTAL, (), schedule.frame)


def pictured(want, schedule, seen=None):
    told = [] if seen is None else seen
    return LandscapeSide(TOTAL, REPLICAS).picture(want, schedule, lambda *state: told.append(state), threading.Event())


def frames_of(picture, key):
    run, domain = picture.run, np.array(picture.scene["domain"])
    k = [method["key"] for method in run["methods"]].index(key)
    packed = np.frombuffer(picture.frames, "<u2").reshape(-1, run["frames"], run["replicas"], 2)[k]
    return domain[:, 0] + packed / 65534 * (domain[:, 1] - domain[:, 0])


@pytest.mark.parametrize("key", tm.dynamics.names())
def test_frames_are_the_simulated_points_at_the_clock_of_each_frame(opening, key):
    want, schedule = opening
    picture = pictured(want.with_(selected=key), schedule)
    base, _ = side.for_method(tm.dynamics.get(key), schedule)
    run = tm.simulate(want.landscape, key, want.start, evaluations=TOTAL, replicas=REPLICAS, seed=want.seed, parameters=base)
    clock = np.arange(picture.run["frames"]) * picture.run["every"]
    at = np.searchsorted(run.gradient_evaluations, clock, side="right") - 1
    low, high = np.array(picture.scene["domain"]).T
    shown, expected = frames_of(picture, key), np.clip(run.x[at], low, high)
    assert np.abs(shown - expected).max() <= ((high - low) / 65534 / 2).max() * 1.001


def test_the_tally_counts_replicas_that_drain_to_the_first_minimum(opening):
    want, schedule = opening
    picture = pictured(want, schedule)
    landscape = tm.landscapes.get(want.landscape)
    tally = np.frombuffer(picture.tally, np.uint8).reshape(-1, picture.run["frames"])
    basins, (ny, nx) = landscape.basins(tuple(picture.scene["shape"])), picture.scene["shape"]
    (xmin, xmax), (ymin, ymax) = landscape.extent
    x = frames_of(picture, "langevin")[-1]
    column = np.rint(np.clip((x[:, 0] - xmin) / (xmax - xmin), 0, 1) * (nx - 1)).astype(int)
    row = np.rint(np.clip((x[:, 1] - ymin) / (ymax - ymin), 0, 1) * (ny - 1)).astype(int)
    methods = [method["key"] for method in picture.run["methods"]]
    assert tally[methods.index("langevin"), -1] == (basins[row, column] == 0).sum()
    assert (tally[:, 0] == tally[0, 0]).all(), "all start at one place"


def test_a_branch_leaves_what_was_before_it_bit_for_bit(opening):
    want, schedule = opening
    moved = type(schedule)(schedule.base, TOTAL, ((300, {"temperature": 0.1}),), schedule.frame)
    before, after = pictured(want, schedule), pictured(want.with_(clock=300, values=moved.values_at(300)), moved)
    for key in ("langevin", "entropy_sgd"):
        one, other, cut = frames_of(before, key), frames_of(after, key), 300 // before.run["every"] + 1
        assert (one[:cut] == other[:cut]).all()
        assert (one[cut:] != other[cut:]).any()
    assert (frames_of(before, "sgd") == frames_of(after, "sgd")).all(), "SGD has no temperature"
    assert after.run["pins"] == [{"clock": 300, "moves": [{"slider": "temperature", "before": 1.0, "after": 0.1}]}]


def test_a_preview_has_a_quarter_of_the_frames_and_the_same_ends(opening):
    want, schedule = opening
    full, preview = pictured(want, schedule), pictured(want.with_(preview=True), schedule)
    assert preview.run["every"] == 4 * full.run["every"]
    assert (frames_of(full, "langevin")[-1] == frames_of(preview, "langevin")[-1]).all()
    assert not preview.inner


def test_heights_come_back_to_within_half_a_step(opening):
    picture = pictured(*opening)
    scene, landscape = picture.scene, tm.landscapes.get("two_gaussians")
    shown = scene["low"] + np.frombuffer(picture.field, "<u2").reshape(scene["shape"]) / 65534 * (scene["top"] - scene["low"])
    expected = np.clip(landscape.energy(landscape.grid(tuple(scene["shape"]))[2]), scene["low"], scene["top"])
    assert np.abs(shown - expected).max() <= (scene["top"] - scene["low"]) / 65534 / 2 * 1.001


def test_the_surface_is_that_of_the_selected_method(opening):
    want, schedule = opening
    kinds = {key: pictured(want.with_(selected=key, visible=(key,)), schedule).surface["kind"] for key in tm.dynamics.names()}
    stated = {key: tm.dynamics.get(key).SURFACE for key in tm.dynamics.names()}
    assert kinds == {key: surface and surface.kind for key, surface in stated.items()}
    assert len(set(kinds.values())) > 3


def test_exact_descent_is_followed_beside_the_run_and_what_the_run_does_is_counted(opening):
    want, schedule = opening
    pictures = LandscapeSide(TOTAL, REPLICAS)
    picture = pictures.picture(want, schedule, lambda *_: None, threading.Event())
    told, packed = pictures.ghost(want, schedule, lambda: False)
    low, high = np.array(picture.scene["domain"]).T
    places = low + np.frombuffer(packed, "<u2").reshape(-1, 2) / 65534 * (high - low)
    assert np.abs(places[0] - want.start).max() <= ((high - low) / 65534).max()
    assert told["known"] == TOTAL
    assert len(places) == TOTAL // told["every"] + 1
    assert told["out"] == 90, "between 50 and 100 evaluations, at the next frame"
    landscape, x = tm.landscapes.get(want.landscape), frames_of(picture, "entropy_sgd")
    valleys = side.valley(landscape.basins(tuple(picture.scene["shape"])), x, landscape.extent)
    assert picture.run["away"] == (valleys != valleys[0, 0]).sum(axis=1).tolist()
    assert picture.run["away"][0] == 0
    assert pictures.ghost(want.with_(selected="sgd"), schedule, lambda: False) == ({}, b"")
    assert pictures.ghost(want.with_(start=(1.2, 0.1)), schedule, lambda: True) == ({}, b""), "stopped before it began"
    assert pictures.ghost(want.with_(start=(1.2, 0.1)), schedule, lambda: False)[0]["known"] == TOTAL, "nothing of that is kept"


def test_every_first_compilation_is_announced_and_may_be_cancelled(opening):
    want, schedule = opening
    told, stop = [], threading.Event()
    fresh = LandscapeSide(TOTAL, REPLICAS)
    fresh.picture(want, schedule, lambda *state: told.append(state), stop)
    names = tm.dynamics.foundations()
    assert told == [(tm.dynamics.get(key).NAME, i, len(names)) for i, key in enumerate(names, 1)]
    told.clear()
    fresh.picture(want, schedule, lambda *state: told.append(state), stop)
    assert told == []
    stop.set()
    cancelled = LandscapeSide(TOTAL, REPLICAS).picture(want, schedule, lambda *state: told.append(state), stop)
    assert told == []
    assert cancelled.run["methods"] == []


def test_divergence_names_the_step():
    session = Session(selected="sgd", values={"step_size": 1.0})
    picture = LandscapeSide(TOTAL, REPLICAS).picture(
        session.want, session.schedule.after(session.want), lambda *_: None, threading.Event()
    )
    lost = {method["key"]: method["diverged"] for method in picture.run["methods"]}
    assert lost["entropy_sgd"] is not None or lost["langevin"] is not None or lost["sgd"] is not None
    for entry in filter(None, lost.values()):
        assert 1 <= entry["step"] <= TOTAL


def test_a_method_that_stands_still_below_the_last_bit_is_named(opening):
    want, schedule = opening
    small = type(schedule)({**schedule.base, "step_size": 1e-4, "momentum": 0.0}, TOTAL, (), schedule.frame)
    valley = want.with_(landscape="rosenbrock", start=(0.9912, 0.98245))
    said = {shown["key"]: shown["stalled"] for shown in pictured(valley, small).run["methods"]}
    assert said["sgd"] is not None
    assert said["langevin"] is None, "it is shaken"
    assert not any(shown["stalled"] for shown in pictured(valley.with_(preview=True), small).run["methods"])


def test_a_field_has_lines_and_its_law_at_rest_and_no_surface_is_softened(opening):
    want, schedule = opening
    picture = pictured(want, schedule)
    assert "streams" not in picture.scene
    field = tm.landscapes.get("example_19")
    left = LandscapeSide(TOTAL, REPLICAS)
    there = want.with_(landscape=field.key, start=tuple(field.start))
    picture = left.picture(there, schedule, lambda *told: None, threading.Event())
    assert [len(line) for line in picture.scene["streams"]] == [2 * len(line[::2]) for line in field.streamlines]
    assert picture.scene["minima"][0]["height"] == 0
    assert picture.surface["kind"] is None
    assert left.ghost(there, schedule, lambda: False) == ({}, b"")


def test_a_field_of_which_no_law_at_rest_is_known_is_flat():
    scene, packed = side.scene(tm.landscapes.from_force("y", "-x - y"))
    assert scene["levels"] == scene["minima"] == []
    assert scene["streams"]
    assert not np.frombuffer(packed, "<u2").any()
