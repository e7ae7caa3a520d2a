"""The page in other places than the root of its own server: under a prefix, behind a proxy, inside Jupyter Server, in a frame."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
import websocket

from tests.stand_in import ROOT, V1, Page, Server, free_port, jupyter_server, notebook, received, v1

pytestmark = pytest.mark.slow


def addresses(text):
    """Every address of this server that a page names."""
    named = re.findall(r'(?:src|href)="(/[^"]+)"', text)
    told = json.loads(re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.DOTALL)[1])
    return named + [told[name] for name in ("baseUrl", "fullStaticUrl", "fullLabextensionsUrl")]


def speaks(server, visited):
    with contextlib.closing(server.line(visited)) as line:
        line.send_binary(v1("kernel_info_request", {}))
        return received(line, "kernel_info_reply")["status"] == "ok"


def test_under_a_prefix_every_address_has_it_and_the_session_answers(tmp_path):
    server = Server(tmp_path, environment={"BASE_URL": "/user/x/"})
    assert server.address.endswith("/user/x/")
    with server.visit() as visited:
        named = addresses(visited.text)
        assert all(address.startswith("/user/x/") for address in named)
        for address in named[:-3]:
            assert server.get(address.removeprefix("/user/x/"))[0] == 200, address
        assert server.get(f"{named[-2].removeprefix('/user/x/')}/voila.js")[1]["Cache-Control"].endswith("immutable")
        assert speaks(server, visited)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{server.port}/", timeout=30)
    server.end()


@pytest.mark.parametrize("path", ["user", "/user", "user/", "//", "/a b/", "/x/?/", "/é/"])
def test_what_is_no_prefix_is_an_error(path):
    answer = subprocess.run([sys.executable, ROOT / "serve.py"], env=os.environ | {"BASE_URL": path, "PORT": str(free_port())},
                            capture_output=True, text=True, timeout=60)
    assert answer.returncode != 0
    assert "begins and ends with a slash" in answer.stderr


def test_behind_a_proxy_that_takes_the_prefix_off(tmp_path):
    """Voila answers at its root and names the addresses that the proxy has."""
    server = Server(tmp_path, adapt=lambda settings: settings["Voila"].update(server_url="/", base_url="/far/"))
    visited = server.enter()
    named = addresses(visited.text)
    assert all(address.startswith("/far/") for address in named)
    for address in named[:-3]:
        assert server.get(address.removeprefix("/far/"))[0] == 200, address
    assert speaks(server, visited)
    assert server.leave(visited) == 204
    server.end()


@pytest.mark.parametrize(("sites", "policy"), [
    ("", "frame-ancestors 'self'"), ("https://course.example.org", "frame-ancestors 'self' https://course.example.org"),
])
def test_only_named_sites_may_frame_the_page_and_by_default_none(tmp_path, sites, policy):
    server = Server(tmp_path, environment={"WIDE_VALLEYS_FRAME_ANCESTORS": sites})
    status, headers, _ = server.get()
    assert (status, headers["Content-Security-Policy"]) == (200, policy)
    cookie = next(value for value in headers.get_all("Set-Cookie") if value.startswith("_xsrf="))
    assert all((word in cookie) == bool(sites) for word in ("SameSite=None", "Secure", "Partitioned"))
    server.end()


def test_a_site_that_is_none_ends_the_start(tmp_path):
    with pytest.raises(RuntimeError, match="WIDE_VALLEYS_FRAME_ANCESTORS=\\* is not allowed"):
        Server(tmp_path, environment={"WIDE_VALLEYS_FRAME_ANCESTORS": "*"})


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    """Jupyter Server with Voila as its extension, as on Binder and under JupyterLab: (address, token)."""
    folder = tmp_path_factory.mktemp("jupyter")
    for name in ("voila.py", "voila.json"):
        shutil.copy(ROOT / name, folder)
    (folder / "notebooks").mkdir()
    (folder / "notebooks/side_by_side.ipynb").write_text(notebook("print('a stand-in inside')"))
    with jupyter_server(folder, folder) as served:
        yield served


def test_as_an_extension_of_jupyter_server_the_page_opens_and_speaks(jupyter):
    """There Jupyter Server keeps the sessions, and its login the visitors apart."""
    address, token = jupyter
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(f"{address}voila/render/notebooks/side_by_side.ipynb?token={token}", timeout=60) as answer:
        text = answer.read().decode()
    assert "<title>Wide Valleys</title>" in text
    assert "a stand-in inside" in text
    assert '"fullMathjaxUrl": null' in text
    assert '"mathjaxConfig": null' in text
    assert not re.search(r"https?://(?!127\.0\.0\.1|www\.w3\.org/2000/svg)", text)
    for named in addresses(text)[:-3]:
        with opener.open(f"{address.removesuffix('/user/y/')}{named}", timeout=60) as answer:
            assert answer.status == 200
    visited = Page(re.search(r'"kernelId": "([^"]+)"', text)[1], "", text)
    there = f"{address.replace('http', 'ws', 1)}api/kernels/{visited.session}/channels?token={token}&session_id=one"
    with contextlib.closing(websocket.create_connection(there, subprotocols=[V1], timeout=30)) as line:
        line.send_binary(v1("kernel_info_request", {}))
        assert received(line, "kernel_info_reply")["status"] == "ok"


def test_the_folders_own_file_does_not_hide_voila():
    """Its name is Voila's choice; whoever runs or imports Voila from here means the program."""
    for command in (["-m", "voila", "--version"], ["-c", "import voila.app; print(voila.app.Voila.version)"],
                    ["-c", "import voila; print(voila.__version__)"]):
        answer = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert re.fullmatch(r"0\.\d+\.\d+\n", answer.stdout), (command, answer.stderr)
