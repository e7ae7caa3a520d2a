"""How long a session stays: until its page is closed, and a while where the line only dropped."""

import asyncio
import signal
import time
from types import SimpleNamespace

import psutil
import pytest

from lecture_room import room as rooms
from lecture_room.room import AFTER_A_CLOSE, AFTER_A_DROP, ARRIVAL, YIELDS, Room
from tests import apart

CLOCK = SimpleNamespace(now=0.0)


class Rehearsal(Room):
    """A room with one session that only exists on paper, and a clock that is set by hand."""

    def __init__(self):
        super().__init__()
        self.ended, self.owners["s"], self._kernel_connections["s"] = [], b"somebody", 0
        self._absent["s"] = CLOCK.now, ARRIVAL
        self.process = True

    def __contains__(self, kernel_id):
        return kernel_id == "s"

    def get_kernel(self, kernel_id):
        return SimpleNamespace(is_alive=lambda: self.process)

    async def shutdown_kernel(self, kernel_id):
        self.ended.append(CLOCK.now)

    def after(self, seconds):
        """Whether the session is ended when so much time has passed."""
        CLOCK.now += seconds
        apart.run(self.cull_kernel_if_idle("s"))
        return bool(self.ended)

    def part(self, politely):
        self.notify_parting(SimpleNamespace(kernel_id="s"), politely)
        self.notify_disconnect("s")


@pytest.fixture
def rehearsal(monkeypatch):
    monkeypatch.setattr(rooms.time, "monotonic", lambda: CLOCK.now)
    monkeypatch.setattr(rooms, "HTTPServer", SimpleNamespace(configure=lambda kind: None))
    monkeypatch.setattr(rooms.discretion, "keep", lambda: None)
    return Rehearsal()


def test_a_page_has_two_minutes_to_arrive(rehearsal):
    assert not rehearsal.after(ARRIVAL - 1)
    assert rehearsal.after(2)


@pytest.mark.parametrize(("politely", "kept"), [(True, AFTER_A_CLOSE), (False, AFTER_A_DROP)])
def test_what_counts_is_how_the_last_line_ended(rehearsal, politely, kept):
    rehearsal.notify_connect("s")
    rehearsal.notify_connect("s")
    assert not rehearsal.after(10_000)
    rehearsal.part(True)
    assert not rehearsal.after(10_000)
    rehearsal.part(politely)
    assert not rehearsal.after(kept - 1)
    assert rehearsal.after(2)


def test_a_line_that_comes_back_in_time_finds_its_session(rehearsal):
    for _ in range(3):
        rehearsal.notify_connect("s")
        rehearsal.part(False)
        assert not rehearsal.after(AFTER_A_DROP - 1)
    rehearsal.notify_connect("s")
    assert not rehearsal.after(10_000)


def test_sessions_end_together_not_one_after_the_other(rehearsal):
    """Each takes a second to end; three are over."""
    async def end(kernel_id):
        under_way.append(kernel_id)
        await asyncio.sleep(0)
        most.append(len(under_way))
        under_way.remove(kernel_id)

    under_way, most = [], []
    rehearsal.shutdown_kernel = end
    rehearsal._kernels = dict.fromkeys("abc")
    rehearsal.owners = dict.fromkeys("abc", b"somebody")
    rehearsal._absent = dict.fromkeys("abc", (CLOCK.now - 100, 5))
    apart.run(rehearsal.cull_kernels())
    assert most[0] == 3


@pytest.fixture
def arrivals(rehearsal, monkeypatch):
    """A room of two places, empty, and visitors who arrive: call it with their number for what each is told."""
    monkeypatch.setattr(rooms.settings, "sessions", lambda: 2)
    stream = SimpleNamespace(closed=lambda: False)
    handler = SimpleNamespace(xsrf_token="", _get_raw_xsrf_token=lambda: (2, b"", 0), _finished=True,
                              request=SimpleNamespace(connection=SimpleNamespace(stream=stream)))
    monkeypatch.setattr(rooms.CallContext, "get", lambda name: handler)
    monkeypatch.setattr(rooms.limits, "memory", lambda process, largest: None)
    started = []

    async def start(self, **kwargs):
        started.append(f"k{len(started)}")
        self._kernels[name := started[-1]] = None
        await asyncio.sleep(0)
        return name

    monkeypatch.setattr(rooms.AsyncMappingKernelManager, "start_kernel", start)
    rehearsal.get_kernel = lambda kernel_id: SimpleNamespace(provisioner=SimpleNamespace(pid=0), is_alive=lambda: True)
    rehearsal.owners, rehearsal._absent = {}, {}

    async def end(name):
        rehearsal.ended.append(name)
        await asyncio.sleep(0)
        for kept in (rehearsal.owners, rehearsal._absent, rehearsal._yielding, rehearsal._asked):
            kept.pop(name, None)

    rehearsal.shutdown_kernel = end

    async def all_at_once(count):
        return await asyncio.gather(*(rehearsal.start_kernel(env={}) for _ in range(count)), return_exceptions=True)

    def arrive(count):
        return [getattr(answer, "status_code", answer) for answer in apart.run(all_at_once(count))]

    arrive.handler = handler
    return arrive


