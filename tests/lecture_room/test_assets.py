"""What a visit costs in bytes, and what a second one asks for."""

import asyncio
import gzip
import re
import urllib.error
import urllib.request

import numpy as np
import pytest
from tornado.web import Application

from lecture_room.assets import Asset, Shelf
from tests import apart

FAVICON = "voila/templates/wide_valleys/static/favicon.svg"


class Held(Asset):
    """A file at any address."""

    def get(self, _):
        return super().get()


def asked(room, path, **headers):
    """(status, headers, body) as it came."""
    request = urllib.request.Request(room.address + path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def scripts(visitor):
    """Where the page finds Voila's scripts."""
    return re.search(r'"fullStaticUrl": "/([^"]+)"', visitor.text)[1]


def test_a_script_comes_compressed_whole_and_to_stay(room, visitor):
    path = f"{scripts(visitor)}/voila.js"
    plain, small = asked(room, path), asked(room, path, Accept_Encoding="br, gzip")
    assert (plain[0], small[0]) == (200, 200)
    assert "Content-Encoding" not in plain[1]
    assert small[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(small[2]) == plain[2]
    assert 3 * len(small[2]) < len(plain[2])
    for answer in (plain, small):
        assert "immutable" in answer[1]["Cache-Control"]
        assert answer[1]["Vary"] == "Accept-Encoding"
        assert "javascript" in answer[1]["Content-Type"]


def test_gzip_is_not_forced_on_who_refuses_it(room, visitor):
    for refusal in ("gzip;q=0", "identity", "br, gzip; q=0.0"):
        assert "Content-Encoding" not in asked(room, f"{scripts(visitor)}/voila.js", Accept_Encoding=refusal)[1]


def test_a_plain_address_is_asked_about_each_time_and_answered_without_bytes(room):
    status, headers, body = asked(room, FAVICON)
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    assert body.startswith(b"<svg")
    again = asked(room, FAVICON, If_None_Match=headers["Etag"])
    assert (again[0], again[2]) == (304, b"")
    assert asked(room, FAVICON, If_None_Match='"another"')[0] == 200


@pytest.mark.parametrize("path", [
    "voila/static/none.js", "voila/static/", "voila/static", "voila/labextensions/", "voila/labextensions/../package.json",
    "voila/static/..%2f..%2f..%2fvoila/app.py", "voila/static/%2e%2e/app.py", "voila/static//etc/passwd",
    "voila/static/%2fetc/passwd",
    "voila/templates/wide_valleys/static/..%2fpage.html", "voila/templates/lab", "voila/templates/x/y", "voila/static/..%5capp.py",
    "voila/labextensions/anywidget", "voila/static/v-0/voila.js", "voila/static/" + "a" * 5000, "voila/static/" + "a/" * 2500,
])
def test_nothing_else_is_found(room, path):
    before = len(room.words)
    status, _, body = asked(room, path)
    assert status in (404, 400), body
    assert len(body) < 2000
    assert not any("Traceback" in words for words in room.words[before:])


def test_the_page_names_the_extensions_that_it_needs_and_no_other(visitor):
    named = set(re.findall(r'"name": "([^"]+)"', visitor.text[visitor.text.index('"federated_extensions"'):].split("]")[0]))
    assert named == {"@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"}


@pytest.mark.parametrize("kind", ["identity", "gzip"])
def test_readers_who_never_read_hold_a_piece_each_and_no_file(tmp_path, kind):
    """Four ask for a file of 30 MB, as it is kept or spelled out for who takes no gzip, and read twelve bytes of it."""
    path = tmp_path / "large.js"
    path.write_bytes(np.random.default_rng(0).bytes(30_000_000) if kind == "gzip" else bytes(30_000_000))
    shelf = Shelf.__new__(Shelf)
    shelf.folders, shelf.version, shelf._read, shelf._weight = {"static": [tmp_path]}, "v-0", {}, 0
    shelf.read(path)

    async def visit():
        server = Application([("/(.*)", Held, {"shelf": shelf, "address": "static/large.js"})]).listen(0, "127.0.0.1")
        port = next(iter(server._sockets.values())).getsockname()[1]
        lines = [await asyncio.open_connection("127.0.0.1", port, limit=1024) for _ in range(4)]
        for reader, writer in lines:
            writer.write(f"GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: {kind}\r\n\r\n".encode())
            assert await reader.readexactly(12) == b"HTTP/1.1 200"
        for _, writer in lines:
            writer.close()
        server.stop()

    with apart.traced() as found:
        apart.run(visit())
    assert found.most < 30_000_000


def test_what_is_asked_without_its_bytes_says_how_many_there_are(room, visitor):
    path = f"{scripts(visitor)}/voila.js"
    whole = asked(room, path)
    request = urllib.request.Request(room.address + path, method="HEAD")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert (answer.headers["Content-Length"], answer.read()) == (str(len(whole[2])), b"")
