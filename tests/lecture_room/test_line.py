"""What can arrive on a page's socket, and what becomes of the server, which must go on answering everybody else."""

import contextlib
import socket
import struct
import threading
import time

import pytest
import websocket

from lecture_room import discretion
from tests.stand_in import Server, closed, legacy, received, v1

BOMB = struct.pack("<Q", 2**62)


def memory(server):
    """Megabytes of the process that answers."""
    return server.voila().memory_info().rss / 1e6


def answers_at_once(server):
    begun = time.monotonic()
    assert server.get("voila/templates/wide_valleys/static/favicon.svg")[0] == 200
    return time.monotonic() - begun < 5


def talk(line, frame, kind, content):
    """Send a message and return what the session answers."""
    line.send(frame(*kind), opcode=2 if frame is v1 else 1)
    return received(line, content)


@pytest.mark.parametrize(("frame", "subprotocol"), [(v1, "v1.kernel.websocket.jupyter.org"), (legacy, None)], ids=["v1", "older"])
def test_a_page_speaks_with_its_session_in_either_form(room, visitor, frame, subprotocol):
    with contextlib.closing(room.line(visitor, subprotocol=subprotocol)) as line:
        comms = talk(line, frame, ("comm_info_request", {"target_name": "jupyter.widget"}), "comm_info_reply")["comms"]
        assert len(comms) == 3  # a slider, its style, its layout
        talk(line, frame, ("comm_open", {"comm_id": "mine", "target_name": "jupyter.widget.control", "data": {}}), "status")
        states = talk(line, frame, ("comm_msg", {"comm_id": "mine", "data": {"method": "request_states"}}), "comm_msg")
        assert "one" in str(states)
        slider = next(name for name, state in states["data"]["states"].items() if state["model_name"] == "FloatSliderModel")
        written = {"method": "update", "state": {"value": 7.0}, "buffer_paths": []}
        assert talk(line, frame, ("comm_msg", {"comm_id": slider, "data": written}), "comm_msg")["data"]["state"] == {"value": 7.0}


@pytest.mark.parametrize(("bad", "opcode", "subprotocol"), [
    (BOMB, 2, True), (BOMB, 2, False), (struct.pack("!I", 2**31 - 1), 2, False), (b"\xff" * 900, 2, True), (b"", 2, True),
    ("text", 1, True), ("[" * 30_000, 1, False), ("not JSON", 1, False), (b"\xff\xfe", 1, False), ("1", 1, False),
])
def test_a_frame_that_cannot_be_read_ends_its_socket_and_nothing_else(room, visitor, bad, opcode, subprotocol):
    before = memory(room)
    with contextlib.closing(room.line(visitor, subprotocol="v1.kernel.websocket.jupyter.org" if subprotocol else None)) as line:
        line.send(bad, opcode=opcode)
        assert answers_at_once(room)
        assert closed(line)
    assert memory(room) < before + 50
    with contextlib.closing(room.line(visitor)) as line:
        assert talk(line, v1, ("kernel_info_request", {}), "kernel_info_reply")["status"] == "ok"


def test_a_line_taken_up_again_by_the_older_form_under_the_same_name(room, newcomer):
    """What a browser does whose socket died silently: nobody reads the first one, and the session goes on speaking to both."""
    first = room.line(newcomer, session_id="same")
    second = room.line(newcomer, session_id="same", subprotocol=None)
    assert talk(second, legacy, ("kernel_info_request", {}), "kernel_info_reply")["status"] == "ok"
    assert answers_at_once(room)
    assert closed(first)
    second.close()


@pytest.mark.parametrize("name", ["", "x" * 65, "x" * 5000, "%ff%fe", "a%00b", "a b", "é", "../../x", "a" * 64, "ok-1_2"])
def test_a_session_id_is_a_short_word_or_refused(room, visitor, name):
    before = len(room.words)
    asked = name if "%" in name else "".join(f"%{byte:02x}" for byte in name.encode())
    if name in ("a" * 64, "ok-1_2"):
        room.line(visitor, session_id=asked).close()
    else:
        with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
            room.line(visitor, session_id=asked)
        assert refusal.value.status_code in (400, 414)
    assert answers_at_once(room)
    assert not any("Traceback" in words for words in room.words[before:])


def test_a_page_cannot_end_its_widgets_and_so_its_session(room, visitor):
    with contextlib.closing(room.line(visitor)) as line:
        comms = talk(line, v1, ("comm_info_request", {"target_name": "jupyter.widget"}), "comm_info_reply")["comms"]
        for name in comms:
            line.send_binary(v1("comm_close", {"comm_id": name}))
        assert talk(line, v1, ("comm_info_request", {"target_name": "jupyter.widget"}), "comm_info_reply")["comms"] == comms


def test_a_visitor_who_comes_and_goes_does_not_fill_the_log(room, newcomer):
    before = len(room.words)
    for _ in range(60):
        with contextlib.closing(room.line(newcomer, session_id="again")) as line:
            line.send_binary(b"")
            assert closed(line)
    assert answers_at_once(room)
    told = room.words[before:]
    assert len(told) <= 4 * discretion.MOST_ALIKE
    assert discretion.hidden("".join(told)) == "".join(told)


