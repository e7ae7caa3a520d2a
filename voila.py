"""How Voila runs the sessions; what a page looks like stands in `voila.json`. Voila reads both from the folder it starts in.

Start it by its script, `voila`: here `python -m voila` would find this file instead of the program.
"""

import os
from datetime import UTC, datetime, timedelta

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError

SESSIONS = int(os.environ.get("WIDE_VALLEYS_SESSIONS", "40"))
ARRIVAL = timedelta(minutes=2)


class Room(AsyncMappingKernelManager):
    """The sessions of one server: never more than `SESSIONS`, and each gone soon after its page."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._entering = 0
        self._has_come = {}  # for each session that has started: whether a page has ever reached it

    async def start_kernel(self, *, env, **kwargs):
        """Start a session, or refuse. Sessions that are only starting count too: a class arrives all at once.

        A session spreads its work over threads itself: a second crew inside each matrix product would stand in its way, and a
        heap for each thread would cost memory.
        """
        if len(self) + self._entering >= SESSIONS:
            raise HTTPError(503, reason="The room is full, please retry in a minute")
        self._entering += 1
        try:
            session = await super().start_kernel(env={"OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"} | env, **kwargs)
        finally:
            self._entering -= 1
        self._has_come = {known: come for known, come in self._has_come.items() if known in self} | {session: False}
        return session

    def notify_connect(self, kernel_id):
        """A page has reached its session."""
        self._has_come[kernel_id] = True
        super().notify_connect(kernel_id)

    def notify_disconnect(self, kernel_id):
        """A page has left; the time that a session may stay without one counts from here."""
        super().notify_disconnect(kernel_id)
        if kernel_id in self:
            self.get_kernel(kernel_id).last_activity = datetime.now(UTC)

    async def cull_kernel_if_idle(self, kernel_id):
        """End an idle session without a page; one whose page is still loading, perhaps over a slow line, has `ARRIVAL`."""
        if kernel_id not in self._has_come:
            return  # still starting
        idle = datetime.now(UTC) - self.get_kernel(kernel_id).last_activity
        if self._has_come[kernel_id] or idle > ARRIVAL:
            await super().cull_kernel_if_idle(kernel_id)


def set_cookie(request, notebook, cwd):
    """Give the page the cookie that it must show when it closes, else its last word is refused and the session stays."""
    request.xsrf_token  # noqa: B018 - reading it sets the cookie


c = get_config()  # noqa: F821 - Voila provides it
c.VoilaConfiguration.multi_kernel_manager_class = Room
c.VoilaConfiguration.prelaunch_hook = set_cookie
c.KernelManager.transport_encryption = "auto"
# A tab that vanishes without a word: its run pauses 5 s after the last heartbeat, and falls silent; then these count.
c.MappingKernelManager.cull_idle_timeout = 5
c.MappingKernelManager.cull_interval = 2
c.MappingKernelManager.cull_connected = False
