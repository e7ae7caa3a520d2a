"""One worker, one mailbox: the newest wish wins, bad ones are answered, and nobody works for an empty room."""

import queue
import threading

import ipywidgets
import pytest

import widgets
from toy_models.contract import InvalidArgument
from widgets import session as session_module


class Page:
    """A view without a browser: it keeps what it is shown and what it is told."""

    greeted = True

    def __init__(self):
        self.shown, self.told, self.seen = [], [], threading.Condition()

    def on_msg(self, callback):
        self.say = lambda content: callback(self, content, [])

    def send(self, message):
        with self.seen:
            self.told.append(message)
            self.seen.notify_all()

    def show_landscape(self, picture):
        with self.seen:
            self.shown.append(picture.run)
            self.seen.notify_all()

    def wait(self, condition):
        with self.seen:
            assert self.seen.wait_for(lambda: condition(self), timeout=120)


@pytest.fixture
def opened():
    session, page = widgets.Session("dimple", methods=("sgd", "sam")), Page()
    session.attach(page)
    page.wait(lambda p: p.shown)
    yield session, page
    session.close()


def test_the_last_of_many_wishes_is_answered(opened):
    _, page = opened
    for seq in range(1, 201):
        page.say({"type": "want", "seq": seq, "preview": True, "values": {"radius": seq / 400}})
    page.say({"type": "want", "seq": 201, "preview": False, "values": {"radius": 0.25}})
    page.wait(lambda p: p.shown[-1]["seq"] == 201)
    assert page.shown[-1]["values"]["radius"] == 0.25
    assert len(page.shown) < 150, "wishes that were overtaken are not computed"


@pytest.mark.parametrize(
    "content",
    [
        {"type": "no_such"},
        {"type": "want", "values": {"radius": -1}},
        None,
        "x" * 100_000,
        {"type": "beat", "clock": "x"},
        {"type": "want", "landscape": "x" * 10_000_000},
    ],
)
def test_a_bad_message_is_answered_and_the_next_good_one_acted_on(opened, content):
    _, page = opened
    page.say(content)
    page.wait(lambda p: any(message["type"] == "error" and "not allowed" in message["message"] for message in p.told))
    page.say({"type": "want", "seq": 9})
    page.wait(lambda p: p.shown[-1]["seq"] == 9)


def test_a_fault_in_the_worker_is_told_and_survived(opened, monkeypatch):
    session, page = opened
    monkeypatch.setattr(session._landscape_side, "picture", lambda *_: 1 / 0)
    page.say({"type": "want", "seq": 5})
    page.wait(lambda p: any(message["type"] == "error" for message in p.told))
    assert "division" not in str(page.told), "a visitor is told of a fault, not of the code"
    monkeypatch.undo()
    page.say({"type": "want", "seq": 6})
    page.wait(lambda p: p.shown[-1]["seq"] == 6)


def test_what_fails_because_python_ends_is_no_fault(opened, monkeypatch):
    session, page = opened
    monkeypatch.setattr(session_module, "ending", lambda: True)
    monkeypatch.setattr(session._landscape_side, "picture", lambda *_: 1 / 0)
    (worker,) = workers(session)
    page.say({"type": "want", "seq": 5})
    worker.join(60)
    assert not worker.is_alive()
    assert not any("fault" in str(said) for said in page.told)


def test_a_fault_in_reading_a_message_is_told_and_survived(opened, monkeypatch):
    session, page = opened
    monkeypatch.setattr(session, "_act", lambda *_: 1 / 0)
    page.say({"type": "beat"})
    page.wait(lambda p: any(message["type"] == "error" for message in p.told))
    assert "division" not in str(page.told)
    monkeypatch.undo()
    page.say({"type": "want", "seq": 7})
    page.wait(lambda p: p.shown[-1]["seq"] == 7)


def test_a_beat_is_answered(opened):
    _, page = opened
    page.say({"type": "beat", "clock": 120})
    page.wait(lambda p: {"type": "beat"} in p.told)


def test_another_landscape_brings_its_own_values_and_start(opened):
    _, page = opened
    page.say({"type": "want", "seq": 3, "landscape": "ravine"})
    page.wait(lambda p: p.shown[-1]["landscape"] == "ravine")
    ravine = widgets.landscape_side.tm.landscapes.get("ravine")
    assert page.shown[-1]["start"] == ravine.start.tolist()
    assert all(page.shown[-1]["values"][name] == value for name, value in ravine.sliders.items())


