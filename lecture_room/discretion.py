"""What the log does not tell: the ids of sessions, and what nobody could act on.

Who reads a log must not learn how a session is addressed; so the ids go before a line is written, whoever writes it.
"""

import logging
import re
import time

_UUID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b(?::[\w-]+)?"
_IDS = re.compile(_UUID + r"|(?<=session_id=)[^\s&\"']+|(?<=token=)[^\s&\"']+", re.IGNORECASE)
# Said of every visitor; of what a visitor got wrong; and of a setting whose unit the two libraries that read it do not agree on.
_NO_NEWS = ("is not trusted", "wrote error: ", "cannot be longer than the websocket_ping_interval")
_REFUSED = "%d %s: %s"  # how tornado says that it has refused a request
LONGEST = 4_000  # characters of a line, and of a traceback
MOST_ALIKE = 10  # lines that begin alike, in a minute
log = logging.getLogger("tornado.access")


def hidden(text):
    """A text without ids, and of a length that does not fill a disk."""
    text = _IDS.sub("…", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2 - 2]} … {text[2 - LONGEST // 2 :]}"


class Discreet(logging.LogRecord):
    """A line of the log."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.exc_info and self.exc_info[0]:
            self.exc_text = hidden(logging.Formatter().formatException(self.exc_info))

    def getMessage(self):
        """The line, as every formatter asks for it."""
        return hidden(super().getMessage())


def keep():
    """From now on every line of this process's log is discreet."""
    logging.setLogRecordFactory(Discreet)
    for name in ("Voila", "tornado.general", "tornado.application", "tornado.access"):
        logging.getLogger(name).addFilter(is_news)
        logging.getLogger(name).addFilter(Patience())


class Patience:
    """Lets so many lines that begin alike through in a minute: a visitor who comes and goes must not fill a disk."""

    def __init__(self):
        self._since, self._told = 0.0, {}

    def filter(self, record):
        """Whether there is patience left for a line. The last one says that more of its kind are not told."""
        if not 0 <= time.monotonic() - self._since < 60:
            self._since, self._told = time.monotonic(), {}
        kind = record.levelno, str(record.msg)[:16]
        self._told[kind] = self._told.get(kind, 0) + 1
        if self._told[kind] == MOST_ALIKE:
            record.msg, record.args = f"{record.getMessage()} (more like it are not told for a minute)", ()
        return self._told[kind] <= MOST_ALIKE


def is_news(record):
    """Whether a line should be written."""
    refused = record.msg == _REFUSED and record.args[0] < 500
    return not refused and not any(words in record.getMessage() for words in _NO_NEWS)


def answered(handler):
    """A request was answered: only a failure of ours is news. What a visitor got wrong would let visitors fill the log."""
    level = logging.ERROR if handler.get_status() >= 500 and handler.get_status() != 503 else logging.INFO
    request = handler.request
    log.log(level, "%d %s %s (%s) %.0f ms", handler.get_status(), request.method, request.uri[:200], request.remote_ip,
            1000 * request.request_time())