def test_a_page_opens_no_widgets_and_starts_no_code(room, visitor):
    with contextlib.closing(room.line(visitor)) as line:
        state = {"_model_module": "@jupyter-widgets/controls", "_model_name": "TextModel", "value": "x"}
        line.send_binary(v1("comm_open", {"comm_id": "wanted", "target_name": "jupyter.widget", "data": {"state": state}}))
        line.send_binary(v1("execute_request", {"code": "import ipywidgets; ipywidgets.FloatSlider()", "silent": False}))
        comms = talk(line, v1, ("comm_info_request", {}), "comm_info_reply")["comms"]
        assert "wanted" not in comms
        assert sum(comm["target_name"] == "jupyter.widget" for comm in comms.values()) == 3


def test_ten_megabytes_are_answered_and_go_no_further(room, visitor):
    kernel = max(room.everybody(), key=lambda process: process.create_time())
    before = kernel.memory_info().rss
    with contextlib.closing(room.line(visitor)) as line:
        line.send_binary(v1("comm_msg", {"comm_id": "slider", "data": "x" * 10_000_000}))
        answer = received(line, "comm_msg")
        assert answer["comm_id"] == "slider"
        assert "is not allowed: at most 65,536" in answer["data"]["content"]["message"]
        assert talk(line, v1, ("kernel_info_request", {}), "kernel_info_reply")["status"] == "ok"
    assert kernel.memory_info().rss < before + 5e6


def test_more_than_ten_megabytes_end_the_socket(room, visitor):
    with contextlib.closing(room.line(visitor)) as line:
        with contextlib.suppress(OSError):
            line.send_binary(bytes(11_000_000))
        assert closed(line)
    assert answers_at_once(room)


def test_one_session_has_four_sockets_and_the_newest_stay(room, newcomer):
    lines = [room.line(newcomer) for _ in range(7)]
    assert all(closed(line) for line in lines[:3])
    for line in lines[3:]:
        assert talk(line, v1, ("kernel_info_request", {}), "kernel_info_reply")["status"] == "ok"
        line.close()


def test_a_page_that_does_not_read_is_closed_and_costs_the_server_little(room, newcomer):
    """It asks for its widgets' states over and over, through a socket whose window is small, and reads none of the answers."""
    before = memory(room)
    small = socket.create_connection(("127.0.0.1", room.port))
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    address = f"ws://127.0.0.1:{room.port}/api/kernels/{newcomer.session}/channels?session_id=deaf"
    line = websocket.create_connection(address, socket=small, cookie=newcomer.cookie, timeout=30,
                                       subprotocols=["v1.kernel.websocket.jupyter.org"])
    line.send_binary(v1("comm_open", {"comm_id": "mine", "target_name": "jupyter.widget.control", "data": {}}))
    with contextlib.suppress(OSError, websocket.WebSocketException):
        for _ in range(20_000):
            line.send_binary(v1("comm_msg", {"comm_id": "mine", "data": {"method": "request_states"}}))
    assert answers_at_once(room)
    line.shutdown()
    assert memory(room) < before + 60
    with contextlib.closing(room.line(newcomer)) as again:
        assert talk(again, v1, ("kernel_info_request", {}), "kernel_info_reply")["status"] == "ok"


@pytest.mark.slow
def test_what_a_session_says_while_its_page_is_away_does_not_pile_up(tmp_path):
    """A page asks over and over for a megabyte, reads nothing, and drops its line."""
    server = Server(tmp_path, "import ipywidgets\nipywidgets.HTML('x' * 1_000_000)")
    visited, before = server.enter(), memory(server)
    line = server.line(visited, session_id="away")
    line.send_binary(v1("comm_open", {"comm_id": "mine", "target_name": "jupyter.widget.control", "data": {}}))
    with contextlib.suppress(OSError, websocket.WebSocketException):
        for _ in range(100):
            line.send_binary(v1("comm_msg", {"comm_id": "mine", "data": {"method": "request_states"}}))
            time.sleep(0.03)
            assert memory(server) < before + 60
    line.sock.close()
    limit = time.monotonic() + 5
    while time.monotonic() < limit:
        assert memory(server) < before + 60
        time.sleep(0.2)
    with contextlib.closing(server.line(visited, session_id="away")) as again:
        assert talk(again, v1, ("kernel_info_request", {}), "kernel_info_reply")["status"] == "ok"
    server.end()


@pytest.mark.slow
def test_an_idle_page_is_kept_over_many_pings(tmp_path):
    """At a thirtieth of the times in `voila.json`: every ping is answered, so none may count as lost."""
    def quicker(settings):
        for name in ("ws_ping_interval", "ws_ping_timeout"):
            settings["Voila"]["tornado_settings"][name] //= 30

    server = Server(tmp_path, adapt=quicker)
    visited = server.enter()
    line = server.line(visited, session_id="idle")
    ended = []
    reader = threading.Thread(target=lambda: ended.append(closed(line, 600)), daemon=True)
    reader.start()
    reader.join(timeout=20)  # some twenty pings
    assert ended == []
    assert not any("timeout" in words for words in server.words)
    server.end()