def test_a_wish_without_values_takes_those_in_force_at_its_clock(opened):
    _, page = opened
    page.say({"type": "want", "seq": 1, "clock": 0, "values": {"radius": 0.1}})
    page.say({"type": "want", "seq": 2, "clock": 1500, "values": {"radius": 0.5}})
    page.say({"type": "want", "seq": 3, "clock": 300, "start": [0.5, 0.5]})
    page.wait(lambda p: p.shown[-1]["seq"] == 3)
    assert page.shown[-1]["base"]["radius"] == 0.1, "at 300 the slider stood at 0.1"
    assert page.shown[-1]["pins"] == []


def test_a_move_that_was_overtaken_in_the_mailbox_keeps_its_moment(opened):
    _, page = opened
    for seq in range(1, 20):
        page.say({"type": "want", "seq": seq, "clock": 100 * seq, "values": {"radius": seq / 100}})
    page.wait(lambda p: p.shown[-1]["seq"] == 19)
    assert [pin["clock"] for pin in page.shown[-1]["pins"]] == [100 * seq for seq in range(1, 20)]


def state(run):
    return {name: run[name] for name in ("landscape", "start", "base", "pins", "selected", "visible", "extras")}


def test_every_act_can_be_undone_and_done_again(opened):
    _, page = opened
    acts = [
        {"clock": 0, "values": {"radius": 0.1}},
        {"clock": 1500, "values": {"radius": 0.5}},
        {"clock": 1500, "start": [0.5, 0.5]},
        {"selected": "sam"},
        {"visible": ["sam"]},
        {"seed": 7},
        {"noise": 1.0},
        {"direction": "hessian"},
        {"batch": 32},
        {"landscape": "ravine"},
    ]
    states = [state(page.shown[-1])]
    for seq, act in enumerate(acts, 1):
        page.say({"type": "want", "seq": seq, **act})
        page.wait(lambda p, seq=seq: p.shown[-1]["seq"] == seq)
        states.append(state(page.shown[-1]))
    for name, order in (("undo", states[-2::-1]), ("redo", states[1:])):
        for seq, expected in enumerate(order, 100):
            page.say({"type": "undo", "seq": seq, "clock": 300, "again": name == "redo"})
            page.wait(lambda p, seq=seq: p.shown[-1]["seq"] == seq)
            assert state(page.shown[-1]) == expected
        page.shown.clear()
        page.say({"type": "want", "seq": 99})
        page.wait(lambda p: p.shown and p.shown[-1]["seq"] == 99)


def test_exact_descent_follows_the_picture_and_reaches_a_page_that_comes_later():
    session, early, late = widgets.Session(selected="entropy_sgd"), Page(), Page()
    for page in (early, late):
        page.ghosts = []
        page.show_ghost = lambda *ghost, page=page: (page.ghosts.append(ghost), page.send({"type": "ghost"}))
    session.attach(early)
    early.wait(lambda p: p.ghosts)
    assert early.ghosts[-1][0]["seq"] == early.shown[-1]["seq"]
    late.greeted = False
    session.attach(late)
    early.wait(lambda p: len(p.ghosts) > 1)
    assert late.ghosts == []
    late.say({"type": "hello"})
    late.wait(lambda p: p.ghosts)
    assert late.ghosts[-1] == early.ghosts[-1]
    session.close()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"landscape": "no_such"}, "landscape"),
        ({"methods": ("no_such",)}, "methods"),
        ({"selected": "x"}, "selected"),
        ({"values": {"scope": 1e300}}, "scope"),
        ({"start": (float("nan"), 0)}, "start"),
        ({"seed": -1}, "seed"),
        ({"replicas": 0}, "replicas"),
        ({"network": "no_such"}, "network"),
    ],
)
def test_bad_settings_are_refused_by_name(settings, named):
    with pytest.raises(InvalidArgument, match=named):
        widgets.Session(**settings)


def test_any_control_can_be_linked_to_a_slider():
    session = widgets.Session("dimple", methods=("langevin",))
    dock, other = widgets.Controls(session), ipywidgets.FloatSlider(min=0, max=1, step=0.001)
    ipywidgets.link((other, "value"), (dock, "temperature"))
    other.value = 0.25
    assert session.want.values["temperature"] == 0.25
    dock.temperature = 0.5
    assert other.value == 0.5
    with pytest.raises(InvalidArgument, match="temperature"):
        dock.temperature = 1e300
    assert dock.temperature == 0.5
    assert session.want.values["temperature"] == 0.5
    session.close()


