"""One page's line to its session: every message is read within bounds, and what the page does not read does not pile up."""

import contextlib
import functools
import json

from jupyter_client.jsonutil import json_default
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from lecture_room import frames, manners
from lecture_room.room import UNREAD

UNANSWERED = 200  # messages that a session may leave unanswered, large answers counting more; an honest page has 30
LINES = 4  # sockets to one session: the page's, and those that it lost and that have not noticed yet
V1 = "v1.kernel.websocket.jupyter.org"
POLITE = (1000, 1001)  # how a browser closes a socket when its page goes


class Line(ZMQChannelsWebsocketConnection):
    """A socket of a page, and the channels of its session."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._agreed, self._refused, self._hung_up, self._parted = None, False, False, False
        self._unread, self._unanswered, self._opened = 0, {}, set()

    @property
    def subprotocol(self):
        """The form that was agreed on, also after the socket has gone."""
        socket = self.websocket_handler.ws_connection
        if socket is not None:
            self._agreed = socket.selected_subprotocol
        return self._agreed

    @property
    def write_message(self):
        """What takes a message for the page."""
        return self._write

    async def prepare(self):
        """Take the line up. Of too many to one session the oldest is given up, never the newest."""
        lines = self.multi_kernel_manager.lines_of(self.kernel_id)
        for old in lines[: max(0, len(lines) + 1 - LINES)]:
            old.hang_up("its session has newer ones")
            lines.remove(old)
        lines.append(self)
        await super().prepare()

    def disconnect(self):
        """The socket is gone: politely when its page was closed, or without a word when the line dropped."""
        if self._parted:
            return
        self._parted = self._hung_up = True
        self.multi_kernel_manager.notify_parting(self, self.websocket_handler.close_code in POLITE)
        super().disconnect()

    def hang_up(self, why):
        """Close the socket; what it has not read by then is dropped within five seconds."""
        if not self._hung_up:
            self._hung_up = True
            self.log.warning("A page's socket was closed: %s", why)
            self.websocket_handler.close(1008, why)

    # From the page

    def handle_incoming_message(self, incoming_msg):
        """Read a frame, check it and send it on. What is refused is answered, or ends the socket."""
        if not self.channels or self._hung_up:
            return
        try:
            message = frames.read(incoming_msg, self.subprotocol == V1)
            manners.check(message, self._opened)
        except frames.Refused as refusal:
            self._refuse(refusal)
            return
        name, cost = message.header["msg_id"], manners.cost(message)
        if name in self._unanswered or sum(self._unanswered.values()) + cost > UNANSWERED:
            self.hang_up("it asks more than its session can answer")
            return
        self._unanswered[name] = cost
        self.session.send_raw(self.channels[message.channel], message.packed())

    def _refuse(self, refusal):
        if not self._refused:
            self._refused = True
            self.log.warning("A page's message was refused: %s", refusal)
        if refusal.answer is None:
            self.hang_up("it sent what cannot be read")
        elif refusal.answer:
            said = {"method": "custom", "content": {"type": "error", "message": str(refusal)}}
            self._say("comm_msg", {"comm_id": refusal.answer, "data": said})

    def _say(self, kind, content):
        """A message of the server's own, on the channel that every page listens to."""
        message = self.session.msg(kind, content)
        if self.subprotocol == V1:
            self._write(serialize_msg_to_ws_v1(message, "iopub", self.session.pack), binary=True)
        else:
            self._write(json.dumps(message | {"channel": "iopub"}, default=json_default))

    # To the page

    def _on_zmq_reply(self, stream, msg_list):
        header, parent, content = self._heads(msg_list)
        if header["msg_type"] == "status" and content().get("execution_state") == "idle":
            self._unanswered.pop(parent().get("msg_id"), None)
        if header["msg_type"] != "execute_input" and not self._hung_up:  # the notebook's source is not the page's
            super()._on_zmq_reply(stream, msg_list)

    def _heads(self, message):
        """The header of a session's message; the parent's and the content as functions, since few are looked at."""
        if isinstance(message, dict):
            return message["header"], lambda: message["parent_header"], lambda: message["content"]
        return json.loads(message[0]), lambda: json.loads(message[1]), lambda: json.loads(message[3])

    def _write(self, message, binary=False):
        if self._unread + len(message) > UNREAD:
            self.hang_up("its page does not read")
        if self._hung_up:
            return
        with contextlib.suppress(WebSocketClosedError):
            # Not Voila's own writer: that reads every message as v1, whatever it is, and believes what it reads.
            written = WebSocketHandler.write_message(self.websocket_handler, message, binary)
            self._unread += len(message)
            written.add_done_callback(functools.partial(self._was_read, len(message)))
            self.multi_kernel_manager.weigh()

    def _was_read(self, size, written):
        self._unread -= size
        if not written.cancelled():
            written.exception()  # a socket that closed has said so already

    @property
    def unread(self):
        """Bytes that wait for the page to read them; 0 once the line is given up."""
        return 0 if self._hung_up else self._unread
