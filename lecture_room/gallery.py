"""The gallery: a page that is a file, and needs no session; and which addresses lead anywhere from it.

Voila that is given a folder would list it, and hand out whatever lies there. Here the folder's first page is
`notebooks/index.html`, its notebooks are all that can be opened, and any other address says that there is no such page.
"""

import hashlib
import html
import re
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, RequestHandler, authenticated
from voila.handler import BaseVoilaHandler

FOLDER = "notebooks"
PAGE = f"{FOLDER}/index.html"
_NOTEBOOK = re.compile(rf"voila/render/{FOLDER}/([\w-]+\.ipynb)", re.ASCII)
_OWN = re.compile(r"api/kernels/|voila/api/shutdown/|login$|logout$")


def leads(address, root):
    """Whether an address, as it stands after the server's own, leads to a notebook of the folder, or is asked for by its page."""
    named = _NOTEBOOK.fullmatch(address)
    return (Path(root) / FOLDER / named[1]).is_file() if named else bool(_OWN.match(address))


def page(file, links):
    """The gallery's text; its links, plain names of notebooks, are looked for under the address `links`."""
    text = Path(file).read_text(encoding="utf-8")
    return text.replace("<head>", f'<head>\n<base href="{html.escape(links)}">', 1)


class Gallery(RequestHandler):
    """Answers with the gallery."""

    def initialize(self, root, base):
        """The served folder, and the server's address as a browser sees it."""
        self.file, self.links = Path(root) / PAGE, url_path_join(base, "voila/render", FOLDER, "/")
        for name, words in self.settings["headers"].items():
            self.set_header(name, words)

    def get(self):
        """The page, or word that the browser's copy still holds."""
        if not self.file.is_file():
            raise HTTPError(404)
        self.set_header("Cache-Control", "no-cache")
        self.finish(page(self.file, self.links))

    def compute_etag(self):
        """Of what is answered."""
        return f'"{hashlib.sha256(b"".join(self._write_buffer)).hexdigest()[:32]}"'


class Absent(BaseVoilaHandler):
    """Says that there is no such page."""

    def get(self):
        """An error, in words."""
        raise HTTPError(404, reason="There is no such page here")


class InJupyter(JupyterHandler):
    """The gallery inside Jupyter Server, whose folder may be another, and whose login is asked for."""

    def initialize(self, links):
        """The address of the notebooks, relative to the server's own."""
        self.links = links

    @authenticated
    def get(self):
        """The page."""
        self.finish(page(Path(__file__).parents[1] / PAGE, url_path_join(self.base_url, self.links, "/")))


def _jupyter_server_extension_points():
    return [{"module": "lecture_room.gallery"}]


def _load_jupyter_server_extension(server):
    """Put the gallery at `gallery` where the server's folder holds the notebooks: on Binder, and under `make lab`."""
    home, root = Path(__file__).parents[1] / FOLDER, Path(server.root_dir).resolve()
    if home.is_relative_to(root) and (home / "index.html").is_file():
        server.web_app.settings["gallery"] = True
        links = url_path_join("voila/render", home.relative_to(root).as_posix())
        server.web_app.add_handlers(".*$", [(url_path_join(server.base_url, "gallery"), InJupyter, {"links": links})])
