"""The site is built without a warning, and has a page for every file of every folder, with its text and what is computed there."""

import html
import importlib.util
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import toy_models as tm

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"dynamics": "methods", "landscapes": "landscapes", "surfaces": "surfaces", "noises": "noises", "networks": "networks",
           "measures": "measures", "solvable": "solvable", "experiments": "experiments"}
DRAWN = ("dynamics", "landscapes", "surfaces", "noises")
ENTRIES = [(folder, path.stem) for folder in FOLDERS for path in sorted((ROOT / "toy_models" / folder).glob("[!_]*.py"))]


@pytest.fixture(scope="module")
def pages():
    found = importlib.util.spec_from_file_location("pages", ROOT / "docs" / "pages.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder]
    told = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def words(path):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8"))).split())


@pytest.mark.slow
def test_every_file_has_a_page_with_its_equation_and_its_picture(site):
    for folder, key in ENTRIES:
        said = words(site / FOLDERS[folder] / f"{key}.html")
        text = inspect.getdoc(getattr(tm, folder).get(key))
        first, equations = text.splitlines()[0], re.findall(r"(?m)^ {4}(\S.*)$", text)
        assert first in said
        for equation in equations:
            assert " ".join(equation.split()) in said, (folder, key)
        if folder in DRAWN:
            picture = site / FOLDERS[folder] / f"{key}.png"
            assert picture.read_bytes().startswith(b"\x89PNG")
            assert f'src="{picture.name}"' in picture.with_suffix(".html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_method_s_page_has_its_sliders_its_presets_its_paper_and_its_laws(site):
    for key in tm.dynamics.names():
        said, method = words(site / "methods" / f"{key}.html"), tm.dynamics.get(key)
        assert all(f"{parameter.symbol} {parameter.name}" in said for parameter in method.PARAMETERS)
        assert all(name in said for name in method.PRESETS)
        assert tm.dynamics.reference(key) in said
        assert "What its tests hold it to" in said


@pytest.mark.slow
def test_the_interface_says_what_every_public_function_takes(site):
    said = words(site / "api.html")
    assert all(f"tm.{name}" in said for name in tm.__all__)
    assert re.search(r"simulate\( landscape: str \| Landscape", said)


@pytest.mark.slow
def test_the_site_asks_no_other_machine(site):
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<(?:link|script|img)[^>]*(?:href|src)=[\"']?(?:https?:)?//", text), path


def test_a_run_s_picture_is_of_the_run(pages):
    """Where another seed leads the first replica elsewhere, the picture is another one."""
    pixels, said = pages.ran("langevin")
    other, _ = pages.ran("langevin", parameters={"temperature": 3.0})
    assert pixels.shape == other.shape
    assert not np.array_equal(pixels, other)
    assert f"{pages.REPLICAS} replicas" in said
