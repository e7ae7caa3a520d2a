"""The log tells no ids, whoever writes the line."""

import io
import logging
from types import SimpleNamespace

import pytest

from lecture_room import discretion

ID = "0123abcd-45ef-6789-abcd-0123456789ab"


@pytest.mark.parametrize("text", [
    f"404 GET /api/kernels/{ID}/channels?session_id=my-word (127.0.0.1)", f"Replacing stale connection: {ID}:my-word",
    f"Kernel {ID.upper()} died", f"/tmp/kernel-{ID}.json", "GET /?token=my-word&x=1",
])
def test_ids_are_hidden_and_the_rest_is_not(text):
    hidden = discretion.hidden(text)
    assert ID.lower() not in hidden.lower()
    assert "my-word" not in hidden
    assert "…" in hidden
    assert discretion.hidden("Port 8866 cannot be used") == "Port 8866 cannot be used"


def test_every_logger_of_the_process_hides_them_in_arguments_and_in_tracebacks():
    before, stream = logging.getLogRecordFactory(), io.StringIO()
    log = logging.getLogger("somebody's")
    log.addHandler(logging.StreamHandler(stream))
    logging.setLogRecordFactory(discretion.Discreet)
    try:
        log.warning("kernel %s of %d", ID, 3)
        try:
            raise KeyError(ID)
        except KeyError:
            log.exception("lost")
    finally:
        logging.setLogRecordFactory(before)
    assert ID not in stream.getvalue()
    assert "kernel … of 3" in stream.getvalue()
    assert "KeyError: '…'" in stream.getvalue()


def test_a_line_and_a_traceback_have_a_length():
    text = "begins" + "x" * 100_000 + "ends"
    hidden = discretion.hidden(text)
    assert len(hidden) <= discretion.LONGEST
    assert hidden.startswith("begins")
    assert hidden.endswith("ends")


@pytest.mark.parametrize(("status", "news"), [(403, False), (404, False), (500, True)])
def test_what_was_refused_is_no_news_and_what_failed_is(status, news):
    record = logging.LogRecord("tornado.general", logging.WARNING, "", 0, "%d %s: %s", (status, "GET /", "why"), None)
    assert discretion.is_news(record) is news


def test_lines_that_begin_alike_are_told_so_often_in_a_minute_and_others_are_told(monkeypatch):
    def told(text, level=logging.WARNING):
        record = discretion.Discreet("Voila", level, "", 0, text, (ID,), None)
        return patience.filter(record) and record.getMessage()

    now = [1000.0]
    monkeypatch.setattr(discretion, "time", SimpleNamespace(monotonic=lambda: now[0]))
    patience = discretion.Patience()
    lines = [told("Replacing stale connection: %s") for _ in range(discretion.MOST_ALIKE + 5)]
    assert lines[0] == "Replacing stale connection: …"
    assert "more like it are not told" in lines[discretion.MOST_ALIKE - 1]
    assert lines[discretion.MOST_ALIKE :] == [False] * 5
    assert told("Port %s cannot be used") == "Port … cannot be used"
    assert told("Replacing stale connection: %s", logging.ERROR), "a failure is another kind"
    now[0] += 61
    assert told("Replacing stale connection: %s") == "Replacing stale connection: …", "another minute"


def test_nothing_that_the_server_says_tells_an_id(room, visitor):
    """After all that the other tests have done to it."""
    room.get(f"api/kernels/{visitor.session}/nothing", visitor.cookie)
    room.get("api/kernels/00000000-0000-0000-0000-000000000000", visitor.cookie)
    words = "".join(room.words)
    assert visitor.session not in words
    assert discretion.hidden(words) == words
