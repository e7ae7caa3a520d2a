"""The served page without a browser: the real `serve.py`, `voila.py`, `voila.json` and template, around a stand-in notebook."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat.v4 as notebooks
import psutil
import pytest
import websocket

pytestmark = pytest.mark.slow  # about fifty seconds together; most of it is Python starting, once for each visitor
ROOT = Path(__file__).resolve().parents[1]
PLACES = 3
SECRET = "not-for-visitors"
CELL = f"""
import os
if "fail" in os.environ["QUERY_STRING"]:
    raise RuntimeError("{SECRET[:3]}" + "{SECRET[3:]}")
print("a stand-in with", os.environ["OMP_NUM_THREADS"], "thread")
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def notebook(source):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps(notebooks.new_notebook(cells=[notebooks.new_code_cell(source)], metadata=kernel))


def session_and_cookie(headers, text):
    cookie = next(value.split(";")[0] for value in headers.get_all("Set-Cookie") if value.startswith("_xsrf="))
    return re.search(r'"kernelId": "([^"]+)"', text)[1], cookie


class Server:
    """`serve.py` in a folder of its own, from the line that says where the page is."""

    def __init__(self, folder):
        for name in ("serve.py", "voila.py", "voila.json"):
            shutil.copy(ROOT / name, folder)
        (folder / "notebooks").mkdir()
        (folder / "notebooks/side_by_side.ipynb").write_text(notebook(CELL))
        (folder / "notebooks/other.ipynb").write_text(notebook(f"print('{SECRET}')"))
        (folder / "secret.txt").write_text(SECRET)
        self.port = free_port()
        inherited = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
        settings = {"PORT": str(self.port), "BROWSER": "none", "WIDE_VALLEYS_SESSIONS": str(PLACES)}
        self.process = subprocess.Popen([sys.executable, folder / "serve.py"], env=inherited | settings, text=True,
                                        stdout=subprocess.PIPE)
        self.address = next(re.search(r"http://\S+", line)[0] for line in self.process.stdout if "http://" in line)

    def get(self, path=""):
        """(status, headers, text) of an answer; a redirection is followed."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def enter(self, query=""):
        """Open the page as a visitor does: (the session's id, the cookie that the page was given, the page)."""
        status, headers, text = self.get(query)
        assert status == 200
        return *session_and_cookie(headers, text), text

    @contextlib.contextmanager
    def visit(self, query=""):
        """The page, open for as long as the block runs."""
        session, cookie, text = self.enter(query)
        yield text
        assert self.leave(session, cookie) == 204

    def leave(self, session, cookie, says=None):
        """What the page says when it is closed; returns the status of the answer."""
        form = urllib.parse.urlencode({"_xsrf": cookie.removeprefix("_xsrf=") if says is None else says}).encode()
        request = urllib.request.Request(f"{self.address}voila/api/shutdown/{session}", form, {"Cookie": cookie})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def lives(self, session):
        return self.get(f"api/kernels/{session}")[0] == 200

    def everybody(self):
        """This server's processes: `serve.py`, Voila and the sessions."""
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    def end(self, how=signal.SIGTERM):
        """End it as Ctrl-C does; returns the processes that are still there afterwards."""
        there = self.everybody()
        self.process.send_signal(how)
        return psutil.wait_procs(there, timeout=30)[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("served"))
    yield server
    left = server.end()
    for process in left:
        process.kill()


def test_address_is_printed_once_the_server_answers(server):
    assert server.address == f"http://127.0.0.1:{server.port}/"
    assert server.get("voila/templates/wide_valleys/static/favicon.svg")[0] == 200


def test_page_names_itself_and_says_that_it_is_preparing(server):
    with server.visit() as text:
        head = text[:text.index("<main")]
    for part in ('<html lang="en">', "<title>Wide Valleys</title>", 'name="viewport"', "#FAF9F5", "#15181C", "Preparing…"):
        assert part in head
    assert "a stand-in with 1 thread" in text
    assert "QUERY_STRING" not in text  # the sources are stripped


def outside(text):
    """The addresses in a page that are not on this machine; the name of the SVG language is not an address."""
    return [url for url in re.findall(r"https?://[^\s\"'<>)]+", text)
            if not url.startswith(("http://127.0.0.1", "http://www.w3.org/2000/svg"))]


def test_page_and_error_page_name_no_other_machine(server):
    with server.visit() as text:
        assert outside(text) == []
    status, _, text = server.get("voila/files/none.png")
    assert status == 404
    assert outside(text) == []


def test_visitor_cannot_choose_template_or_smuggle_a_theme(server):
    hostile = urllib.parse.urlencode({"theme": '"><script>smuggled()</script>', "template": "../../etc"})
    with server.visit(f"?{hostile}") as text:
        assert "smuggled" not in text
        assert "<title>Wide Valleys</title>" in text


def test_failing_notebook_shows_no_traceback_and_no_source(server):
    with server.visit("?fail") as text:
        assert "There was an error" in text
        assert SECRET not in text
        assert "Traceback" not in text


@pytest.mark.parametrize("path", [
    "voila/render/other.ipynb", "voila/render/notebooks/other.ipynb", "notebooks/other.ipynb", "voila/files/other.ipynb",
    "voila/files/../secret.txt", "voila/files/%2e%2e/secret.txt", "static/../secret.txt", "voila/tree", "voila/api/contents/",
    "api/contents/", "voila/templates/wide_valleys/static/../../../../../secret.txt",
])
def test_nothing_but_the_one_notebook_is_served(server, path):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:  # urllib would tidy the path
        line.sendall(f"GET /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    status = int(answer.split()[1])
    assert status >= 300
    if status < 400:
        follow = re.search(r"Location: /(\S+)", answer)[1]
        assert server.get(follow)[0] >= 400
    assert SECRET not in answer


def test_closing_word_ends_the_session_and_only_with_its_cookie(server):
    session, cookie, _ = server.enter()
    assert server.leave(session, "_xsrf=2|made|up|1", says="2|made|up|2") == 403
    assert server.lives(session)
    assert server.leave(session, cookie) == 204
    assert not server.lives(session)


def test_room_is_never_overfull_though_all_arrive_at_once(server):
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: server.get(), range(8)))
    assert sorted(status for status, _, _ in answers) == [200] * PLACES + [503] * (8 - PLACES)
    refusal = next(text for status, _, text in answers if status == 503)
    assert "The room is full, please retry in a minute" in refusal
    assert outside(refusal) == []
    for status, headers, text in answers:
        if status == 200:
            assert server.leave(*session_and_cookie(headers, text)) == 204
    with server.visit():
        pass


