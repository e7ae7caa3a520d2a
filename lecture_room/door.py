"""Whose session is whose: a session answers only to the browser that its page was made for.

The id of a session stands in the addresses that its page asks for, so it must not be enough: who knows it, from a log or over
a shoulder, could read and steer. What counts is the cookie that came with the page, which its own script needs as well, to say
that it closes. An id that nobody has is passed on, to be answered with 404.
"""

import re

from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.auth.logout import LogoutHandler
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.web import HTTPError

SESSION_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def visitor(handler):
    """The browser behind a request, as the secret that its cookie hides behind changing masks; a new one for a new visitor."""
    return handler._get_raw_xsrf_token()[1]  # no public word gives it unmasked


class Exit(LogoutHandler):
    """Forgets who has logged in. Jupyter's own page that says so lacks its pictures here, and would be an error."""

    def get(self):
        """Log out, and go back to the page, which asks who is there."""
        self.identity_provider.clear_login_cookie(self)
        self.redirect(self.base_url)


class Door(PasswordIdentityProvider):
    """Lets a request in, or not: None is nobody, and is answered with 403."""

    logout_available = PasswordIdentityProvider.login_available
    logout_handler_class = Exit

    def get_user(self, handler):
        """The user behind a request, if what it asks for is that user's own."""
        handler.current_user = None  # until it is known: the page of an error asks
        if isinstance(handler, KernelWebsocketHandler):
            _check_session_id(handler)
        asked = handler.path_kwargs.get("kernel_id") or next(iter(handler.path_args), None)
        owner = handler.kernel_manager.owners.get(asked)
        if owner is not None and owner != visitor(handler):
            return None
        return super().get_user(handler)


def _check_session_id(handler):
    """It becomes an address on the session's own wire, where nothing, too much or other letters are errors."""
    named = handler.get_argument("session_id", None)
    if named is not None and not SESSION_ID.fullmatch(named):
        raise HTTPError(400, reason="session_id must be 1 to 64 letters or digits")
