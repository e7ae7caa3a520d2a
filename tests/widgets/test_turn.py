"""A turn is had by one process at a time, and comes back when that one gives it or dies."""

import subprocess
import sys

import pytest

from toy_kernels import cache
from widgets.flat_session import FlatSession
from widgets.path_session import PathSession
from widgets.phase_session import PhaseSession
from widgets.race_session import RaceSession
from widgets.session import Session
from widgets.trial_session import TrialSession
from widgets.turn import Turn, fcntl
from widgets.work import SILENT_AFTER

pytestmark = pytest.mark.skipif(fcntl is None, reason="no locks of this kind")
HOLD = "import sys; from widgets.turn import Turn; turn = Turn('one'); print(turn.take(), flush=True); sys.stdin.read()"


def test_another_process_has_it_until_it_dies(monkeypatch, tmp_path):
    monkeypatch.setenv("WIDE_VALLEYS_CACHE", str(tmp_path))
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "True\n"
    turn = Turn("one")
    assert not turn.take()
    assert Turn("another").take()
    holder.kill()
    holder.communicate()
    assert turn.take()
    assert turn.take()


def test_it_is_given_back(monkeypatch, tmp_path):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    first, second = Turn("one"), Turn("one")
    assert first.take()
    assert not second.take()
    second.give()
    assert not second.take()
    first.give()
    assert second.take()


def test_where_nothing_can_be_written_nobody_waits(monkeypatch, tmp_path):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "missing")
    assert Turn("one").take()
    assert Turn("one").take()


SWEEP = {"type": "sweep", "landscape": "dimple", "method": "langevin", "x": "temperature", "y": "step_size"}
SESSIONS = {Session: (), PhaseSession: (SWEEP,), FlatSession: (), PathSession: (), RaceSession: (),
            TrialSession: (["large_batch"],)}


@pytest.mark.parametrize("session", SESSIONS)
def test_a_session_that_nobody_hears_of_holds_no_turn(monkeypatch, tmp_path, session):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    turns, make = [], Turn.__init__
    monkeypatch.setattr(Turn, "__init__", lambda turn, name: (make(turn, name), turns.append((turn, name)))[0])
    made = session(*SESSIONS[session])
    for turn, _ in turns:
        turn.take()
    made._work._heard -= SILENT_AFTER
    assert not made._work._has_more()
    assert all(Turn(name).take() for name in {name for _, name in turns})
