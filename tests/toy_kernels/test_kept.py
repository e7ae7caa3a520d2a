"""Kept loops are found again, and never after a source that they depend on has changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core.caching import NullCache

from toy_kernels import cache, kept

FOLDER = Path(kept.__file__).parent


@pytest.mark.parametrize("name", ["network_loops", "row_loops"])
def test_the_copy_is_the_text_and_is_loaded_once(name):
    module = kept.loops(name)
    assert Path(module.__file__).read_text(encoding="utf-8") == (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert Path(module.__file__).parent == cache.folder()
    assert kept.loops(name) is module


def test_the_loops_name_every_word_file_that_they_import():
    for name in ("network_loops", "row_loops"):
        lines = (FOLDER / f"{name}.py").read_text(encoding="utf-8").splitlines()
        imported = {line.split()[1].removeprefix("toy_kernels.") + ".py" for line in lines if line.startswith("from toy_kernels.")}
        assert imported
        assert imported <= set(kept.WORDS)


def test_a_word_is_kept_in_the_loops_that_use_it_and_never_by_itself():
    """By itself it would be found again by its own file alone, whatever became of the files that it imports."""
    module = kept.loops("network_loops")
    assert isinstance(module.gradient._cache, kept.Forgiving)
    assert isinstance(module.first_layer._cache, NullCache)


def test_a_changed_word_gives_another_name(tmp_path):
    """In a copy of the package, so that nothing here is touched."""
    names = []
    for change in ("", "\n# changed\n"):
        package = tmp_path / f"copy{len(names)}" / "toy_kernels"
        package.mkdir(parents=True)
        for file in FOLDER.glob("*.py"):
            (package / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        with (package / "lane_math.py").open("a") as file:
            file.write(change)
        command = "from toy_kernels.kept import loops; print(loops('row_loops').__name__)"
        done = subprocess.run([sys.executable, "-c", command], cwd=package.parent, capture_output=True, text=True, check=True,
                              env={"WIDE_VALLEYS_CACHE": str(tmp_path / "cache"), "PATH": "/usr/bin:/bin"}, timeout=60)
        names.append(done.stdout.strip())
    assert names[0] != names[1]
    assert all((tmp_path / "cache" / f"{name}.py").is_file() for name in names)


@pytest.mark.slow
def test_a_full_disk_costs_nothing_but_time(tmp_path):
    """A process that may write no byte: the loops are compiled, run and forgotten."""
    program = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
import toy_models as tm
import sys
values = tm.landscapes.smooth(tm.landscapes.get("dimple"), "local_entropy", shape=(16, 16), scope=1.0, temperature=0.1).values
sys.stderr.write(repr(float(values.mean())))
"""
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("NUMBA_", "WIDE_"))}
    answers = []
    for bytes_ in ("(0, 0)", "(-1, -1)"):
        told = environment | {"WIDE_VALLEYS_CACHE": str(tmp_path), "PYTHONPATH": str(Path(kept.__file__).parents[1])}
        run = subprocess.run([sys.executable, "-c", program.replace("(0, 0)", bytes_)], env=told, capture_output=True, text=True,
                             timeout=120, check=False)
        answers.append(run.stderr)
    assert float(answers[0]) == float(answers[1])
