"""How long a session stays: until its page is closed, and a while where the line only dropped."""

import asyncio
import signal
import time
from types import SimpleNamespace

import psutil
import pytest

from lecture_room import room as rooms
from lecture_room.room import AFTER_A_CLOSE, AFTER_A_DROP, ARRIVAL, Room
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


def test_a_session_that_is_starting_takes_one_place_not_two(rehearsal, monkeypatch):
    """While it starts, Jupyter's list has it already."""
    monkeypatch.setattr(rooms.settings, "sessions", lambda: 2)
    handler = SimpleNamespace(xsrf_token="", _get_raw_xsrf_token=lambda: (2, b"", 0))
    monkeypatch.setattr(rooms.CallContext, "get", lambda name: handler)
    monkeypatch.setattr(rooms.limits, "memory", lambda process, largest: None)
    started = []

    async def start(self, **kwargs):
        started.append(f"k{len(started)}")
        self._kernels[name := started[-1]] = None
        await asyncio.sleep(0)
        return name

    monkeypatch.setattr(rooms.AsyncMappingKernelManager, "start_kernel", start)
    rehearsal.get_kernel = lambda kernel_id: SimpleNamespace(provisioner=SimpleNamespace(pid=0))
    rehearsal.owners = {}

    async def all_at_once():
        return await asyncio.gather(*(rehearsal.start_kernel(env={}) for _ in range(4)), return_exceptions=True)

    answers = apart.run(all_at_once())
    assert [str(answer) for answer in answers[:2]] == ["k0", "k1"]
    assert [getattr(answer, "status_code", None) for answer in answers[2:]] == [503, 503]


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
