"""The messages of a page, as they arrive: read within bounds, or refused. Nothing a browser sends is trusted before this.

Three forms reach the server. With the subprotocol v1.kernel.websocket.jupyter.org a binary frame begins with whole numbers of 8
bytes, little-endian: how many offsets there are, then the offsets, which cut the rest into channel, header, parent, metadata,
content and buffers. Without it a frame is JSON text, or binary with whole numbers of 4 bytes, big-endian, before JSON and buffers.
A number in a frame says only what the frame's own bytes can bear out: the other readers believe it, and count to 2**62.
"""

import itertools
import json
import re
from dataclasses import dataclass

LARGEST = 65_536  # bytes in a message; an honest one has about 600
DEEPEST = 32  # brackets within brackets; an honest one has 6
MOST_OFFSETS = 16
PARTS = ("header", "parent_header", "metadata", "content")
_COMM = re.compile(rb'"comm_id":\s*"([\w.-]{1,64})"')


class Refused(ValueError):
    """A message that goes no further. `answer` is the comm that should hear why; without one the socket is closed."""

    def __init__(self, reason, answer=None):
        super().__init__(reason)
        self.answer = answer


@dataclass(frozen=True)
class Message:
    """One message of a page: the channel it is for, its four parts as objects, its buffers as bytes, its size as it came."""

    channel: str
    header: dict
    parent_header: dict
    metadata: dict
    content: dict
    buffers: tuple
    size: int

    @property
    def kind(self):
        """The message's type."""
        return self.header["msg_type"]

    def packed(self):
        """The parts as bytes, written anew: what was checked is what is sent on, whatever else the bytes could be read as."""
        return [json.dumps(getattr(self, part)).encode() for part in PARTS] + list(self.buffers)


def read(frame, v1):
    """The `Message` in a frame, text or bytes; `v1`: whether the socket speaks that subprotocol. Raises `Refused`."""
    if len(frame) > LARGEST:
        text = frame if isinstance(frame, bytes) else frame[:4000].encode()
        found = _COMM.search(text, 0, 4000)
        reason = f"message = {len(frame):,} bytes is not allowed: at most {LARGEST:,}"
        raise Refused(reason, answer=found and found[1].decode())
    if v1:
        channel, parts, buffers = _v1(frame)
    else:
        channel, parts, buffers = _legacy(frame)
    for name, part in zip(PARTS, parts, strict=True):
        if not isinstance(part, dict) or _deeper_than(DEEPEST, part):
            raise Refused(f"the {name} is not a small object")
    header = parts[0]
    if not all(isinstance(header.get(name), str) and 0 < len(header[name]) <= 100 for name in ("msg_id", "msg_type")):
        raise Refused("the header names no message")
    if channel not in ("shell", "control"):
        raise Refused("the channel is not one that a page may use")
    return Message(channel, *parts, tuple(buffers), len(frame))


def _v1(frame):
    if not isinstance(frame, bytes):
        raise Refused("text where bytes were agreed on")
    pieces = _pieces(frame, 8, "little")
    if len(pieces) < 6 or pieces[-1]:
        raise Refused("a frame without its four parts")
    return _text(pieces[0]), [_json(piece) for piece in pieces[1:5]], pieces[5:-1]


def _legacy(frame):
    if isinstance(frame, bytes):
        pieces = _pieces(frame, 4, "big")
        if not pieces:
            raise Refused("a frame without a message")
        message, buffers = _json(pieces[0]), pieces[1:]
    else:
        message, buffers = _json(frame), []
    if not isinstance(message, dict):
        raise Refused("a message that is not an object")
    return message.get("channel"), [message.get(part) for part in PARTS], buffers


def _pieces(frame, width, order):
    """What the offsets at the head of a frame cut it into; the last piece reaches to the end."""
    count = int.from_bytes(frame[:width], order)
    if count > MOST_OFFSETS or width * (count + 1) > len(frame):
        raise Refused("a frame that names more parts than it has")
    offsets = [int.from_bytes(frame[width * i : width * (i + 1)], order) for i in range(1, count + 1)] + [len(frame)]
    if offsets != sorted(offsets) or (count and offsets[0] < width * (count + 1)):
        raise Refused("a frame whose parts overlap")
    return [frame[begin:end] for begin, end in itertools.pairwise(offsets)]


def _text(raw):
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Refused("bytes that are not UTF-8") from None


def _json(raw):
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused("a part that is not JSON") from None


def _deeper_than(limit, value):
    level = [value]
    for _ in range(limit):
        containers = [item for item in level if isinstance(item, (dict, list))]
        level = [inner for item in containers for inner in (item.values() if isinstance(item, dict) else item)]
        if not level:
            return False
    return True
