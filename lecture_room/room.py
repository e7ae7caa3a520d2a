"""The sessions of one server: how many, how large, whose, and for how long without a page."""

import asyncio
import contextlib
import functools
import time

from jupyter_core.utils import ensure_async
from jupyter_server import CallContext
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.httpserver import HTTPServer
from tornado.web import HTTPError

from lecture_room import discretion, limits, settings
from lecture_room.door import visitor
from lecture_room.entrance import Entrance

ARRIVAL = 120  # seconds that a page may take to load, perhaps over a slow line; and before that to be made, in a busy room
YIELDS = 30  # seconds of them after which one that has not come yet makes room for a newcomer, where the room is full
AFTER_A_DROP = 60  # seconds that a session is kept whose line dropped
AFTER_A_CLOSE = 5  # and one whose page was closed, but could not say so
UNREAD = 8_000_000  # bytes that a page may leave unread; the first picture has 0.6 million
ALL_UNREAD = 128_000_000  # and all pages together


class Room(AsyncMappingKernelManager):
    """The sessions of one server: never more than there are places, and each gone soon after its page."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        discretion.keep()
        HTTPServer.configure(Entrance)
        self.owners = {}  # whose each session is
        self._entering = 0
        self._absent = {}  # for each session without a page: (since when, for how long it is kept)
        self._lines = {}
        self._yielding = {}  # sessions that are being ended to make room
        self._asked = {}  # for each session whose page may still be under way to the browser: (who asked for it, since when)

    async def start_kernel(self, *, env, **kwargs):
        """Start a session, or refuse. Sessions that are only starting count too: a class arrives all at once.

        A session spreads its work over threads itself: a second crew inside each matrix product would stand in its way, and a
        heap for each thread would cost memory.
        """
        place = self._place()
        handler = CallContext.get(CallContext.JUPYTER_HANDLER)
        handler.xsrf_token  # noqa: B018 - reading it gives the page its cookie
        self._entering += 1
        try:
            if place is not None:
                await ensure_async(self.shutdown_kernel(place))
            session = await super().start_kernel(env={"OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"} | env, **kwargs)
        finally:
            self._entering -= 1
        limits.memory(self.get_kernel(session).provisioner.pid, settings.session_memory() * 1_000_000)
        self.owners[session] = visitor(handler)
        self._absent[session] = time.monotonic(), ARRIVAL
        self._asked[session] = handler, time.monotonic()
        return session

    def _place(self):
        """The session that makes room for a new one; None while there are free places. Raises where there is neither.

        Only one whose page was asked for and never came: whoever asks for many pages and opens none keeps nobody out for long.
        """
        if len(self.owners) - len(self._yielding) + self._entering < settings.sessions():
            return None
        late = [(since, session) for session, (since, patience) in self._absent.items()
                if patience == ARRIVAL and time.monotonic() - since >= YIELDS and session not in self._yielding]
        if not late:
            raise HTTPError(503, reason="The room is full, please retry in a minute")
        session = min(late)[1]
        self._yielding[session] = True
        return session

    def remove_kernel(self, kernel_id):
        """Forget a session that has ended."""
        for kept in (self.owners, self._absent, self._lines, self._yielding, self._asked):
            kept.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    def lines_of(self, kernel_id):
        """The sockets to a session, oldest first."""
        return self._lines.setdefault(kernel_id, [])

    def weigh(self):
        """Give up the line with the most unread while all of them together leave too much unread."""
        lines = [line for lines in self._lines.values() for line in lines]
        while sum(line.unread for line in lines) > ALL_UNREAD:
            max(lines, key=lambda line: line.unread).hang_up("the room cannot keep all that it does not read")

    def notify_connect(self, kernel_id):
        """A page has reached its session."""
        self._absent.pop(kernel_id, None)
        self._asked.pop(kernel_id, None)
        super().notify_connect(kernel_id)

    def notify_parting(self, line, politely):
        """A page's socket has gone. The time that the session may stay without one counts from the last."""
        with contextlib.suppress(ValueError):
            self.lines_of(line.kernel_id).remove(line)
        if line.kernel_id in self and self._kernel_connections.get(line.kernel_id, 0) <= 1:
            self._absent[line.kernel_id] = time.monotonic(), AFTER_A_CLOSE if politely else AFTER_A_DROP

    def start_buffering(self, kernel_id, session_key, channels):
        """Keep what a session says while its page is away, to be said when it comes back; beyond a page's share, forget it."""
        super().start_buffering(kernel_id, session_key, channels)
        waiting, weight = self._kernel_buffers[kernel_id], 0

        def keep(channel, parts):
            nonlocal weight
            weight += sum(map(len, parts))
            if weight <= UNREAD:
                waiting["buffer"].append((channel, parts))
            elif self._kernel_buffers.get(kernel_id) is waiting:
                self.stop_buffering(kernel_id)

        for channel, stream in channels.items():
            if not stream.closed():
                stream.on_recv(functools.partial(keep, channel))

    def _is_made(self, kernel_id):
        """Whether a page is out, or nobody waits for it any more, or its browser has had the time to take it."""
        handler, since = self._asked[kernel_id]
        stream = getattr(handler.request.connection, "stream", None)
        return handler._finished or stream is None or stream.closed() or time.monotonic() - since > ARRIVAL

    async def cull_kernels(self):
        """Look at every session, and end those that are over together: a class leaves all at once, too."""
        ended = await asyncio.gather(*map(self.cull_kernel_if_idle, list(self._kernels)), return_exceptions=True)
        for failed in filter(None, ended):
            self.log.error("A session could not be ended: %s", failed)

    async def cull_kernel_if_idle(self, kernel_id):
        """End a session that has been without a page for as long as it is kept, or whose process has died."""
        if kernel_id not in self.owners:
            return  # still starting
        if kernel_id in self._asked:
            if self._is_made(kernel_id):
                del self._asked[kernel_id]
            else:
                self._absent[kernel_id] = time.monotonic(), ARRIVAL
        since, patience = self._absent.get(kernel_id, (time.monotonic(), ARRIVAL))
        if time.monotonic() - since > patience or not await ensure_async(self.get_kernel(kernel_id).is_alive()):
            await ensure_async(self.shutdown_kernel(kernel_id))
