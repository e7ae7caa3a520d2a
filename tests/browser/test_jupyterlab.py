"""The same page in JupyterLab: beside other pages, among JupyterLab's own keys, on a kernel that outlives the page."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from urllib.error import URLError

import nbformat.v4 as notebooks
import psutil
import pytest

from benchmarks.served import ROOT

SHELL = "jupyterapp.shell.currentWidget"
KERNEL = f"{SHELL}.context.sessionContext.session.kernel"


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory, root, port):
    """(address, folder of notebooks) of a JupyterLab of our own."""
    port, home = port(), tmp_path_factory.mktemp("jupyter")
    books = home / "notebooks"
    shutil.copytree(root / "notebooks", books)
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--ServerApp.password=",
        f"--ServerApp.root_dir={books}",
        "--allow-root",
        "--expose-app-in-browser",
        "--LabApp.news_url=",
    ]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home)
    address = f"http://127.0.0.1:{port}"
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=5)
            break
        except (URLError, OSError):
            continue
    yield address, books
    children = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    process.wait(timeout=20)
    for child in children:
        if child.is_running():
            child.kill()


def open_book(page, address, name):
    """Open a notebook in a workspace of its own: the default one would bring back the notebooks of earlier tests."""
    page.page.goto(f"{address}/lab/workspaces/{name}/tree/{name}.ipynb")
    page.wait("window.jupyterapp?.commands.hasCommand('notebook:run-all-cells')")
    page.wait(f"{SHELL}?.context?.sessionContext?.session?.kernel?.status === 'idle'")


def run_all(page, sessions=1):
    page.get("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait(f"window.lab?.sessions.length === {sessions} && lab.sessions.every((bus) => bus.run && bus.drawn)")


@pytest.fixture
def book(jupyter, fresh):
    """Open a notebook of these cells in a page of its own, run."""
    address, folder = jupyter

    def make(name, *cells, sessions=1):
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        text = json.dumps(notebooks.new_notebook(cells=[notebooks.new_code_cell(cell) for cell in cells], metadata=kernel))
        (folder / f"{name}.ipynb").write_text(text)
        page = fresh(viewport={"width": 1600, "height": 1000})
        open_book(page, address, name)
        run_all(page, sessions)
        page.get("lab.sessions.forEach((bus) => { bus.pause(); bus.seek(0); })")
        return page

    return make


def python(page, code):
    """What a line of Python prints in the notebook's kernel."""
    return page.get(f"""(async () => {{
        let out = "";
        const asked = {KERNEL}.requestExecute({{ code: {json.dumps(code)} }});
        asked.onIOPub = (message) => {{ out += message.content.text ?? ""; }};
        await asked.done;
        return out.trim(); }})()""")


def sources(page):
    return page.get(f"{SHELL}.content.widgets.map((cell) => [cell.model.type, cell.model.sharedModel.getSource()])")


def clocks(page):
    return page.get("lab.sessions.map((bus) => bus.clock)")


def test_the_dashboard_works_in_a_notebook(jupyter, fresh):
    page = fresh()
    open_book(page, jupyter[0], "side_by_side")
    run_all(page)
    page.quiet()
    page.get("lab.bus.move({ scope: 20 })")
    page.settled()
    assert page.get("lab.run.values.scope") == 20
    page.get("lab.bus.play()")
    page.wait("lab.clock > 600")
    page.wait("lab.network.step >= 600")
    assert page.get("lab.errors") == []


TWO = ("import widgets\none = widgets.show('sgd', 'dimple')\none", "two = widgets.show('sam', 'ravine')\ntwo", "x = 1")


def test_keys_are_those_of_the_part_that_has_the_focus_and_of_nobody_else(book):
    page = book("keys", *TWO, sessions=2)
    cells = sources(page)
    first, second = (page.page.locator(".wv-page").nth(k) for k in (0, 1))
    first.get_by_test_id("play").click()
    page.wait("lab.sessions[0].playing && !lab.sessions[1].playing")
    for key in "x", "d", "d", "m", "0", "0", "a", "b":
        page.page.keyboard.press(key)
    page.page.keyboard.press(" ")
    page.wait("!lab.sessions[0].playing")
    for key in "Home", "ArrowRight", "ArrowRight":
        page.page.keyboard.press(key)
    every = page.get("lab.sessions[0].run.every")
    assert clocks(page) == [2 * every, 0]
    second.get_by_test_id("map-energy").click()
    for key in "ArrowRight", "x", "d", "d", "m":
        page.page.keyboard.press(key)
    assert clocks(page) == [2 * every, every]
    assert sources(page) == cells
    assert page.page.locator(".jp-Dialog").count() == 0
    second.get_by_test_id("level").click()
    assert page.get("lab.sessions.map((bus) => bus.level)") == ["full", "simple"]
    assert first.locator(".wv-cut").is_visible()
    assert not second.locator(".wv-cut").is_visible()


def test_a_session_that_ends_takes_no_other_with_it(book):
    page = book("ends", *TWO, sessions=2)
    python(page, "one.session.close()")
    page.wait("lab.sessions[0].ended")
    first, second = (page.page.locator(".wv-page").nth(k) for k in (0, 1))
    assert "Session ended" in first.get_by_test_id("alert").inner_text()
    assert not second.get_by_test_id("alert").is_visible()
    assert page.get("[...document.querySelectorAll('.wv-controls')].map((part) => part.inert)") == [True, False]
    second.get_by_test_id("play").click()
    page.wait("lab.sessions[1].clock > 100")


