"""A frame is a message within bounds, or refused; whatever bytes come, reading them costs no more than they weigh."""

import json
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_room import frames
from tests import apart
from tests.stand_in import legacy, parts, v1


def nested(depth):
    return json.loads("[" * depth + "]" * depth)


@pytest.mark.parametrize("frame", [
    v1("comm_msg", {"comm_id": "c", "data": {"x": 1}}, identity="m", buffers=(b"ab", b"c")),
    legacy("comm_msg", {"comm_id": "c", "data": {"x": 1}}, identity="m"),
], ids=["v1", "text"])
def test_an_honest_message_is_read_and_packed_as_it_was(frame):
    message = frames.read(frame, isinstance(frame, bytes))
    assert (message.channel, message.kind, message.size) == ("shell", "comm_msg", len(frame))
    assert message.content == {"comm_id": "c", "data": {"x": 1}}
    assert message.buffers == ((b"ab", b"c") if isinstance(frame, bytes) else ())
    assert [json.loads(part) for part in message.packed()[:4]] == parts("comm_msg", message.content, "m")


def test_a_binary_message_of_the_older_form_is_read():
    text = legacy("comm_msg", {"comm_id": "c"}).encode()
    frame = struct.pack("!III", 2, 12, 12 + len(text)) + text + b"buffer"
    assert frames.read(frame, False).buffers == (b"buffer",)


HUGE = {"comm_id": "c", "data": "x" * frames.LARGEST}
BAD = {
    "a number of offsets that nothing bears out": (struct.pack("<Q", 2**62), True),
    "the same in the older form": (struct.pack("!I", 2**31 - 1), False),
    "many offsets, all there": (struct.pack("<Q", 5000) + bytes(8 * 5001), True),
    "no bytes": (b"", True),
    "no bytes, older form": (b"", False),
    "offsets that go back": (struct.pack("<7Q", 6, 56, 50, 60, 61, 62, 62) + bytes(99), True),
    "offsets into the head": (struct.pack("<7Q", 6, 0, 8, 16, 24, 32, 40), True),
    "offsets past the end": (v1("comm_msg", {})[:-1], True),
    "more than the offsets say": (v1("comm_msg", {}) + b"more", True),
    "bytes that are not UTF-8": (v1("comm_msg", {}).replace(b"shell", b"\xff\xfe\xfd\xfc\xfb"), True),
    "a part that is not UTF-8": (v1("comm_msg", {"a": "....."}).replace(b".....", b"\xff\xfe\xfd\xfc\xfb"), True),
    "text in a socket of bytes": (legacy("comm_msg", {}), True),
    "not JSON": ("{", False),
    "not an object": ("[1, 2]", False),
    "an empty text": ("", False),
    "parts that are missing": ('{"channel": "shell"}', False),
    "a header that is a list": ('{"channel": "shell", "header": [], "parent_header": {}, "metadata": {}, "content": {}}', False),
    "brackets, as deep as a frame can hold": ("[" * 30_000 + "]" * 30_000, False),
    "content that is too deep": (v1("comm_msg", {"data": nested(frames.DEEPEST)}), True),
    "a number of five thousand digits": (legacy("comm_msg", {}).replace("{}", '{"a": ' + "9" * 5000 + "}"), False),
    "no type": (v1("", {}), True),
    "a very long type": (v1("x" * 101, {}), True),
    "a very long name": (v1("comm_msg", {}, identity="x" * 101), True),
    "another channel": (v1("comm_msg", {}, channel="iopub"), True),
    "a channel that is a list": (legacy("comm_msg", {}, channel=["shell"]), False),
    "no channel": (legacy("comm_msg", {}, channel=None), False),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_refused_at_no_cost(name):
    frame, speaks_v1 = BAD[name]
    with apart.traced() as found, pytest.raises(frames.Refused) as refusal:
        frames.read(frame, speaks_v1)
    assert refusal.value.answer is None
    assert found.most < 40 * len(frame) + 100_000


@pytest.mark.parametrize("frame", [v1("comm_msg", HUGE), legacy("comm_msg", HUGE)], ids=["v1", "text"])
def test_too_large_a_message_names_who_should_hear_so(frame):
    with pytest.raises(frames.Refused, match=f"{len(frame):,} bytes is not allowed: at most 65,536") as refusal:
        frames.read(frame, isinstance(frame, bytes))
    assert refusal.value.answer == "c"


@given(st.binary(max_size=400) | st.text(max_size=200) | st.integers(0, 20).flatmap(
    lambda n: st.lists(st.integers(0, 300), min_size=n, max_size=n).map(
        lambda offsets: struct.pack(f"<{n + 1}Q", n, *sorted(offsets)) + b'shell{}{"msg_id": "a", "msg_type": "b"}{}' + bytes(99))))
@settings(max_examples=500, deadline=None)
def test_any_frame_is_a_message_or_refused(frame):
    for speaks_v1 in (True, False):
        try:
            message = frames.read(frame, speaks_v1)
        except frames.Refused:
            continue
        assert len(message.packed()) >= 4
