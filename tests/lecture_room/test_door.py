"""Who knows a session's id has nothing: it answers to the browser that its page was made for."""

import contextlib

import pytest
import websocket

from tests.stand_in import received, v1

MADE_UP = "_xsrf=2|00000000|00000000000000000000000000000000|1700000000"


@pytest.mark.parametrize("who", ["another visitor", "nobody", "a made-up cookie"])
def test_another_visitor_who_knows_the_id_can_neither_read_nor_steer_nor_end(room, visitor, newcomer, who):
    cookie = {"another visitor": newcomer.cookie, "nobody": "", "a made-up cookie": MADE_UP}[who]
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        room.line(visitor, cookie=cookie)
    assert refusal.value.status_code == 403
    assert room.get(f"api/kernels/{visitor.session}", cookie)[0] == 403
    assert room.leave(visitor, cookie or MADE_UP) == 403
    assert room.lives(visitor)


def test_the_same_browser_may_have_its_cookie_renewed_under_another_mask(room, visitor):
    """The cookie holds its secret under a mask; the same secret under another one is the same browser."""
    version, mask, masked, when = visitor.cookie.removeprefix("_xsrf=").split("|")
    secret = bytes(a ^ b for a, b in zip(bytes.fromhex(mask) * 4, bytes.fromhex(masked), strict=True))
    other = bytes.fromhex("01020304")
    again = bytes(a ^ b for a, b in zip(other * 4, secret, strict=True)).hex()
    with contextlib.closing(room.line(visitor, cookie=f"_xsrf={version}|01020304|{again}|{when}")) as line:
        line.send_binary(v1("kernel_info_request", {}))
        assert received(line, "kernel_info_reply")["status"] == "ok"


def test_an_id_that_nobody_has_is_not_found(room, visitor):
    assert room.get("api/kernels/00000000-0000-0000-0000-000000000000", visitor.cookie)[0] == 404
