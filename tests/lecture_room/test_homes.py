"""The page opens on a machine whose home is read-only, missing or full, and leaves nothing behind there."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stand_in import ROOT, Server

PROGRAM = """
import os
from lecture_room import homes
homes.furnish()
print(*(os.environ.get(name) for name in (*homes.FOLDERS, "NUMBA_CACHE_DIR")), sep="\\n")
"""
NAMES = ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "NUMBA_CACHE_DIR")


def furnished(tmp_path, before="", **environment):
    """What stands in the variables afterwards."""
    (tmp_path / "temporary").mkdir(exist_ok=True)
    told = {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path / "temporary"), "PYTHONPATH": str(ROOT)} | environment
    answer = subprocess.run([sys.executable, "-c", before + PROGRAM], env=told, capture_output=True, text=True, check=True,
                            timeout=120)
    return dict(zip(NAMES, (answer.stdout or answer.stderr).splitlines(), strict=True))


def test_a_home_that_can_be_written_is_left_alone(tmp_path):
    (tmp_path / "home").mkdir()
    assert set(furnished(tmp_path, HOME=str(tmp_path / "home")).values()) == {"None"}


@pytest.mark.parametrize("kind", ["a file", "nowhere"])
def test_without_a_home_temporary_folders_serve_and_go_with_the_server(tmp_path, kind):
    (tmp_path / "file").write_text("")
    found = furnished(tmp_path, HOME=str(tmp_path / "file") if kind == "a file" else "/proc/none", NUMBA_CACHE_DIR="/proc/none")
    assert found.pop("NUMBA_CACHE_DIR") == "None"
    assert all(Path(folder).is_relative_to(tmp_path / "temporary") for folder in found.values())
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_disk_on_which_nothing_more_fits_stops_nobody(tmp_path):
    """A process that may write no byte stands for the full disk: folders can be made there, files not."""
    (tmp_path / "home").mkdir()
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\nimport sys; sys.stdout = sys.stderr\n"
    found = furnished(tmp_path, full, HOME=str(tmp_path / "home"), NUMBA_CACHE_DIR=str(tmp_path / "numba"))
    assert found["NUMBA_CACHE_DIR"] == "None"


@pytest.mark.slow
@pytest.mark.parametrize("home", ["/proc/none", None])
def test_the_page_opens_without_a_home(tmp_path, home, monkeypatch):
    monkeypatch.delenv("HOME")
    (tmp_path / "temporary").mkdir()
    (tmp_path / "served").mkdir()
    environment = {"LC_ALL": "C", "LANG": "", "TMPDIR": str(tmp_path / "temporary")} | ({"HOME": home} if home else {})
    server = Server(tmp_path / "served", "import IPython; print('opened', IPython.paths.get_ipython_dir() != '')", environment)
    with server.visit() as visited:
        assert "opened True" in visited.text
    assert server.end() == []
    assert list((tmp_path / "temporary").iterdir()) == []
