"""What can arrive before a page is there: connections that say nothing, half of something, or too much."""

import contextlib
import socket
import time

import pytest

from tests.stand_in import Server

PATIENT = 5


def memory(server):
    return server.voila().memory_info().rss / 1e6


def opened(server):
    line = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENT)
    line.settimeout(PATIENT)
    return line


def status(server, request):
    """The status of the answer to the bytes of a request; 0 if the connection ends without one."""
    with contextlib.closing(opened(server)) as line:
        try:
            line.sendall(request)
            answer = line.recv(65536)
        except OSError:
            return 0
    return int(answer.split()[1]) if answer else 0


def answers_at_once(server):
    begun = time.monotonic()
    assert server.get("voila/templates/wide_valleys/static/favicon.svg")[0] == 200
    return time.monotonic() - begun < PATIENT


@pytest.mark.parametrize(("path", "expected"), [
    (b"/?token=%ff", {400}), (b"/%ff/x", {400}), (b"/voila/static/%fe", {400}), (b"/a%00b", {400}), (b"/?session_id=\xff", {400}),
    (b"/?x=" + b"y" * 9000, {414}), (b"/" + b"../" * 3000, {414}), (b"*", {400}), (b"/api/kernels/none", {302, 404}),
    (b"/voila/api/shutdown/x", {405}), (b"/nothing", {302}),
])
def test_an_address_that_cannot_be_is_refused_without_a_word_in_the_log(room, path, expected):
    before = len(room.words)
    assert status(room, b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") in expected
    assert room.words[before:] == []


@pytest.mark.parametrize("request_", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00" * 500, b"GET\r\n\r\n", b"GET / HTTP/9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 9000 + b"\r\n",
    b"POST /voila/api/shutdown/x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST /voila/api/shutdown/x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST /voila/api/shutdown/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
    b"POST /voila/api/shutdown/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n_xsrf=%ff",
    b"POST /voila/api/shutdown/x HTTP/1.1\r\nHost: a\r\nCookie: _xsrf=2|zz|zz|zz; \xff=\xff\r\nContent-Length: 7\r\n\r\n_xsrf=1",
])
def test_what_is_no_request_is_no_trouble(room, request_):
    before = len(room.words)
    assert status(room, request_) in {0, 400, 403, 404, 405, 413}
    assert answers_at_once(room)
    assert not any("Traceback" in words for words in room.words[before:])


@pytest.mark.parametrize(("method", "path"), [
    (b"POST", b"/"), (b"PUT", b"/"), (b"HEAD", b"/"), (b"NONE", b"/"), (b"get", b"/"), (b"OPTIONS", b"/"),
    (b"PATCH", b"/api/kernels/a"), (b"POST", b"/api/kernels"), (b"POST", b"/voila/static/x"),
    (b"DELETE", b"/voila/api/shutdown/x"), (b"PUT", b"/voila/files/x"),
])
def test_what_no_page_does_is_refused_without_a_word_in_the_log(room, method, path):
    before = len(room.words)
    assert status(room, method + b" " + path + b" HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n") == 405
    assert answers_at_once(room)
    assert room.words[before:] == []


@pytest.mark.parametrize("path", ["logout", "voila/files/secret.txt", "voila/files/" + "a" * 7000, "api/kernels/a-b-c-d-e"])
def test_what_a_visitor_gets_wrong_does_not_fill_the_log(room, path):
    before = len(room.words)
    assert room.get(path)[0] in (200, 403, 404)
    assert answers_at_once(room)
    assert room.words[before:] == []


def test_bodies_that_are_never_finished_are_not_kept(room):
    before, lines = memory(room), []
    head = b"POST /voila/api/shutdown/x HTTP/1.1\r\nHost: a\r\nContent-Length: 98000000\r\n\r\n"
    for _ in range(5):
        lines.append(opened(room))
        with contextlib.suppress(OSError):
            lines[-1].sendall(head + bytes(20_000_000))
    assert memory(room) < before + 30
    assert answers_at_once(room)
    for line in lines:
        line.close()


def test_idle_connections_make_room_for_newcomers(tmp_path):
    """Four hundred open files, as a small machine may have; six hundred connections that say nothing."""
    server = Server(tmp_path, environment={"WIDE_VALLEYS_SESSIONS": "2"}, files=400)
    visited = server.enter()
    page = server.line(visited, session_id="page")
    lines = [opened(server) for _ in range(600)]
    assert answers_at_once(server)
    with server.visit():
        assert server.lives(visited)
    page.ping()
    lines += [opened(server) for _ in range(600)]
    assert answers_at_once(server)
    assert server.lives(visited)
    assert len(server.words) < 20
    for line in lines:
        line.close()
    server.end()


def test_every_answer_keeps_its_address_to_itself(room, newcomer):
    for path in ("", f"api/kernels/{newcomer.session}"):
        status_, headers, _ = room.get(path, newcomer.cookie if path else "")
        assert (status_, headers["Referrer-Policy"]) == (200, "same-origin")
