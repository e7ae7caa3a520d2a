"""What the page walks is what Python sends, to the last byte: frames, tally, who left, and what is said of each method."""

import base64
import threading
from pathlib import Path

import pytest

import toy_models as tm
from tests.node import answers
from widgets import walkers
from widgets.landscape_side import COARSE, EVERY, LandscapeSide
from widgets.schedule import Schedule
from widgets.session import Session

TOTAL, REPLICAS = 3000, 10
FIRST = tm.dynamics.foundations()
PLACES = tm.landscapes.names()
PAIRS = [(place, FIRST[(i + j) % len(FIRST)]) for i, place in enumerate(PLACES) for j in (0, 2)]


def order(place, key, events=(), noise=0.0, direction="isotropic", **values):
    """(method, order, Python's picture) of a preview under a schedule."""
    session = Session(place, [key], key, values, seed=3)
    want = session.want.with_(preview=True, noise=noise, direction=direction)
    schedule = Schedule(want.values, TOTAL, tuple(events))
    picture = LandscapeSide(TOTAL, REPLICAS).picture(want, schedule, lambda *_: None, threading.Event())
    scene, basins = picture.scene, tm.landscapes.get(place).basins(tuple(picture.scene["shape"]))
    asked = {
        "scene": {name: scene[name] for name in ("extent", "domain", "shape")}, "every": EVERY * COARSE, "total": TOTAL,
        "basins": base64.b64encode(basins.astype("<i2").tobytes()).decode(), "replicas": REPLICAS, "start": want.start,
        "history": {"base": schedule.base, "pins": schedule.pins()}, "noise": noise, "seed": want.seed,
    }
    return walkers.about(key, place, direction if noise else None), asked, picture


def check(runs):
    asked = [{"method": method, "order": order} for method, order, _ in runs]
    for (_, _, picture), answer in zip(runs, answers(Path(__file__).with_name("picture.mjs"), asked, fused=True), strict=True):
        where = picture.run["landscape"], picture.run["selected"]
        (told,) = picture.run["methods"]
        assert base64.b64decode(answer["frames"]) == picture.frames, where
        assert base64.b64decode(answer["tally"]) == picture.tally, where
        assert answer["away"] == picture.run["away"], where
        lost = told["diverged"] and told["diverged"] | {"causes": []}
        assert answer["said"] == told | {"diverged": lost}, where


def test_every_landscape_and_every_method_of_the_first_family_is_pictured_as_python_does():
    assert {key for _, key in PAIRS} == set(FIRST)
    check([order(place, key, [(1230, {"step_size": 0.004}), (1707, {"temperature": 0.2, "scope": 3.0})]) for place, key in PAIRS])


def test_steps_of_any_price_under_any_moves_are_shown_at_the_same_clocks():
    """Prices that do not divide the frames, that change within the run, that cannot be paid for; a run that leaves the page."""
    check([
        order("two_gaussians", "entropy_sgd", inner_steps=7),
        order("two_gaussians", "entropy_sgd", [(100, {"inner_steps": 50}), (101, {"inner_steps": 3}), (2990, {"inner_steps": 40})]),
        order("rosenbrock", "sgd", step_size=1.0),
        order("two_gaussians", "langevin", [(600, {"radius": 0.3})], noise=0.5, direction=tm.noises.names()[-1]),
    ])


@pytest.mark.parametrize("key", FIRST)
def test_a_step_costs_on_the_page_what_it_costs_here(key):
    method = tm.dynamics.get(key)
    outside, loops = walkers.priced(method)
    values = method.defaults().as_dict()
    assert outside + sum(values[name] * count for name, count in loops) == method.evaluations(method.defaults())
