"""One thread for one session: it answers the newest wish first, does what is left to do in between, and goes when nobody looks."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

_log = logging.getLogger(__name__)
HAND = 0.6  # seconds
SILENT_AFTER = 5.0  # seconds unheard after which the rest is left alone, so that the server may end the kernel
AWAY_AFTER = 600.0  # seconds unheard after which the work goes to rest; who comes back wakes it


def ending():
    """Whether Python is ending: then nobody may hire a thread any more, and work that wants some fails through no fault of its."""
    try:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(int).result()
    except RuntimeError:
        return True
    return False


class Work:
    """A mailbox of one slot and the thread that empties it.

    turn(wish) does one thing: it answers a wish, or with None goes on with the rest; busy() says whether there is such a rest;
    ended() tidies up when the thread goes; unheard() gives back what others wait for, while nobody has been `heard` of for a while.
    All are called on that thread. `lock` may be held to act in one piece.
    """

    def __init__(self, name, turn, busy, ended, unheard):
        self.lock = threading.Condition()
        self._name, self._turn, self._busy, self._ended = name, turn, busy, ended
        self._wish, self._thread, self._resting, self._closed = None, None, True, False
        self._held, self._heard, self._unheard = 0.0, time.monotonic(), unheard

    @property
    def resting(self):
        """Whether nothing is done, and nothing will be until `start`."""
        return self._resting or self._closed

    def superseded(self):
        """Whether what is done now is not worth going on with: there is a newer wish, or nobody looks."""
        return self._wish is not None or self.resting

    def put(self, wish):
        """Leave the newest wish; one that was still waiting is dropped."""
        with self.lock:
            self._wish = wish
            self.lock.notify()

    def hold(self, hand):
        """Whether a hand moves a slider. From then on, for `HAND` seconds, wishes are answered and the rest is left alone."""
        with self.lock:
            self._held = time.monotonic() + HAND if hand else 0.0

    def heard(self):
        """Somebody has been heard of."""
        self._heard = time.monotonic()

    def wake(self):
        """Look again whether there is something to do."""
        with self.lock:
            self.lock.notify()

    def start(self):
        """Work from now on, on a new thread where there is none. After `close` nothing starts any more."""
        with self.lock:
            if self._closed:
                return
            self._resting = False
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self.lock.notify()

    def rest(self):
        """Stop until `start`; the thread ends as soon as what it does is done."""
        with self.lock:
            self._resting = True
            self.lock.notify()

    def close(self):
        """Stop for good."""
        with self.lock:
            self._closed = True
            self.lock.notify()

    def _has_more(self):
        """Whether there is a rest to do, and somebody looks. A fault here must not end the thread, nothing would hire another."""
        try:
            if (silence := time.monotonic() - self._heard) > AWAY_AFTER:
                self.rest()
            if silence >= SILENT_AFTER:  # a line that is down, or a page that went without a word
                self._unheard()
                return False
            return self._busy()
        except Exception as error:
            _log.error("a session could not tell what is left to do", exc_info=error)
            return False

    def _run(self):
        while True:
            with self.lock:
                if self.resting:
                    break
                wish, self._wish = self._wish, None
                held = self._held - time.monotonic()
                if wish is None and (held > 0 or not self._has_more()):
                    self.lock.wait(timeout=min(held, 1.0) if held > 0 else 1.0)
                    continue
            self._turn(wish)
        self._ended()
        with self.lock:
            self._thread = None
            if not self.resting:  # it was called back meanwhile
                self.start()
