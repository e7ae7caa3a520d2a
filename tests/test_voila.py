"""The served page without a browser: the real `serve.py`, `voila.py`, `voila.json` and template, around a stand-in notebook."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.stand_in import PLACES, ROOT, SECRET, Server, page

pytestmark = pytest.mark.slow  # about fifty seconds together; most of it is Python starting, once for each visitor


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("served"))
    yield server
    server.end()


def test_address_is_printed_once_the_server_answers(server):
    assert server.address == f"http://127.0.0.1:{server.port}/"
    assert server.get("voila/templates/wide_valleys/static/favicon.svg")[0] == 200


def test_page_names_itself_and_says_that_it_is_preparing(server):
    with server.visit() as visited:
        text = visited.text
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
    with server.visit() as visited:
        text = visited.text
        assert outside(text) == []
    status, _, text = server.get("voila/files/none.png")
    assert status == 404
    assert outside(text) == []


def test_visitor_cannot_choose_template_or_smuggle_a_theme(server):
    hostile = urllib.parse.urlencode({"theme": '"><script>smuggled()</script>', "template": "../../etc"})
    with server.visit(f"?{hostile}") as visited:
        text = visited.text
        assert "smuggled" not in text
        assert "<title>Wide Valleys</title>" in text


def test_failing_notebook_shows_no_traceback_and_no_source(server):
    with server.visit("?fail") as visited:
        text = visited.text
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
    visited = server.enter()
    other = server.enter()
    assert server.leave(visited, "_xsrf=2|made|up|1") == 403
    assert server.leave(visited, other.cookie) == 403
    assert server.lives(visited)
    assert server.leave(visited) == 204
    assert not server.lives(visited)
    assert server.leave(other) == 204


def test_room_is_never_overfull_though_all_arrive_at_once(server):
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: server.get(), range(8)))
    assert sorted(status for status, _, _ in answers) == [200] * PLACES + [503] * (8 - PLACES)
    refusal = next(text for status, _, text in answers if status == 503)
    assert "The room is full, please retry in a minute" in refusal
    assert outside(refusal) == []
    for status, headers, text in answers:
        if status == 200:
            assert server.leave(page(headers, text)) == 204
    with server.visit():
        pass


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
