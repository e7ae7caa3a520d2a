"""What a page may say to its session. A page reads the widgets that Python made and writes their traits; it makes and ends none."""

from lecture_room.frames import Refused

KINDS = ("comm_info_request", "comm_msg", "comm_open", "comm_close", "kernel_info_request")
LONGEST_NAME = 64  # characters of a widget's id
# The widget manager opens this one, to ask for every widget's state, and closes it; a page of ours opens nothing else.
OPENS = ("jupyter.widget.control",)
MOST_OPEN = 10  # at once, on one line


def check(message, opened):
    """Return for a `frames.Message` that may go on to the session; else raise `Refused`.

    opened: the names that the line has opened and not closed; kept up to date here.
    """
    if message.kind not in KINDS:
        raise Refused(f"{message.kind} is not what a page may ask for", answer="")
    if message.kind.startswith("comm_") and message.kind != "comm_info_request":
        name = message.content.get("comm_id")
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            raise Refused("a message that names no widget", answer="")
    if message.kind == "comm_open":
        if message.content.get("target_name") not in OPENS or len(opened) >= MOST_OPEN:
            raise Refused("a page opens no widgets", answer="")
        opened.add(name)
    if message.kind == "comm_close":
        if name not in opened:
            raise Refused("a page ends no widgets", answer="")
        opened.remove(name)


def cost(message):
    """How much its answer weighs: that with every widget's state, asked for once a line, is as large as fifty others."""
    data = message.content.get("data")
    return 50 if isinstance(data, dict) and data.get("method") == "request_states" else 1
