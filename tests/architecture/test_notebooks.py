"""Notebooks are prose and one or two calls a cell; and the texts of the repository speak of it alone."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.While)
EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)


def code(path):
    """The sources of the code cells."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_the_dashboard_is_there():
    assert ROOT / "notebooks" / "side_by_side.ipynb" in NOTEBOOKS


@EVERY
def test_nothing_that_was_run_is_kept(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert not set(cell["metadata"]) & {"execution", "collapsed", "scrolled"}


@EVERY
def test_a_cell_is_short_and_defines_nothing(path):
    for cell in code(path):
        assert len(cell.splitlines()) <= 8
        nodes = list(ast.walk(ast.parse(cell)))
        assert not any(isinstance(node, DEFINITIONS) for node in nodes)


@EVERY
def test_any_python_can_open_it(path):
    book = json.loads(path.read_text(encoding="utf-8"))
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    assert "version" not in book["metadata"].get("language_info", {})
    assert (book["nbformat"], book["nbformat_minor"] >= 5) == (4, True)
    ids = [cell["id"] for cell in book["cells"]]
    assert len(ids) == len(set(ids))


@EVERY
def test_it_is_written_with_line_feeds(path):
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"}\n")


def test_binder_gets_the_environment_of_the_root():
    """A binder/ folder makes the tools ignore the root's file, so the text stands twice."""
    assert (ROOT / "binder" / "environment.yml").read_bytes() == (ROOT / "environment.yml").read_bytes()


def texts():
    """The files of the repository that are text: what git tracks, or everything where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\0")
    found = [ROOT / name for name in listed if name] or [path for path in ROOT.rglob("*") if ".venv" not in path.parts]
    return [path for path in found if path.is_file() and path != Path(__file__) and b"\0" not in path.read_bytes()[:8000]]


FOREIGN = {
    "a place on somebody's machine": r"(?<![\w.~}])/(work|root|home|Users)/\w",
    "unfinished business": r"\b(TODO|FIXME|XXX)\b",
    "the making of it": r"\b(sub-?agents?|LLMs?|chatbots?|prompts?|work ?items?|tickets?)\b|\bissue \d|\bshared/|\bmockups?\b",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_the_texts_speak_of_the_laboratory_alone(kind):
    pattern, found = re.compile(FOREIGN[kind], re.IGNORECASE if kind == "the making of it" else 0), []
    for path in texts():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert len(texts()) > 50
    assert found == []
