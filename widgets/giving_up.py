"""What a picture does without: a run that nobody waits for any longer, and a step that somebody wrote and that fails."""

import contextlib
import time

from toy_kernels.reference import heeding
from toy_models import dynamics
from toy_models.network_objective import GivenUp
from widgets import protocol

PATIENCE = 0.1  # seconds


@contextlib.contextmanager
def attempt(key, failed, cancelled, newer):
    """Run a method, or go on without it: on `cancelled`, an event; or where a written step fails, and `failed[key]` says so.

    Raises `GivenUp` on `newer()` where the run takes longer than `PATIENCE`: a drag wants its pictures. A run by definition is
    heard between its steps, a compiled one between pieces of them.
    """
    patient = time.monotonic() + PATIENCE

    def watch():
        if cancelled.is_set() or (newer() and time.monotonic() > patient):
            raise GivenUp

    try:
        with heeding(watch):
            yield
    except GivenUp:
        if not cancelled.is_set():
            raise
    except Exception as error:
        if not dynamics.get(key).written:
            raise
        failed[key] = protocol.fault(error)["message"]
