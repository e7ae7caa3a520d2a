"""The way in: how many connections there are, how large a request is, and how long it may take to say what it wants.

Whoever opens a connection and says nothing, says half of something, or never reads the answer takes a place from the next
one of that kind, not from the room.
"""

import time
from http.cookies import Morsel
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from jinja2 import ChoiceLoader, DictLoader
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, ResponseStartLine
from tornado.routing import Router

from lecture_room import discretion, limits, settings
from lecture_room.assets import Asset, Shelf
from lecture_room.gallery import PAGE, Absent, Gallery, leads

BOUNDS = {
    "max_header_size": 32_768,
    "max_body_size": 65_536,  # the largest honest one is a page's last word
    "max_buffer_size": 11_000_000,  # a message of a page, up to tornado's ten megabytes: it is told that it is too large
    "body_timeout": 20,
    "idle_connection_timeout": 60,
}
LONGEST_ADDRESS = 8_192
FILES_OF_A_SESSION = 40
ERROR_PAGE = '<!DOCTYPE html><meta charset="utf-8"><title>Wide Valleys</title><p>{{ status_message }} ({{ status_code }})</p>'


class Entrance(HTTPServer):
    """The server that Voila listens with."""

    def initialize(self, request_callback, **kwargs):
        """Bound what one connection may take, and put a check before Voila's own handlers."""
        prepare(request_callback)
        request_callback.settings["log_function"] = self._answered
        super().initialize(Check(request_callback), **BOUNDS | kwargs)
        self._connections_now = {}  # the stream of each: (whether a request is being answered, since when)
        self._most = places()

    def handle_stream(self, stream, address):
        """A new connection. Where there are too many, the one that has been idle longest makes room."""
        while len(self._connections_now) >= self._most:
            idlest = min(self._connections_now, key=self._connections_now.get)
            del self._connections_now[idlest]
            idlest.close()
        self._connections_now[stream] = False, time.monotonic()
        super().handle_stream(stream, address)

    def start_request(self, server_conn, request_conn):
        """A request begins; until its answer is out, its connection is not idle."""
        if server_conn.stream in self._connections_now:
            self._connections_now[server_conn.stream] = True, time.monotonic()
        return super().start_request(server_conn, request_conn)

    def on_close(self, server_conn):
        """A connection has ended, or has become a page's socket, which its session counts."""
        self._connections_now.pop(server_conn.stream, None)
        super().on_close(server_conn)

    def _answered(self, handler):
        stream = getattr(handler.request.connection, "stream", None)
        if stream in self._connections_now:
            self._connections_now[stream] = False, time.monotonic()
        discretion.answered(handler)


class Check(Router):
    """Before Voila's own handlers: an address that is no text would be an error in each of them."""

    def __init__(self, application):
        self.application, self.shelf = application, application.settings["shelf"]
        self.folder = folder(application)
        self.root = url_path_join(application.settings["server_url"], "/")
        self.files = url_path_join(self.root, "voila/")

    def find_handler(self, request, **kwargs):
        """Who answers a request."""
        if len(request.uri) > LONGEST_ADDRESS:
            return Refusal(request, 414, "URI Too Long")
        try:
            plain = unquote_to_bytes(request.uri.replace("+", " ")).decode()
        except UnicodeDecodeError:
            plain = "\0"
        if "\0" in plain or not request.uri.isascii() or not request.uri.startswith("/"):
            return Refusal(request, 400, "Bad Request")
        if not self.allows(request):
            return Refusal(request, 405, "Method Not Allowed")
        address = self.asset(request)
        if address is not None:
            return self.application.get_handler_delegate(request, Asset, {"shelf": self.shelf, "address": address})
        if self.folder is not None and request.path.startswith(self.root):
            asked = unquote(request.path.removeprefix(self.root))
            if asked in ("", "gallery"):  # the second is its name inside Jupyter Server
                told = {"root": self.folder, "base": self.application.settings["base_url"]}
                return self.application.get_handler_delegate(request, Gallery, told)
            if not leads(asked, self.folder):
                told = {"voila_configuration": self.application.settings["voila"].voila_configuration}
                return self.application.get_handler_delegate(request, Absent, told)
        return self.application.find_handler(request, **kwargs)

    def asset(self, request):
        """What a request asks of the shelf; None if it asks something else."""
        address = unquote(request.path.removeprefix(self.files)) if request.path.startswith(self.files) else ""
        return address if address.split("/")[0] in ("static", "labextensions", "templates") else None

    def allows(self, request):
        """Whether a page of ours, or a login, asks in this way. Voila's page of an error fails over any other way to ask."""
        asked = "/" + request.path.removeprefix(self.root)
        if request.method == "HEAD":
            return self.asset(request) is not None
        if request.method == "POST":
            return asked == "/login" or asked.startswith("/voila/api/shutdown/")
        return request.method == "GET" or (request.method in ("DELETE", "OPTIONS") and asked.startswith("/api/kernels/"))


class Refusal(HTTPMessageDelegate):
    """An answer of one line, after which the connection ends."""

    def __init__(self, request, status, reason):
        self.connection, self.line = request.connection, ResponseStartLine("HTTP/1.1", status, reason)

    def finish(self):
        """The request has been read; answer it."""
        self.connection.write_headers(self.line, HTTPHeaders({"Content-Length": "0", "Connection": "close"}))
        self.connection.finish()


def folder(application):
    """Whose notebooks are served; None where it is one notebook."""
    voila = application.settings["voila"]
    return None if voila.notebook_path else voila.root_dir


def prepare(application):
    """What every answer of Voila's application says, and the page of its errors, which Voila's own handlers lack."""
    application.settings.setdefault("headers", {}).update(headers())
    application.settings["shelf"] = Shelf(application.settings["voila"])
    served = folder(application)
    application.settings["gallery"] = served is not None and (Path(served) / PAGE).is_file()
    if settings.frame_ancestors():
        application.settings["xsrf_cookie_kwargs"] = cookie_of_a_frame()
    environment = application.settings["jinja2_env"]
    environment.loader = ChoiceLoader([DictLoader({"error.html": ERROR_PAGE}), environment.loader])


def headers():
    """No address of ours is told to another site; and who may show the page in a frame of theirs."""
    framing = " ".join(("frame-ancestors 'self'", *settings.frame_ancestors()))
    return {"Referrer-Policy": "same-origin", "Content-Security-Policy": framing}


def cookie_of_a_frame():
    """How a cookie is given to a page in another site's frame: browsers keep it for that frame alone, and over https alone."""
    Morsel._reserved.setdefault("partitioned", "Partitioned")  # Python knows the word from 3.14 on
    Morsel._flags.add("partitioned")
    return {"samesite": "None", "secure": True, "partitioned": True}


def places():
    """How many connections there may be: what the limit of open files, raised as far as it goes, leaves beside the sessions."""
    for_sessions = 100 + settings.sessions() * FILES_OF_A_SESSION
    return max(64, min(800, limits.open_files(800 + for_sessions) - for_sessions))
