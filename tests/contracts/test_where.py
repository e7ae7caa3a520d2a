"""A method with a word that a runner lacks is complete all the same, on every runner that has it and on the page."""

import threading

import numpy as np
import pytest

import toy_models as tm
from docs import pages
from tests.planted import plant
from toy_kernels.text import Unreadable
from toy_models import prewarm, runners
from toy_models.contract import InvalidArgument
from toy_models.network_run import NetworkRun
from toy_models.objective import LandscapeObjective
from toy_models.runners import Runner
from widgets.glossary import words
from widgets.landscape_side import LandscapeSide
from widgets.network_side import NetworkSide
from widgets.session import Session

TOTAL = 300
STRANGE = '''def signed(point):
    """A word that no lane knows."""
    return point / (abs(point) + 1e-12)


def step(state, objective, noise, watch, p):
    """Against the sign of the slope."""
    gradient = objective.gradient(state.x, objective.minibatch())
    watch(here=state.x)
    return State(x=state.x - p.step_size * signed(gradient))
'''
ASKING = '''def step(state, objective, noise, watch, p):
    """As far as it is high."""
    gradient = objective.gradient(state.x, objective.minibatch())
    return State(x=state.x - p.step_size * gradient * objective.height(state.x)[:, None])
'''


@pytest.fixture
def strange(monkeypatch, tmp_path):
    """A method with a word that the compiled runners lack."""
    return plant(monkeypatch, tmp_path, STRANGE, "Strange")


@pytest.fixture
def on_landscapes(monkeypatch, tmp_path):
    """A method that asks what only a landscape answers."""
    monkeypatch.setattr(LandscapeObjective, "height", lambda self, x: self.landscape.energy(x), raising=False)
    monkeypatch.setitem(runners.RUNNERS, "definition", Runner("here", "particles", runners._as_it_stands(*runners.ASKED, "height")))
    return plant(monkeypatch, tmp_path, ASKING, "Asking")


def opened(key):
    session = Session(methods=(key,), selected=key)
    return session.want.with_(visible=(key,)), session.schedule


def test_it_runs_as_defined_and_what_it_shows_is_seen(strange):
    run = tm.simulate("double_well", strange, steps=20, replicas=3, seed=4, gradient_noise=0.2)
    assert run.about["ran on"] == "reference"
    assert run.stalled_at is None
    assert np.ptp(run.x, axis=0).min() > 0.01, "each sign moves a coordinate by the step"
    _, seen = tm.microscope("double_well", strange, evaluations=20, seed=4, replica=2, gradient_noise=0.2)
    assert np.array_equal(np.concatenate(seen["here"]), run.x[:-1, 2])
    for device in ("cpu", "cuda"):
        with pytest.raises(InvalidArgument, match=r"device = '(cpu|cuda)'.*'signed\(gradient\)' is outside the notation"):
            tm.simulate("double_well", strange, steps=1, device=device)


def test_networks_run_it_and_setup_passes_over_what_is_not_compiled(strange, monkeypatch):
    for device in ("cpu", "torch"):
        trained = tm.train("softmax_regression", strange, tm.data.mnist(200, 50), evaluations=30, device=device)
        assert trained.train_loss[-1, 0] < trained.train_loss[0, 0]
    before = prewarm.jobs()
    monkeypatch.setattr(prewarm, "methods", lambda: [*map(tm.dynamics.get, tm.dynamics.foundations()), tm.dynamics.get(strange)])
    assert prewarm.jobs() == before


@pytest.mark.parametrize("kind", ["strange", "on_landscapes"])
def test_the_page_draws_it_and_says_where_it_runs(kind, request):
    key = request.getfixturevalue(kind)
    want, schedule = opened(key)
    picture = LandscapeSide(TOTAL, 8).picture(want, schedule, lambda *_: None, threading.Event())
    assert [method["key"] for method in picture.run["methods"]] == [key]
    assert len(set(picture.frames)) > 2
    assert (picture.inner != {}) == (kind == "strange")
    (entry,) = (entry for entry in words((key,)) if entry["key"] == f"dynamics/{key}")
    assert entry["runs"] == tm.dynamics.get(key).where
    left_out = "compiled lanes, graphics cards" + {"strange": "", "on_landscapes": ", networks, tm.optim"}[kind]
    assert entry["runs"].endswith(f"; not on: {left_out}.")
    assert tm.dynamics.get(key).where in pages.of_method(tm.dynamics.get(key))[0]


class View:
    def show_training(self, snapshot):
        self.curves = snapshot.curves


def test_a_network_leaves_it_out_by_name_and_trains_the_others(on_landscapes):
    with pytest.raises(InvalidArgument, match=r"method = .*not on rows \(train\): objective.height\(...\)"):
        tm.train("mlp", on_landscapes)
    with pytest.raises(InvalidArgument, match="method = "):
        NetworkRun("mlp", on_landscapes)
    with pytest.raises(Unreadable, match="it runs on definition"):
        tm.dynamics.get(on_landscapes).check("optimizers")
    want, schedule = opened(on_landscapes)
    for visible, methods in (((on_landscapes,), []), (("sgd", on_landscapes), ["sgd"])):
        side, view = NetworkSide("softmax_regression", 100), View()
        side.adopt(want.with_(visible=visible), schedule)
        while side.has_work():
            side.slice([view])
            side.acknowledged(view.curves["number"] if hasattr(view, "curves") else 0)
        assert [method["key"] for method in view.curves["methods"]] == methods
        assert (view.curves["elsewhere"], view.curves["computed"]) == (["Asking"], 100)
