"""Sizes that keep a file on a page or two and a function in one look."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = {".venv", "node_modules", ".git", "build", "dist", "__pycache__"}
EVERYTHING = [path for path in ROOT.rglob("*") if not SKIPPED & set(path.relative_to(ROOT).parts)]
FILES = sorted(path for path in EVERYTHING if path.suffix in (".py", ".js"))
PYTHON = [path for path in FILES if path.suffix == ".py"]


def name(path):
    return path.relative_to(ROOT).as_posix()


def most_lines(path):
    """dynamics 120, landscapes 70, other Python 260, JavaScript 400; tests, which are lists of sentences, 340."""
    if path.suffix == ".js":
        return 400
    budgets = {"toy_models/dynamics/": 120, "toy_models/landscapes/": 70, "tests/": 340}
    folder = name(path.parent if path.stem == "__init__" else path)  # what makes a folder's entries is no entry
    return next((lines for start, lines in budgets.items() if folder.startswith(start)), 260)


def own_lines(function):
    """The lines of a function's body, its docstring left out."""
    spent = 0
    if ast.get_docstring(function):
        spent = function.body[0].end_lineno - function.body[0].lineno + 1
    return function.end_lineno - function.body[0].lineno + 1 - spent


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most_lines(path)


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_function_is_short(path):
    """40 lines, 60 in toy_kernels."""
    most = 60 if name(path).startswith("toy_kernels/") else 40
    functions = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]
    assert {function.name: own_lines(function) for function in functions if own_lines(function) > most} == {}


def test_nine_functions_in_ten_are_shorter_than_25_lines():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in PYTHON if not name(path).startswith("tests/")]
    lengths = sorted(own_lines(node) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    assert lengths[int(0.9 * len(lengths))] <= 25


def test_the_linter_is_content():
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format", "concise", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