def test_session_stays_while_its_page_is_there_and_goes_within_15_s_without_a_word(server):
    with_page, _, _ = server.enter()
    still_loading, cookie, _ = server.enter()
    page = websocket.create_connection(f"ws://127.0.0.1:{server.port}/api/kernels/{with_page}/channels")
    time.sleep(9)  # longer than the time without a page (5 s) and two looks around (2 s each)
    assert server.lives(with_page)
    assert server.lives(still_loading)
    page.close()
    gone_by = time.monotonic() + 15
    while server.lives(with_page):
        assert time.monotonic() < gone_by
        time.sleep(0.2)
    assert server.lives(still_loading)
    assert server.leave(still_loading, cookie) == 204


def test_ctrl_c_ends_the_server_and_its_sessions(tmp_path):
    server = Server(tmp_path)
    server.enter()
    assert len(server.everybody()) >= 3
    assert server.end(signal.SIGINT) == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", server.port))


def test_every_setting_of_voila_exists():
    program = f"""
import json
from jupyter_client.manager import KernelManager
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
from traitlets.config import Config
from voila.app import Voila
from voila.configuration import VoilaConfiguration
known = {{kind.__name__: set(kind.class_traits(config=True)) for kind in
         (KernelManager, MappingKernelManager, Voila, VoilaConfiguration)}}
c = Config(json.load(open({str(ROOT / "voila.json")!r})))
exec(open({str(ROOT / "voila.py")!r}).read(), {{"get_config": lambda: c}})
print(json.dumps([f"{{kind}}.{{name}}" for kind, names in c.items() for name in names if name not in known[kind]]))
"""
    answer = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(answer.stdout) == []
