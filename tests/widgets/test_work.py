"""One thread, one slot: the newest wish wins, rest ends the thread, and a call brings it back."""

import subprocess
import sys
import threading

import pytest

from widgets import work
from widgets.work import Work, ending


class Desk:
    """Keeps what the work does; `hold` makes a turn wait."""

    def __init__(self):
        self.done, self.ended, self.left_alone, self.more = [], 0, 0, False
        self.seen, self.hold = threading.Condition(), threading.Event()
        self.hold.set()
        self.work = Work("desk", self.turn, lambda: self.more, self.tidy, self.alone)

    def turn(self, wish):
        with self.seen:
            self.done.append((wish, threading.current_thread()))
            self.more = False
            self.seen.notify_all()
        self.hold.wait(60)

    def tidy(self):
        with self.seen:
            self.ended += 1
            self.seen.notify_all()

    def alone(self):
        with self.seen:
            self.left_alone += 1
            self.seen.notify_all()

    def wait(self, condition):
        with self.seen:
            assert self.seen.wait_for(condition, timeout=60)


@pytest.fixture
def desk():
    desk = Desk()
    yield desk
    desk.hold.set()
    desk.work.close()


def test_nothing_is_done_before_the_start(desk):
    assert desk.work.resting
    desk.work.put(1)
    desk.work.start()
    desk.wait(lambda: [wish for wish, _ in desk.done] == [1])
    assert not desk.work.resting


def test_unheard_it_answers_wishes_and_leaves_the_rest_alone_and_gives_back_what_others_wait_for(desk):
    desk.more = True
    desk.work._heard -= work.SILENT_AFTER
    desk.work.start()
    desk.wait(lambda: desk.left_alone)
    assert desk.done == []
    desk.work.put(1)
    desk.wait(lambda: [wish for wish, _ in desk.done] == [1])
    desk.more = True
    desk.work.heard()
    desk.work.wake()
    desk.wait(lambda: [wish for wish, _ in desk.done] == [1, None])


def test_of_wishes_that_wait_the_newest_is_answered(desk):
    desk.hold.clear()
    desk.work.put(0)
    desk.work.start()
    desk.wait(lambda: len(desk.done) == 1)
    for wish in range(1, 100):
        desk.work.put(wish)
    desk.hold.set()
    desk.wait(lambda: desk.done[-1][0] == 99)
    assert [wish for wish, _ in desk.done] == [0, 99]


def test_what_is_left_to_do_is_done_without_a_wish(desk):
    desk.work.start()
    desk.more = True
    desk.work.wake()
    desk.wait(lambda: desk.done and desk.done[-1][0] is None)


def test_a_fault_in_what_is_left_to_do_does_not_end_the_thread(caplog):
    asked, desk = threading.Event(), Desk()

    def busy():
        asked.set()
        raise ValueError("not to be told")

    desk.work = Work("desk", desk.turn, busy, desk.tidy, desk.alone)
    desk.work.start()
    assert asked.wait(60)
    desk.work.put(1)
    desk.wait(lambda: desk.done)
    assert "could not tell what is left" in caplog.text
    desk.work.close()


def test_under_a_hand_wishes_are_answered_and_the_rest_waits_for_its_end(desk, monkeypatch):
    monkeypatch.setattr(work, "HAND", 1e6)
    desk.work.hold(True)
    desk.work.start()
    for wish in (1, 2, 3):
        desk.more = True
        desk.work.put(wish)
        desk.wait(lambda wish=wish: desk.done and desk.done[-1][0] == wish)
    assert [wish for wish, _ in desk.done] == [1, 2, 3]
    monkeypatch.setattr(work, "HAND", 0.01)
    desk.more = True
    desk.work.hold(True)
    desk.work.wake()
    desk.wait(lambda: desk.done[-1][0] is None)
    desk.more = True
    desk.work.hold(False)
    desk.work.wake()
    desk.wait(lambda: len(desk.done) == 5)


def test_rest_ends_the_thread_tidies_up_and_keeps_a_wish_for_later(desk):
    desk.work.put(1)
    desk.work.start()
    desk.wait(lambda: desk.done)
    first = desk.done[0][1]
    desk.work.rest()
    desk.wait(lambda: desk.ended == 1)
    first.join(60)
    assert not first.is_alive()
    desk.work.put(2)
    assert len(desk.done) == 1
    desk.work.start()
    desk.wait(lambda: desk.done[-1][0] == 2)
    assert desk.done[-1][1] is not first


def test_one_that_is_called_back_while_it_tidies_up_goes_on(desk):
    desk.hold.clear()
    desk.work.put(1)
    desk.work.start()
    desk.wait(lambda: desk.done)
    desk.work.rest()
    desk.work.start()
    desk.work.put(2)
    desk.hold.set()
    desk.wait(lambda: desk.done[-1][0] == 2)


def test_what_is_closed_never_starts_again(desk):
    desk.work.start()
    desk.work.close()
    desk.wait(lambda: desk.ended == 1)
    desk.work.put(1)
    desk.work.start()
    assert desk.work.resting
    assert desk.done == []


AT_THE_END = """
import threading
from concurrent.futures import ThreadPoolExecutor
from widgets import work
from widgets.work import Work, ending

pool, met = ThreadPoolExecutor(2), threading.Event()

def turn(wish):
    try:
        while True:
            pool.submit(int).result()
    except RuntimeError:
        print(ending())
    work.close()
    met.set()

work = Work("worker", turn, lambda: False, lambda: None, lambda: None)
work.put(1)
pool.submit(met.wait, 60)  # Python waits for this one, and it for the worker: the end is met in the middle of a turn
work.start()
"""


def test_work_that_is_under_way_when_python_ends_can_tell_the_end_from_a_fault():
    assert not ending()
    done = subprocess.run([sys.executable, "-c", AT_THE_END], capture_output=True, text=True, timeout=120, check=True)
    assert (done.stdout, done.stderr) == ("True\n", "")
