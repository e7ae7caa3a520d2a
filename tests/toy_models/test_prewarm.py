"""Prewarming names every pair that a page opens with, the first picture's before the others."""

import os
import subprocess
import sys

import pytest

from toy_kernels import compiled
from toy_models import dynamics, landscapes, noises, prewarm


def test_every_method_of_the_first_family_is_compiled_on_every_landscape_watched_and_unwatched():
    wanted = prewarm.jobs()
    first, *_ = dynamics.families().values()
    for method in map(dynamics.get, first):
        for place in landscapes.names():
            for watched in (False, True):
                assert (method.step, landscapes.get(place).text, method.CARRIES, "none", watched) in wanted
        for law in map(noises.get, noises.names()):
            assert (method.step, landscapes.get(landscapes.names()[0]).text, method.CARRIES, law.text, False) in wanted
    assert len(set(wanted)) == len(wanted) == len(first) * (2 * len(landscapes.names()) + len(noises.names()))


def test_what_the_first_picture_needs_comes_first():
    opening = prewarm.jobs(opening=True)
    assert prewarm.jobs()[: len(opening)] == opening
    assert {formula for _, formula, *_ in opening} == {landscapes.get(landscapes.names()[0]).text}


def test_it_counts_to_the_end_and_leaves_its_mark(capsys, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(prewarm, "loops", lambda opening: asked.append(opening))
    monkeypatch.setattr(compiled, "prewarm", lambda jobs: iter(asked.extend(jobs) or [None] * len(asked)))
    monkeypatch.setattr(prewarm, "modules", lambda: None)
    assert prewarm.main(["--mark", str(tmp_path / "done")]) == 0
    assert asked == [*prewarm.jobs(), False]
    assert f"compiled {len(asked) - 1} of {len(asked) - 1} kernels" in capsys.readouterr().out
    assert (tmp_path / "done").exists()


def test_installed_modules_become_bytecode_though_python_was_told_to_write_none(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "good.py").write_text("x = 1\n")
    (tmp_path / "of_another_python.py").write_text("def f(:\n")
    prewarm.modules(tmp_path)
    assert [path.name.split(".")[0] for path in (tmp_path / "__pycache__").iterdir()] == ["good"]


def test_what_breaks_leaves_no_mark(monkeypatch, tmp_path):
    def full(jobs):
        raise OSError(28, "No space left on device")
        yield

    monkeypatch.setattr(compiled, "prewarm", full)
    monkeypatch.setattr(prewarm, "modules", lambda: None)
    with pytest.raises(OSError, match="No space"):
        prewarm.main(["--mark", str(tmp_path / "done")])
    assert not (tmp_path / "done").exists()


def test_behind_means_at_the_lowest_priority():
    code = """if __name__ == "__main__":
        import os
        from toy_models import prewarm
        prewarm.jobs, prewarm.loops = lambda opening: [], lambda opening: print(os.nice(0))
        prewarm.main(["--behind"])"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split()[-1] == "19" or not hasattr(os, "nice")
