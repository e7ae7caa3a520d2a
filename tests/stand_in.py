"""The real `serve.py`, `voila.py`, `voila.json` and template around a stand-in notebook, and visitors without a browser."""

import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path

import nbformat.v4 as notebooks
import psutil
import websocket

ROOT = Path(__file__).resolve().parents[1]
SECRET = "not-for-visitors"
PLACES = 3
CELL = f"""
import os
if "fail" in os.environ["QUERY_STRING"]:
    raise RuntimeError("{SECRET[:3]}" + "{SECRET[3:]}")
print("a stand-in with", os.environ["OMP_NUM_THREADS"], "thread")
"""
V1 = "v1.kernel.websocket.jupyter.org"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def notebook(source):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps(notebooks.new_notebook(cells=[notebooks.new_code_cell(source)], metadata=kernel))


@contextlib.contextmanager
def jupyter_server(folder, root, **environment):
    """Jupyter Server, with Voila as its extension, run in a folder and serving `root`: (address, token)."""
    port, token = free_port(), "a-token-for-this-test"
    command = [sys.executable, "-m", "jupyter_server", f"--port={port}", f"--IdentityProvider.token={token}", "--no-browser",
               "--allow-root", "--ServerApp.base_url=/user/y/", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=folder, env=os.environ | environment, **silent)
    address = f"http://127.0.0.1:{port}/user/y/"
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}api?token={token}", timeout=5):
            break
        time.sleep(0.2)
    try:
        yield address, token
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass(frozen=True)
class Page:
    """What a visitor was given: the session's id, the cookie that goes with it, and the text."""

    session: str
    cookie: str
    text: str