def test_a_reloaded_page_shows_what_the_kernel_has(book, jupyter):
    page = book("reloaded", "import widgets\npage = widgets.show('sam', 'dimple')\npage")
    page.get("lab.bus.want({ landscape: 'ravine', seed: 7 })")
    page.wait("lab.run.landscape === 'ravine' && lab.run.extras.seed === 7")
    page.get("lab.bus.choose('smoothout')")
    page.settled()
    page.get("lab.bus.seek(1200)")
    page.get("lab.bus.move({ noise_width: 0.3 })")
    page.settled()
    page.get("jupyterapp.commands.execute('docmanager:save')")
    page.wait(f"!{SHELL}.context.model.dirty")
    known = python(page, "print(page.session.landscape, page.session.clock, page.session.values['noise_width'])")
    assert known == "ravine 1200 0.3"
    open_book(page, jupyter[0], "reloaded")
    page.wait("window.lab?.run && lab.bus.drawn")
    shown = page.get("[lab.run.landscape, lab.bus.scene.key, lab.bus.selected, [...lab.bus.visible], lab.clock, lab.playing]")
    assert shown == ["ravine", "ravine", "smoothout", ["smoothout", "sam"], 1200, False]
    assert page.get("lab.values.noise_width") == 0.3
    assert page.get("lab.bus.extras.seed") == 7
    assert page.id("landscape").input_value() == "ravine"
    box = page.id("parameter-noise_width").locator("input[type=text]")
    assert float(box.input_value()) == 0.3


def test_a_cell_run_again_leaves_one_session_and_one_thread(book):
    page = book("again", "import widgets\nwidgets.show('sam', 'dimple')")
    names = "import threading; print(*(t.name.rsplit('-', 1)[0] for t in threading.enumerate() if t.name.startswith('session-')))"
    for turn in (2, 3):
        page.get("jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait(f"lab.sessions.length === 1 && lab.sessions[0].key.startsWith('session-{turn}-') && lab.run")
    page.settled()
    assert python(page, names) == "session-3"


def test_one_session_shown_twice_lives_in_both_places(book):
    page = book("twice", "import widgets\npage = widgets.show('sam', 'dimple')\npage", "page")
    page.wait("document.querySelectorAll('.wv-controls').length === 2")
    first, second = (page.page.locator(".wv-page").nth(k) for k in (0, 1))
    box = first.get_by_test_id("parameter-radius").locator("input[type=text]")
    box.fill("0.3")
    box.press("Enter")
    page.settled()
    assert second.get_by_test_id("parameter-radius").locator("input[type=text]").input_value() == "0.30"
    second.get_by_test_id("step").click()
    assert page.get("lab.frame") == 1, "a key or a button acts once"
    python(page, "page.session.clock = 1500")
    page.wait("lab.clock === 1500")
    python(page, "page.session.selected = 'langevin'")
    page.wait("lab.bus.selected === 'langevin'")
    page.get(f"{SHELL}.content.activeCellIndex = 0")
    page.get("jupyterapp.commands.execute('notebook:clear-cell-output')")
    page.wait("document.querySelectorAll('.wv-controls').length === 1")
    page.id("play").click()
    page.wait("lab.clock > 1600")
    assert python(page, "print(page.session.playing)") == "True"


def test_the_page_fits_its_cell_and_follows_the_theme(book):
    page = book("fits", "import widgets\nwidgets.show('sam', 'dimple')")
    assert page.get("document.querySelector('.wv-page').clientWidth") > 1100
    widths = page.get("['.wv-arena', '.wv-controls', '.wv-page'].map((name) => document.querySelector(name).clientWidth)")
    assert widths[0] == widths[1] == widths[2]
    bottom = page.get("document.querySelector('.wv-controls').getBoundingClientRect().bottom")
    assert page.get("document.querySelector('.wv-page').getBoundingClientRect().bottom") > 1000 > bottom
    pixel = "[...document.querySelector('.wv-map-energy canvas').getContext('2d').getImageData(5, 5, 1, 1).data].slice(0, 3)"
    assert min(page.get(pixel)) > 150
    page.get("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait(f"lab.bus.theme === 'dark' && Math.max(...{pixel}) < 130")
    assert page.get("document.documentElement.dataset.wvTheme ?? null") is None


PAGES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
READY = "lab.ready || Object.values(lab.bus.models).some((part) => ['ready', 'finished'].includes(part.get('state')?.state))"
# Outputs that are wider than their cell. JupyterLab lays out what is in sight alone, so each is brought there first.
WIDE = """[...document.querySelectorAll('.jp-OutputArea-output')].filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => (part.scrollIntoView(), part.innerText.slice(0, 80)))"""


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_as_a_notebook_wide_and_narrow_in_light_and_dark(jupyter, fresh, name):
    page = fresh()
    open_book(page, jupyter[0], name)
    page.get("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait(f"window.lab?.bus && ({READY})")
    assert python(page, "print('alive')") == "alive"
    page.get("jupyterapp.restored.then(() => jupyterapp.shell.collapseLeft())")
    for theme, width in ("Light", 1400), ("Dark", 420):
        page.page.set_viewport_size({"width": width, "height": 900})
        page.get(f"jupyterapp.commands.execute('apputils:change-theme', {{ theme: 'JupyterLab {theme}' }})")
        page.wait(f"lab.bus.theme === '{theme.lower()}' && innerWidth === {width} && jupyterapp.shell.leftCollapsed")
        page.wait(f"{WIDE}.length === 0")
        assert page.serious(".jp-OutputArea-output") == []
    assert page.get("document.querySelectorAll('[data-mime-type*=error], [data-mime-type*=stderr]').length") == 0
    assert (page.outside, page.get("lab.errors")) == ([], [])
    page.get("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")
