"""Questions for what a picture can be taken away as: read, kept in order, answered on the session's worker in between."""

import functools
import gzip
import importlib.util
from collections import deque
from pathlib import Path

from toy_models.contract import InvalidArgument
from widgets import protocol, take_messages

FOLDER, SCRIPT = "plotly", "package_data/plotly.min.js"
WAITING = 8  # questions of one session; more are refused


class Taking:
    """The questions of one session.

    session: its `_turn(wish)` and `_busy()` are what else its worker does, `taken(asked)` is the answer.
    """

    def __init__(self, session):
        self._session, self._waiting = session, deque()

    def heard(self, view, content):
        """Whether a message is such a question; it is kept then. Raises `InvalidArgument` for a bad one, or one too many."""
        if not isinstance(content, dict) or content.get("type") != "take":
            return False
        asked = take_messages.read_take(content)
        if len(self._waiting) >= WAITING:
            raise InvalidArgument("take", asked.picture, f"asked again later: {WAITING} questions wait already")
        self._waiting.append((view, asked))
        return True

    def busy(self):
        """Whether the worker has something to do."""
        return bool(self._waiting) or self._session._busy()

    def turn(self, wish):
        """Answer a wish, or else a question, or else go on with the rest."""
        if wish is None and self._waiting:
            self.answer(*self._waiting.popleft())
        else:
            self._session._turn(wish)

    def answer(self, view, asked):
        """Send the text, compressed; or why there is none."""
        said = {"type": "taken", "number": asked.number}
        try:
            packed = library() if asked.picture == "library" else _packed(self._session.taken(asked).text(asked.form).encode())
        except InvalidArgument as error:
            view.send(said | {"refused": f"Not taken away: {error}"})
        except Exception as error:  # its page must not wait for ever
            view.send(said | {"refused": protocol.fault(error)["message"]})
        else:
            view.send(said, buffers=[packed])


def _packed(content):
    return gzip.compress(content, mtime=0)


@functools.cache
def library():
    """The script of plotly, compressed: it travels when somebody wants to see a surface in three dimensions, and never before.

    Raises `InvalidArgument` where plotly is not installed.
    """
    found = importlib.util.find_spec(FOLDER)  # its Python is not imported
    path = found and Path(found.submodule_search_locations[0]) / SCRIPT
    if not path or not path.is_file():
        raise InvalidArgument("library", FOLDER, "installed: pip install plotly")
    return _packed(path.read_bytes())