class Server:
    """`serve.py` in a folder of its own, from the line that says where the page is.

    cell: the notebook's; environment: of the server; adapt: takes what stands in `voila.json`, to change it; files: how many it
    may open; gallery: the text of a page that is served with all notebooks, where not the one alone is.
    """

    def __init__(self, folder, cell=CELL, environment=None, adapt=lambda settings: None, files=None, gallery=None):
        for name in ("serve.py", "voila.py"):
            shutil.copy(ROOT / name, folder)
        settings = json.loads((ROOT / "voila.json").read_text())
        adapt(settings)
        (folder / "voila.json").write_text(json.dumps(settings))
        (folder / "notebooks").mkdir()
        (folder / "notebooks/side_by_side.ipynb").write_text(notebook(cell))
        (folder / "notebooks/other.ipynb").write_text(notebook(f"print('{SECRET}')"))
        (folder / "secret.txt").write_text(SECRET)
        if gallery is not None:
            (folder / "notebooks/index.html").write_text(gallery)
        served = [] if gallery is not None else ["notebooks/side_by_side.ipynb"]
        self.port = free_port()
        inherited = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
        chosen = {"PORT": str(self.port), "BROWSER": "none", "WIDE_VALLEYS_SESSIONS": str(PLACES)} | (environment or {})
        self.words = []
        bounded = ["bash", "-c", f'ulimit -n {files}; exec "$@"', "bash"] if files else []
        self.process = subprocess.Popen([*bounded, sys.executable, folder / "serve.py", *served], env=inherited | chosen, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.address = next((re.search(r"http://\S+", line)[0] for line in self._said() if "is open at" in line), None)
        if self.address is None:
            raise RuntimeError("the server did not open: " + "".join(self.words))
        threading.Thread(target=lambda: list(self._said()), daemon=True).start()

    def _said(self):
        for line in self.process.stdout:
            self.words.append(line)
            yield line

    def get(self, path="", cookie=""):
        """(status, headers, text) of an answer; a redirection is followed."""
        request = urllib.request.Request(self.address + path, headers={"Cookie": cookie} if cookie else {})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def enter(self, query=""):
        """Open the page as a visitor does."""
        status, headers, text = self.get(query)
        assert status == 200, text
        return page(headers, text)

    @contextlib.contextmanager
    def visit(self, query=""):
        """A page, open for as long as the block runs."""
        visited = self.enter(query)
        yield visited
        assert self.leave(visited) == 204

    def leave(self, left, cookie=None):
        """What a page says when it is closed, with its own cookie or another's; returns the status of the answer."""
        cookie = cookie or left.cookie
        form = urllib.parse.urlencode({"_xsrf": cookie.removeprefix("_xsrf=")}).encode()
        request = urllib.request.Request(f"{self.address}voila/api/shutdown/{left.session}", form, {"Cookie": cookie})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def lives(self, visited):
        """Whether the page's session is there."""
        return self.get(f"api/kernels/{visited.session}", visited.cookie)[0] == 200

    def gone_within(self, seconds, visited):
        """Whether the page's session ends in that time."""
        limit = time.monotonic() + seconds
        while self.lives(visited):
            if time.monotonic() > limit:
                return False
            time.sleep(0.2)
        return True

    def line(self, visited, session_id=None, subprotocol=V1, cookie=None):
        """A socket to a page's session."""
        named = uuid.uuid4().hex if session_id is None else session_id
        address = f"{self.address.replace('http', 'ws', 1)}api/kernels/{visited.session}/channels?session_id={named}"
        spoken = [subprotocol] if subprotocol else None
        return websocket.create_connection(address, subprotocols=spoken, cookie=visited.cookie if cookie is None else cookie,
                                           timeout=30)

    def everybody(self):
        """This server's processes: `serve.py`, Voila and the sessions."""
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    def voila(self):
        """The process that answers."""
        return psutil.Process(self.process.pid).children()[0]

    def end(self, how=signal.SIGTERM):
        """End it as Ctrl-C does; returns the processes that are still there afterwards, after ending them too."""
        there = self.everybody()
        self.process.send_signal(how)
        left = psutil.wait_procs(there, timeout=30)[1]
        for process in left:
            process.kill()
        return left


def page(headers, text):
    """The `Page` in an answer."""
    cookie = next(value.split(";")[0] for value in headers.get_all("Set-Cookie") if value.startswith("_xsrf="))
    return Page(re.search(r'"kernelId": "([^"]+)"', text)[1], cookie, text)


def parts(kind, content, identity=None):
    """The four parts of a message, as objects."""
    header = {"msg_id": identity or uuid.uuid4().hex, "msg_type": kind, "session": "s", "username": "u", "version": "5.3",
              "date": "2026-01-01T00:00:00Z"}
    return [header, {}, {"version": "1.0.0"}, content]


def v1(kind, content, channel="shell", identity=None, buffers=()):
    """A message as a frame of the newer form."""
    pieces = [channel.encode(), *(json.dumps(part).encode() for part in parts(kind, content, identity)), *buffers]
    begin = 8 * (len(pieces) + 2)
    offsets = [begin + sum(map(len, pieces[:i])) for i in range(len(pieces) + 1)]
    return struct.pack(f"<{len(pieces) + 2}Q", len(pieces) + 1, *offsets) + b"".join(pieces)


def legacy(kind, content, channel="shell", identity=None):
    """A message as JSON text."""
    names = ("header", "parent_header", "metadata", "content")
    return json.dumps(dict(zip(names, parts(kind, content, identity), strict=True)) | {"channel": channel, "buffers": []})


def received(line, kind, seconds=30):
    """The content of the next message of a kind that a socket brings, in whichever form it comes."""
    line.settimeout(seconds)
    while True:
        frame = line.recv()
        if isinstance(frame, bytes) and line.getsubprotocol() == V1:
            count = int.from_bytes(frame[:8], "little")
            cuts = [int.from_bytes(frame[8 * i : 8 * (i + 1)], "little") for i in range(1, count + 1)]
            pieces = [frame[begin:end] for begin, end in itertools.pairwise(cuts)]
            header, content = json.loads(pieces[1]), json.loads(pieces[4])
        else:
            start = struct.unpack("!I", frame[4:8])[0] if isinstance(frame, bytes) else 0
            stop = struct.unpack("!I", frame[8:12])[0] if isinstance(frame, bytes) else None
            message = json.loads(frame[start:stop])
            header, content = message["header"], message["content"]
        if header["msg_type"] == kind:
            return content


def closed(line, seconds=20):
    """Whether the server ends the socket; what it still says before is read."""
    line.settimeout(seconds)
    with contextlib.suppress(websocket.WebSocketConnectionClosedException, ConnectionError):
        while True:
            opcode, _ = line.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return True
    return True
