"""Kernels are kept, found again, and never found when something that they depend on has changed."""

import gc
import os
import shutil
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

import toy_kernels
from toy_kernels import cache, compiled, lanes
from toy_models import dynamics
from toy_models.contract import State

SLOPE = "def gradient(x, y):\n    return exp(0.5*x), 2*y\n\ndef hessian(x, y):\n    return 0.5*exp(0.5*x), 0, 2\n"
TURNED = "def tilt(a, b, d, u, v):\n    return a * v, d * u"
OTHER = SLOPE.replace("2*y", "3*y")


def step(state, objective, noise, watch, p):
    return State(x=state.x - p.size * objective.gradient(state.x, objective.minibatch()))


def run(slope=SLOPE, **how):
    start = np.array([[1.0, 1.0], [0.0, -2.0]])
    return lanes.run(step, slope, start, np.arange(2), 0, [(3, {"size": 0.1})], 1, **how)[0]


def forget():
    compiled.kernel.cache_clear()
    compiled.block.cache_clear()


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An empty cache folder, and no kernel in the process."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    forget()
    yield tmp_path
    forget()


def test_a_kernel_is_compiled_once_and_found_on_disk_afterwards(empty):
    first = run()
    assert len(list(empty.glob("lanes_*.py"))) == 1
    assert len(list(empty.glob("__pycache__/*.nbc"))) == 1
    fresh = compiled.kernel(step, SLOPE, (), "none", False)[0]
    assert compiled.kernel(step, SLOPE, (), "none", False)[0] is fresh
    assert not fresh.stats.cache_hits
    forget()
    again = compiled.kernel(step, SLOPE, (), "none", False)[0]
    assert sum(again.stats.cache_hits.values()) == 1
    assert np.array_equal(run(), first)


def test_a_kernel_that_nobody_asks_for_any_more_is_freed(empty):
    """Each shape of a formula is a kernel of megabytes."""
    kept = weakref.ref(compiled.kernel(step, SLOPE, (), "none", False)[0])
    forget()
    gc.collect()
    assert kept() is None
    assert not [name for name in sys.modules if name.startswith("lanes_")]
    assert max(keeper.cache_info().maxsize for keeper in (compiled.kernel, compiled.block)) <= 128


def test_numbers_that_a_text_leaves_open_are_sent_and_one_kernel_serves_them_all(empty):
    """The same bits as where they stand in the text."""
    shape = SLOPE.replace("(x, y)", "(x, y, a={a}, b={b})").replace("0.5", "a").replace("2*y", "b*y")
    for a, b in ((0.5, 2), (-0.3, 0.7), (2, 2), (0, 1)):
        closed = SLOPE.replace("0.5", f"({a})").replace("2*y", f"{b}*y")
        np.testing.assert_array_equal(run(shape.format(a=a, b=b)), run(closed))
    shared = {compiled.kernel(step, shape.format(a=a, b=1), (), "none", False)[0] for a in (0.1, 0.2)}
    assert len(shared) == 1
    assert len(list(empty.glob("lanes_*.py"))) == 5


def test_another_formula_another_variant_another_kernel(empty):
    results = [run(), run(OTHER), run(gradient_noise=0.1), run(gradient_noise=0.1, tilt=TURNED)]
    assert len(list(empty.glob("lanes_*.py"))) == 4
    assert all(not np.array_equal(one, other) for i, one in enumerate(results) for other in results[:i])


def test_without_a_place_to_write_it_runs_all_the_same(empty, monkeypatch):
    expected = run()
    forget()
    shutil.rmtree(empty)

    def full(path, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "write", full)
    assert np.array_equal(run(), expected)
    assert not empty.exists()


def test_a_full_disk_after_the_text_was_written_does_not_stop_a_run(empty, monkeypatch):
    from numba.core import caching

    def full(self, name, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caching.IndexDataCacheFile, "save", full)
    assert np.isfinite(run()).all()
    assert not list(empty.glob("__pycache__/*.nbc"))


@pytest.mark.parametrize("source", compiled.SOURCES)
def test_the_hash_covers_every_source(source, monkeypatch):
    read = Path.read_text
    before = compiled.digest("text")
    monkeypatch.setattr(Path, "read_text", lambda path, **how: read(path, **how) + ("#" if path.name == source else ""))
    assert compiled.digest("text") != before


def test_the_sources_are_all_that_the_generated_text_and_its_writer_import():
    folder = Path(toy_kernels.__file__).parent
    seen, waiting = set(), ["compiled.py"]
    while waiting:
        name = waiting.pop()
        seen.add(name)
        said = (folder / name).read_text(encoding="utf-8")
        waiting += [path.name for path in folder.glob("*.py") if path.name not in seen | set(waiting)
                    and (f"kernels.{path.stem} import" in said or f"from toy_kernels import {path.stem}" in said)]
    where_only = {"cache.py"}  # it says where, not what
    same_everywhere = {"text.py", "reference.py"}  # what they decide is in the generated text
    assert seen - where_only - same_everywhere == set(compiled.SOURCES)


CHANGED = """
import sys
sys.path.insert(0, {folder!r})
from pathlib import Path
import toy_kernels
assert Path(toy_kernels.__file__).parent == Path({folder!r}) / "toy_kernels"
sys.path.append({tests!r})
import test_compiled
print(test_compiled.run()[-1].tolist())
"""


@pytest.mark.slow
def test_a_changed_word_changes_the_next_run(tmp_path):
    """The trap of numba's own cache: after an edit of a helper file, the next process must not get the old machine code."""
    shutil.copytree(Path(toy_kernels.__file__).parent, tmp_path / "toy_kernels", ignore=shutil.ignore_patterns("__pycache__"))
    script = CHANGED.format(folder=str(tmp_path), tests=str(Path(__file__).parent))
    environment = os.environ | {"WIDE_VALLEYS_CACHE": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}

    def next_process():
        return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True).stdout

    first = next_process()
    assert next_process() == first
    path = tmp_path / "toy_kernels" / "lane_math.py"
    said, word = path.read_text(encoding="utf-8"), "b.fadd(r, number(1))"
    assert said.count(word) == 1
    path.write_text(said.replace(word, "b.fadd(r, number(2))"), encoding="utf-8")
    assert next_process() != first


def test_prewarming_leaves_nothing_to_compile(tmp_path, monkeypatch):
    monkeypatch.setenv("WIDE_VALLEYS_CACHE", str(tmp_path))
    sgd = dynamics.get("sgd").step
    assert list(compiled.prewarm([(sgd, SLOPE, ("velocity",), "none", False)])) == [None]
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    forget()
    ready = compiled.kernel(sgd, SLOPE, ("velocity",), "none", False)[0]
    forget()
    assert sum(ready.stats.cache_hits.values()) == 1