def test_pages_are_made_of_these_views_and_share_a_session():
    page = widgets.side_by_side()
    header, main, dock = page.children
    assert [type(view).__name__ for view in (header, *main.children, dock)] == ["Header", "Arena", "Training", "Story", "Controls"]
    assert {view.session for view in (header, *main.children, dock)} == {page.session.key}
    one = widgets.show("sam", "ravine")
    assert one.session.want.selected == "sam"
    assert one.session.want.visible == ("sam",)
    page.session.close(), one.session.close()


def workers(session):
    return [thread for thread in threading.enumerate() if thread.name == session.key]


def test_a_session_ends_with_its_last_page_and_wakes_with_the_next(opened):
    session, page = opened
    page.say({"type": "hello", "page": "one"})
    page.say({"type": "hello", "page": "two"})
    page.say({"type": "want", "seq": 1, "values": {"radius": 0.3}})
    page.wait(lambda p: p.shown[-1]["seq"] == 1)
    page.say({"type": "bye", "page": "one"})
    assert not session._work.resting, "another page is there"
    page.say({"type": "bye", "page": "two"})
    for thread in workers(session):
        thread.join(60)
    assert workers(session) == []
    assert session.values["radius"] == 0.3
    count = len(page.shown)
    page.say({"type": "hello", "page": "three"})
    page.wait(lambda p: len(p.shown) > count)
    assert page.shown[-1]["values"]["radius"] == 0.3
    assert len(workers(session)) == 1


def test_a_page_that_was_not_heard_for_long_keeps_no_session(opened, monkeypatch):
    session, page = opened
    page.say({"type": "hello", "page": "one"})
    session._work._heard -= session_module.AWAY_AFTER + 1
    session._work.wake()
    for thread in workers(session):
        thread.join(60)
    assert session._work.resting
    page.say({"type": "beat", "page": "one"})
    assert not session._work.resting


def test_networks_are_given_up_while_nobody_looks():
    session, page = widgets.Session("dimple", methods=("sgd",), network="softmax_regression"), Page()
    session.attach(page)
    page.say({"type": "hello", "page": "one"})
    page.wait(lambda p: p.shown)
    before = session._network_side
    page.say({"type": "bye", "page": "one"})
    for thread in workers(session):
        thread.join(60)
    assert session._network_side is not before
    assert session._network_side.network is before.network
    session.close()


@pytest.mark.parametrize("page_name", [5, None, "x" * 41, ["a"], {}])
def test_a_page_names_itself_shortly(opened, page_name):
    _, page = opened
    for kind in ("hello", "beat", "bye"):
        page.say({"type": kind, "page": page_name})
        assert "page" in page.told[-1]["message"]


def test_pages_without_number_are_not_remembered(opened):
    session, page = opened
    for number in range(1000):
        page.say({"type": "hello", "page": str(number)})
    assert len(session._pages) <= session_module.MOST_PAGES


def test_closing_is_told_to_the_pages(opened):
    session, page = opened
    session.close()
    assert {"type": "ended"} in page.told


def test_a_wish_of_another_landscape_may_bring_values_and_a_start(opened):
    _, page = opened
    page.say({"type": "want", "seq": 1, "landscape": "ravine", "values": {"radius": 0.3}, "start": [1.0, 0.5]})
    page.wait(lambda p: p.shown[-1]["seq"] == 1)
    ravine = widgets.landscape_side.tm.landscapes.get("ravine")
    assert page.shown[-1]["start"] == [1.0, 0.5]
    assert page.shown[-1]["values"] == widgets.controls.opening(ravine) | {"radius": 0.3}


def test_a_view_that_joins_late_is_told_what_holds_now():
    page = widgets.show("sam", "dimple")
    page.session.landscape = "ravine"
    page.session.clock = 600
    page.session.values = {"radius": 0.3}
    about = page.children[0].get_state()["about"]["want"]
    assert (about["landscape"], about["clock"], about["values"]["radius"]) == ("ravine", 600, 0.3)
    page.session.close()


def test_a_dock_that_comes_after_the_first_picture_is_still_told_of_marks(opened):
    """It shows no picture; so its coming must ask for what was not worked out as long as nobody would look."""
    session, told = opened[0], queue.Queue()
    does = {"greeted": True, "on_msg": lambda *_: None, "send": lambda *_: None, "show_marks": lambda _, found: told.put(found)}
    dock = type("Dock", (), does)()
    session.attach(dock)
    session._later.greet(dock)
    while told.get(timeout=60).get("landscape") != session.want.landscape:
        pass  # what was known when it came
