"""Tests mirror the tree: toy_kernels/noise.py is tested by tests/toy_kernels/test_noise.py, and no test has lost its file.

What is seen, `widgets`, is tested in the browser as well, so there not every file needs a test of its own.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("toy_kernels", "toy_models", "widgets", "lecture_room")
FILES = [path for package in ("toy_kernels", "toy_models", "lecture_room") for path in (ROOT / package).rglob("*.py")]
MODULES = sorted(path.relative_to(ROOT) for path in FILES if path.stem != "__init__")
TESTS = sorted(path.relative_to(ROOT / "tests") for package in PACKAGES for path in (ROOT / "tests" / package).rglob("test_*.py"))


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_has_its_test(module):
    assert (ROOT / "tests" / module.parent / f"test_{module.name}").is_file()


@pytest.mark.parametrize("test", TESTS, ids=str)
def test_every_test_has_its_module(test):
    module = ROOT / test.parent / test.name.removeprefix("test_")
    assert module.is_file() or module.with_suffix("").is_dir() or module.with_suffix(".js").is_file()


def test_the_folders_are_not_empty():
    folders = ("dynamics", "experiments", "landscapes", "networks", "noises", "solvable", "surfaces")
    assert {module.parts[:2] for module in MODULES} >= {("toy_models", name) for name in folders}


ALONE = r"\b(?:asyncio\.(?:run|Runner|new_event_loop)|run_until_complete|run_sync|tracemalloc\.start)\("


def test_loops_and_traces_are_begun_in_one_place():
    """The browser's driver leaves its loop running in the main thread, and a trace that is left on is another test's trace."""
    places = {path.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("*.py")
              if re.search(ALONE, re.sub(r'(?m)^ALONE = .*', "", path.read_text(encoding="utf-8")))}
    assert places <= {"apart.py"}
    assert re.search(r"asyncio\.run\b", (ROOT / "tests/apart.py").read_text(encoding="utf-8"))
