"""The first page is a file; its notebooks can be opened and nothing else; what is not there says so."""

import json
import shutil
import urllib.error
import urllib.request

import psutil
import pytest

from lecture_room import gallery
from tests.stand_in import ROOT, SECRET, Server, jupyter_server, page

pytestmark = pytest.mark.slow
TEXT = '<!DOCTYPE html><html lang="en"><head><title>Stand-in</title></head><body><a href="side_by_side.ipynb">in</a></body></html>'
LABORATORY = "voila/render/notebooks/side_by_side.ipynb"
# Folders, files, the server's own lists, a way out, another spelling, another server's word.
NOWHERE = (
    "voila/render/notebooks/none.ipynb", "voila/render/side_by_side.ipynb", "voila/render/secret.txt", "voila/tree",
    "voila/tree/notebooks", "voila/api/contents/", "voila/api/contents/secret.txt", "voila/files/secret.txt",
    "voila/files/notebooks/other.ipynb", "voila/render/notebooks/../secret.txt", "voila/render/notebooks/%2e%2e/secret.txt",
    "voila/render/notebooks/", "voila/render/notebooks/side_by_side.ipynb/x", "notebooks/index.html", "secret.txt", "lab",
    "api/contents",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("folder"), gallery=TEXT)
    yield server
    server.end()


def sessions(server):
    family = psutil.Process(server.process.pid).children(recursive=True)
    return [child for child in family if "ipykernel_launcher" in " ".join(child.cmdline())]


def test_the_first_page_is_the_file_and_starts_no_session(server):
    status, headers, text = server.get()
    assert status == 200
    assert text == TEXT.replace("<head>", '<head>\n<base href="/voila/render/notebooks/">')
    assert "Set-Cookie" not in headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    request = urllib.request.Request(server.address, headers={"If-None-Match": headers["Etag"]})
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(request, timeout=30)
    assert sessions(server) == []


def test_its_link_opens_a_session_and_a_query_does_not_matter(server):
    status, headers, text = server.get(f"{LABORATORY}?theme=dark")
    assert status == 200
    assert "a stand-in with 1 thread" in text
    assert '<a href="/gallery">‹ Gallery</a>' in text
    assert server.get("gallery")[0] == 200
    assert server.leave(page(headers, text)) == 204


def test_a_notebook_that_is_served_alone_names_no_gallery(tmp_path):
    server = Server(tmp_path)
    with server.visit() as visited:
        assert "Gallery" not in visited.text
    server.end()


@pytest.mark.parametrize("path", NOWHERE)
def test_a_link_to_nothing_says_so_leads_back_and_starts_nothing(server, path):
    before = len(sessions(server))
    status, _, text = server.get(path)
    assert status == 404
    assert "There is no such page here" in text
    assert '<a href="/">To the first page</a>' in text
    assert SECRET not in text
    assert len(sessions(server)) == before


def test_a_folder_without_the_file_says_so(tmp_path):
    server = Server(tmp_path, gallery=TEXT)
    (tmp_path / "notebooks/index.html").unlink()
    assert server.get()[0] == 404
    server.end()


def test_under_a_prefix_the_links_have_it(tmp_path):
    server = Server(tmp_path, environment={"BASE_URL": "/user/x/"}, gallery=TEXT)
    assert '<base href="/user/x/voila/render/notebooks/">' in server.get()[2]
    assert server.get("voila/render/notebooks/none.ipynb")[0] == 404
    server.end()


def test_jupyter_server_is_told_of_the_gallery():
    told = json.loads((ROOT / "lecture_room/in_jupyter.json").read_text())
    assert told == {"ServerApp": {"jpserver_extensions": {"lecture_room.gallery": True}}}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"lecture_room/in_jupyter.json" = "etc/jupyter/jupyter_server_config.d/wide_valleys.json"' in project


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    """Jupyter Server on this folder, as on Binder: (address, token)."""
    settings = tmp_path_factory.mktemp("settings")
    told = settings / "jupyter_server_config.d"
    told.mkdir()
    shutil.copy(ROOT / "lecture_room/in_jupyter.json", told / "wide_valleys.json")
    with jupyter_server(ROOT, ROOT, JUPYTER_CONFIG_DIR=str(settings)) as served:
        yield served


def test_inside_jupyter_server_the_gallery_stands_beside_its_notebooks_behind_the_login(jupyter):
    address, token = jupyter
    with urllib.request.urlopen(f"{address}gallery?token={token}", timeout=30) as answer:
        text = answer.read().decode()
    assert text == gallery.page(ROOT / gallery.PAGE, "/user/y/voila/render/notebooks/")
    assert '<a class="open" href="side_by_side.ipynb">' in text
    with urllib.request.urlopen(f"{address}gallery", timeout=30) as answer:
        assert "side_by_side" not in answer.read().decode()
