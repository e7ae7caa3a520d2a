"""The page's files: compressed once, and kept by the browser for as long as they cannot have changed.

A file is asked for by an address that changes with it, and then kept for a year, or by a plain one, and then asked about anew
each time, which costs a question and no bytes. Voila's own scripts have plain names; so their address gets a version before it.
"""

import contextlib
import gzip
import hashlib
import io
import mimetypes
import os
import re
from pathlib import Path, PurePosixPath

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler
from voila.paths import collect_static_paths

MOST_KEPT = 64_000_000  # bytes of compressed files in memory; a page needs 1.4 million
PIECE = 65_536  # bytes of an answer that wait for one reader
WORTH_IT = 200  # bytes from which on a file is compressed
KEPT = "public, max-age=31536000, immutable"
ASKED = "no-cache"
_ACCEPTS = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_HASHED = re.compile(r"\.[0-9a-f]{8,}\.(?:js|css|woff2?|svg)$")


class Shelf:
    """The files of one Voila: `find` by kind and path, `read` as they are sent."""

    def __init__(self, voila):
        template = voila.voila_configuration.template
        self.folders = {
            "static": voila.static_paths,
            "labextensions": voila.labextensions_path,
            f"templates/{template}/static": collect_static_paths(["voila", "nbconvert"], template),
        }
        scripts = sorted(path for path in Path(voila.static_root).glob("*.js"))
        told = "".join(f"{path.name}{path.stat().st_size}{path.stat().st_mtime_ns}" for path in scripts)
        self.version = f"v-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
        self._read, self._weight = {}, 0

    def locate(self, address, asked_by_version):
        """(path, whether the address changes with the file) for what follows `voila/`, or None."""
        for kind, folders in self.folders.items():
            if address.startswith(f"{kind}/"):
                rest = PurePosixPath(address.removeprefix(f"{kind}/"))
                versioned = rest.parts[:1] == (self.version,)
                rest = rest.relative_to(self.version) if versioned else rest
                if rest.is_absolute() or ".." in rest.parts or "\\" in str(rest):
                    return None
                # Not `Path.is_file`, to which a name too long is an error.
                found = next((path for path in (Path(folder) / rest for folder in folders) if os.path.isfile(path)), None)
                return found and (found, versioned or asked_by_version or bool(_HASHED.search(found.name)))
        return None

    def read(self, path):
        """(bytes, whether they are compressed, their tag, how many they are uncompressed) of a file."""
        stamp = path.stat().st_mtime_ns
        if self._read.get(path, [None])[0] != stamp:
            plain = path.read_bytes()
            small = gzip.compress(plain, 9, mtime=0) if len(plain) >= WORTH_IT else plain
            compressed = len(small) < 0.9 * len(plain)
            body = small if compressed else plain
            tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
            if self._weight + len(body) > MOST_KEPT:
                self._read, self._weight = {}, 0
            self._weight += len(body)
            self._read[path] = stamp, body, compressed, tag, len(plain)
        return self._read[path][1:]


class Asset(RequestHandler):
    """Answers for one file."""

    def initialize(self, shelf, address):
        """What is asked for, and where it is looked up."""
        self.shelf, self.address = shelf, address

    async def get(self):
        """The file, or word that the browser's copy still holds."""
        found = self.shelf.locate(self.address, "v" in self.request.arguments)
        if found is None:
            raise HTTPError(404)
        path, kept = found
        body, compressed, tag, length = self.shelf.read(path)
        self.set_header("Cache-Control", KEPT if kept else ASKED)
        self.set_header("Content-Type", mimetypes.guess_type(path.name)[0] or "application/octet-stream")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Etag", tag)
        self.set_header("Vary", "Accept-Encoding")
        if self.check_etag_header():
            self.set_status(304)
            return
        source = io.BytesIO(body)  # it shares the bytes, however many ask
        if compressed and not _ACCEPTS.search(self.request.headers.get("Accept-Encoding", "")):
            source = gzip.GzipFile(fileobj=source)
        elif compressed:
            self.set_header("Content-Encoding", "gzip")
            length = len(body)
        self.set_header("Content-Length", length)
        if self.request.method == "GET":
            await self._send(source)

    async def _send(self, source):
        """Read on only as fast as the reader does: many who never read would each hold a whole file, and stop the others."""
        with contextlib.suppress(StreamClosedError):
            while piece := source.read(PIECE):
                self.write(piece)
                await self.flush()

    head = get

    def compute_etag(self):
        """None: the file's own tag is set already."""

    def write_error(self, status_code, **kwargs):
        """A line is enough: nobody reads it."""
        self.finish(f"{status_code}")


def versioned(page_config, *, settings, **kwargs):
    """Voila's hook on what the page is told: its scripts' address with their version, where there is a `Shelf`; if a gallery is."""
    # Inside Jupyter Server these name another machine; where either is left, the page asks it. Our pages set no formulas.
    page_config["fullMathjaxUrl"] = page_config["mathjaxConfig"] = None
    page_config["gallery"] = settings.get("gallery", False)
    shelf = settings.get("shelf")
    if shelf is not None:
        page_config["fullStaticUrl"] += f"/{shelf.version}"
    return page_config
