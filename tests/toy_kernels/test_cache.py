"""Where kernels and derived formulas are kept, and what happens when nothing can be kept."""

import os
from pathlib import Path

import pytest

from toy_kernels import cache


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """`cache.folder`, asked anew, in a world where the home is empty."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WIDE_VALLEYS_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    cache.folder.cache_clear()
    yield cache.folder
    cache.folder.cache_clear()


def test_a_named_folder_comes_first_and_is_made(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("WIDE_VALLEYS_CACHE", str(tmp_path / "a" / "b"))
    assert folder() == tmp_path / "a" / "b"
    assert folder().is_dir()


def test_then_the_users_cache(folder, monkeypatch, tmp_path):
    assert folder() == tmp_path / "home" / ".cache" / "wide-valleys"
    folder.cache_clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert folder() == tmp_path / "xdg" / "wide-valleys"


@pytest.fixture
def no_home(folder, monkeypatch, tmp_path):
    """No place but the temporary one. A file where a folder should be stops root too, which permissions do not."""
    (tmp_path / "home").write_text("not a folder")
    monkeypatch.setenv("WIDE_VALLEYS_CACHE", str(tmp_path / "home" / "deeper"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(cache.tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary" / f"wide-valleys-{os.getuid()}"


def test_where_nothing_can_be_written_one_temporary_folder_serves_every_process(folder, no_home):
    assert folder() == no_home
    (folder() / "works").write_text("yes")
    folder.cache_clear()
    assert (folder() / "works").read_text() == "yes"
    assert no_home.stat().st_mode & 0o077 == 0
    assert list(no_home.parent.iterdir()) == [no_home]


@pytest.mark.parametrize("planted", ["a link", "open to all", "a file"])
def test_a_folder_that_another_user_could_write_is_not_trusted(folder, no_home, planted, monkeypatch):
    """What is kept there is run."""
    if planted == "a link":
        (no_home.parent / "elsewhere").mkdir(mode=0o700)
        no_home.symlink_to(no_home.parent / "elsewhere")
    elif planted == "a file":
        no_home.write_text("")
    else:
        no_home.mkdir()
        no_home.chmod(0o777)
    ended = []
    monkeypatch.setattr(cache.atexit, "register", lambda *what, **how: ended.append((what, how)))
    found = folder()
    assert found.parent == no_home.parent
    assert found != no_home
    [((remove, *arguments), how)] = ended
    remove(*arguments, **how)
    assert not found.exists()


def test_where_not_even_that_is_possible_a_folder_is_named_all_the_same(folder, no_home, monkeypatch):
    monkeypatch.setattr(cache.tempfile, "tempdir", str(no_home.parent / "none"))
    with pytest.raises(OSError, match="Not a directory"):
        cache.write(folder() / "x", "y")


def test_the_folder_is_asked_for_once(folder):
    assert folder() is folder()


def test_a_file_is_written_whole_over_an_old_one(tmp_path):
    path = tmp_path / "kernel.py"
    for text in ("one\n", "γ = 2\n"):
        cache.write(path, text)
        assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "kernel.py"
    cache.write(path, "old")

    def full(source, target):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        cache.write(path, "new")
    assert path.read_text() == "old"
    assert [Path(entry).name for entry in os.listdir(tmp_path)] == ["kernel.py"]


def test_of_too_many_files_the_oldest_go_and_what_was_compiled_of_them(tmp_path, monkeypatch):
    """Ten formulas and ten kernels, of which twelve may stay: eight do, and all that is no formula's and no step's."""
    (tmp_path / "__pycache__").mkdir()
    for age in range(10):
        for name in (f"formula-{age}.json", f"lanes_{age}.py", f"__pycache__/lanes_{age}.run-26.py311.nbi"):
            (tmp_path / name).write_text("x")
            os.utime(tmp_path / name, (age, age))
    others = ("smoothing_0.py", "measures.lock", "__pycache__/smoothing_0.disc-1.py311.nbi")
    for name in others:
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (0, 0))
    monkeypatch.setattr(cache, "MOST_FILES", 20)
    cache.thin(tmp_path)
    assert len(list(tmp_path.glob("formula-*"))) == 10
    monkeypatch.setattr(cache, "MOST_FILES", 12)
    monkeypatch.setattr(cache, "_writes", iter([3 * cache.EACH]))
    (tmp_path / "formula-9.json").unlink()
    cache.write(tmp_path / "formula-9.json", "the newest")
    stay = {f"{kind}{age}" for kind in ("formula-", "lanes_") for age in (6, 7, 8, 9)}
    assert {path.name.split(".")[0] for path in tmp_path.glob("lanes_*")} == {n for n in stay if "lanes" in n}
    assert {path.name.split(".")[0] for path in tmp_path.glob("formula-*")} == {n for n in stay if "formula" in n}
    assert {path.name.split(".")[0] for path in (tmp_path / "__pycache__").glob("lanes_*")} == {n for n in stay if "lanes" in n}
    assert all((tmp_path / name).exists() for name in others)
