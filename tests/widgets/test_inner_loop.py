"""What the microscope draws is what the steps of the run show, and a step that shows nothing is drawn nowhere."""

import numpy as np

import toy_models as tm
from widgets import inner_loop, own
from widgets.moments import for_method
from widgets.session import Session

TOTAL = 600
DOMAIN = ((-3.0, 3.0), (-2.0, 4.0))
LOW, HIGH = np.array(DOMAIN).T


def seen(want, schedule):
    """(how many points each step shows, all of them, the place that each step leads to: NaN for nowhere)."""
    inner, packed = inner_loop.picture(tm.landscapes.get(want.landscape), {"domain": DOMAIN}, want, schedule, TOTAL)
    points = np.frombuffer(packed, "<u2").reshape(-1, 2)
    points = np.where(points < 65535, LOW + points / 65534 * (HIGH - LOW), np.nan)
    counts = [count for times, count, _ in inner["alike"] for _ in range(times)]
    assert len(points) == sum(counts) + len(counts)
    return counts, points[: sum(counts)], points[sum(counts) :]


def test_the_inner_walk_ends_at_the_mean_that_moves_the_replica():
    session = Session(selected="entropy_sgd")
    want, schedule = session.want, session.schedule
    counts, _, means = seen(want, schedule)
    assert counts == [50] * (TOTAL // 50)
    base, _ = for_method(tm.dynamics.get("entropy_sgd"), schedule)
    run = tm.simulate(want.landscape, "entropy_sgd", want.start, evaluations=TOTAL, replicas=1, seed=want.seed, parameters=base)
    x = run.x[:, 0]
    step = x[:-1] + base["step_size"] * (means - x[:-1])
    assert np.abs(step - x[1:]).max() < 2 * ((HIGH - LOW) / 65534).max() + 1e-5  # packing, and float32 in the lanes
    assert inner_loop.picture(None, None, want.with_(preview=True), schedule, TOTAL) == ({}, b"")


def test_steps_that_are_alike_are_said_once_and_give_back_every_clock():
    session = Session(selected="entropy_sgd")
    schedule = type(session.schedule)(session.want.values, TOTAL, ((200, {"inner_steps": 20}),))
    inner, _ = inner_loop.picture(tm.landscapes.get("two_gaussians"), {"domain": DOMAIN}, session.want, schedule, TOTAL)
    assert inner["alike"] == [[4, 50, 50], [20, 20, 20]]
    clocks = np.cumsum([cost for times, _, cost in inner["alike"] for _ in range(times)])
    base, events = for_method(tm.dynamics.get("entropy_sgd"), schedule)
    run = tm.simulate("two_gaussians", "entropy_sgd", evaluations=TOTAL, replicas=1, parameters=base, schedule=events)
    assert clocks.tolist() == run.gradient_evaluations[1:].tolist()


def test_a_step_that_shows_no_finite_point_leads_nowhere():
    """SAM's probe where its run is lost; the log of what is above 0 at first and then not, or never."""
    session = Session("muller_brown", ["sam"], values={"step_size": 1.0})
    _, _, ends = seen(session.want, session.schedule)
    assert np.isfinite(ends[:2]).all()
    assert np.isnan(ends[2:]).all()
    step = "g = objective.gradient(state.x, objective.minibatch())\nreturn State(x=state.x - p.step_size * g)"
    text = f"watch(a=log(state.x - p.edge))\n{step}"
    (key,) = own.key(text)
    want = session.want.with_(own=text, selected=key, visible=(key,), start=(0.3, 0.5))
    schedule = type(session.schedule)(want.values | {"step_size": 1e-3, "own_edge": 0.1}, TOTAL)
    counts, _, ends = seen(want, schedule)
    assert counts == np.isfinite(ends).all(axis=1).astype(int).tolist()
    assert 0 < sum(counts) < len(counts), "down in the valley one coordinate is below the edge"
    schedule.base["own_edge"] = 10.0
    assert inner_loop.picture(tm.landscapes.get("muller_brown"), {}, want, schedule, TOTAL) == ({}, b"")