def look_around(rehearsal, seconds):
    """What the room does once a second."""
    for _ in range(seconds):
        CLOCK.now += 1
        for name in list(rehearsal.owners):
            apart.run(rehearsal.cull_kernel_if_idle(name))


def test_a_session_that_is_starting_takes_one_place_not_two(arrivals):
    """While it starts, Jupyter's list has it already."""
    assert arrivals(4) == ["k0", "k1", 503, 503]


def test_in_a_full_room_pages_that_never_come_make_room_and_those_that_came_do_not(rehearsal, arrivals):
    """Somebody asks for every place and takes up none; one of them comes after all."""
    assert arrivals(2) == ["k0", "k1"]
    look_around(rehearsal, YIELDS - 1)
    assert arrivals(1) == [503]
    rehearsal.notify_connect("k0")
    look_around(rehearsal, 2)
    assert arrivals(3) == ["k2", 503, 503], "one place, and one newcomer in it"
    assert rehearsal.ended == ["k1"]
    assert set(rehearsal.owners) == {"k0", "k2"}


def test_a_line_that_dropped_keeps_its_place_in_a_full_room(rehearsal, arrivals):
    arrivals(2)
    for name in ("k0", "k1"):
        rehearsal.notify_connect(name)
        rehearsal._absent[name] = CLOCK.now, AFTER_A_DROP
    look_around(rehearsal, YIELDS + 5)
    assert arrivals(1) == [503]


def test_the_time_to_come_counts_from_when_the_page_is_out_but_no_browser_takes_for_ever(rehearsal, arrivals):
    """In a busy room a page may take a minute to be made."""
    arrivals.handler._finished = False
    arrivals(2)
    look_around(rehearsal, 100)
    assert arrivals(1) == [503], "nobody has been given a page yet"
    arrivals.handler._finished = True
    look_around(rehearsal, YIELDS - 5)
    assert arrivals(1) == [503]
    look_around(rehearsal, 10)
    assert arrivals(1) == ["k2"]
    arrivals.handler._finished = False
    look_around(rehearsal, 2 * ARRIVAL + 60)
    assert rehearsal.owners == {}


def test_a_session_whose_process_died_is_forgotten_though_its_page_is_there(rehearsal):
    rehearsal.notify_connect("s")
    rehearsal.process = False
    assert rehearsal.after(1)


def test_the_times_are_those_of_the_readme():
    assert AFTER_A_DROP == 60
    assert AFTER_A_CLOSE + 2 < 15  # one look around each second


def test_a_session_outlives_its_line_but_not_its_page(room):
    dropped, closed, loading = (room.enter() for _ in range(3))
    lines = [room.line(visited, session_id="same") for visited in (dropped, closed)]
    lines[0].sock.close()  # without a word
    lines[1].close()
    assert room.gone_within(15, closed)
    time.sleep(AFTER_A_CLOSE)
    assert room.lives(dropped)
    assert room.lives(loading)  # its page may still be under way
    again = room.line(dropped, session_id="same")
    assert room.lives(dropped)
    again.close()
    assert room.leave(dropped) == room.leave(loading) == 204


def test_a_session_whose_process_died_is_not_begun_again_behind_the_page(room):
    visited = room.enter()
    line = room.line(visited)
    kernel = max(room.everybody(), key=lambda process: process.create_time())
    kernel.send_signal(signal.SIGKILL)
    assert room.gone_within(15, visited)
    assert not psutil.pid_exists(kernel.pid)
    line.close()


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_DATA"), reason="only Linux lets one process bound another")
def test_a_session_has_its_memory_and_no_more(room, newcomer):
    kernel = max(room.everybody(), key=lambda process: process.create_time())
    assert kernel.rlimit(psutil.RLIMIT_DATA) == (1_500_000_000, 1_500_000_000)
