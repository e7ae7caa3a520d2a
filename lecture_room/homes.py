"""Where Jupyter, IPython and numba may write: their usual folders, or temporary ones where home is read-only, missing or full.

They take a folder that cannot be made as an error of the page. What stands in the temporary ones is gone with the server; nothing
in it is anybody's work.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from jupyter_core import paths

FOLDERS = {
    "JUPYTER_RUNTIME_DIR": paths.jupyter_runtime_dir,
    "JUPYTER_DATA_DIR": paths.jupyter_data_dir,
    "JUPYTER_CONFIG_DIR": paths.jupyter_config_dir,
    "IPYTHONDIR": lambda: os.environ.get("IPYTHONDIR") or os.path.join(os.path.expanduser("~"), ".ipython"),
}


def furnish():
    """Point this process, and the sessions that it starts, to folders that can be written."""
    wanting = [name for name, usual in FOLDERS.items() if not _writable(usual())]
    if wanting:
        with contextlib.suppress(OSError):  # nothing can be written anywhere: then as it is
            _move(wanting)
    if "NUMBA_CACHE_DIR" in os.environ and not _writable(os.environ["NUMBA_CACHE_DIR"]):
        del os.environ["NUMBA_CACHE_DIR"]


def _move(names):
    home = Path(tempfile.mkdtemp(prefix="wide-valleys-server-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in names:
        (home / name).mkdir()
        os.environ[name] = str(home / name)


def _writable(folder):
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
    except (OSError, RuntimeError):
        return False
    return True
