"""The traits of a session: set, observed, linked; refused by name; and never saying anything but what holds."""

import numpy as np
import pytest
import traitlets

import toy_models as tm
import widgets
from toy_models.contract import InvalidArgument


@pytest.fixture
def session():
    opened = widgets.Session("dimple", methods=("sgd", "sam"))
    yield opened
    opened.close()


TRAITS = ("landscape", "selected", "visible", "values", "start", "seed", "clock", "playing")


def told(session):
    return {name: getattr(session, name) for name in TRAITS}


def test_they_say_what_the_page_opens_with(session):
    dimple = tm.landscapes.get("dimple")
    assert (session.landscape, session.selected, session.visible) == ("dimple", "sgd", ("sgd", "sam"))
    assert (session.start, session.seed, session.clock, session.playing) == (tuple(dimple.start), 0, 0, False)
    assert session.values == session.want.values


def test_a_value_set_at_a_clock_holds_from_there_on(session):
    session.values = {"radius": 0.3}
    session.clock = 1500
    session.values = {"radius": 0.1}
    assert session.values["radius"] == 0.1
    assert session.schedule.events == ((1500, {"radius": 0.1}),)
    session.clock = 300
    assert session.values["radius"] == 0.3


def test_another_landscape_brings_its_own_start_and_values_and_the_clock_back(session):
    session.clock = 1500
    session.landscape = "ravine"
    ravine = tm.landscapes.get("ravine")
    assert (session.start, session.clock) == (tuple(ravine.start), 0)
    assert session.values == session.want.values
    assert all(session.values[name] == value for name, value in ravine.sliders.items())


@pytest.mark.parametrize(("name", "value"), [
    ("landscape", "no_such"), ("landscape", 5), ("landscape", None), ("selected", "x"), ("visible", "sgd"), ("visible", ["x"]),
    ("values", {"radius": -1}), ("values", {"no_such": 1}), ("values", "x"), ("start", (1e300, 0)), ("start", (0,)),
    ("seed", -1), ("seed", 0.5), ("clock", -1), ("clock", 1e9), ("clock", float("nan")), ("clock", "x"), ("playing", 1.5),
])  # fmt: skip
def test_what_is_not_allowed_is_refused_and_changes_nothing(session, name, value):
    before = told(session)
    with pytest.raises(InvalidArgument):
        setattr(session, name, value)
    assert told(session) == before


def test_what_is_done_on_a_page_is_observed(session):
    seen = []
    session.observe(lambda change: seen.append((change.name, change.new)), list(TRAITS))
    page = Page()
    session.attach(page)
    page.say({"type": "beat", "clock": 600, "playing": True})
    page.say({"type": "want", "seq": 1, "clock": 600, "selected": "sam", "visible": ["sam"]})
    assert [entry for entry in seen if entry[0] != "values"] == [
        ("clock", 600), ("playing", True), ("selected", "sam"), ("visible", ("sam",)),
    ]  # fmt: skip


def test_an_observer_that_sets_another_trait_is_obeyed(session):
    session.observe(lambda change: setattr(session, "landscape", "ravine"), "selected")
    session.selected = "sam"
    assert session.want.landscape == session.landscape == "ravine"
    assert session.want.selected == "sam"


def test_clock_and_play_are_told_to_the_page_and_what_a_page_has_told_is_not_told_back(session):
    page = Page()
    session.attach(page)
    page.say({"type": "hello", "page": "a"})
    session.clock = 900
    session.playing = True
    page.say({"type": "beat", "clock": 930, "playing": True})
    assert [message for message in page.told if message["type"] == "go"] == [
        {"type": "go", "clock": 900}, {"type": "go", "playing": True},
    ]  # fmt: skip


def test_two_sessions_can_be_linked():
    one, two = widgets.Session("dimple"), widgets.Session("ravine")
    traitlets.link((one, "seed"), (two, "seed"))
    one.seed = 7
    assert two.want.seed == 7
    two.seed = 8
    assert one.want.seed == 8
    one.close(), two.close()


def test_the_trajectories_are_those_of_simulate(session):
    session.values = {"radius": 0.3, "step_size": 0.02}
    session.clock = 3000
    session.values = {"radius": 0.1}
    found = session.trajectories
    assert list(found) == ["sgd", "sam"]
    alone = tm.simulate("dimple", "sam", session.start, evaluations=6000, replicas=64, seed=0, record_every=15,
                        parameters={"radius": 0.3, "step_size": 0.02, "momentum": session.values["momentum"]},
                        schedule=[(3000, {"radius": 0.1})])
    assert np.array_equal(found["sam"].x, alone.x)
    assert set(found["sgd"].to_dataframe().columns) >= {"x", "y"}


class Page:
    """A view without a browser."""

    greeted = False

    def __init__(self):
        self.told = []

    def on_msg(self, callback):
        self.say = lambda content: callback(self, content, [])

    def send(self, message):
        self.told.append(message)
