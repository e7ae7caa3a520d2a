"""Where generated text and compiled kernels are kept between runs.

The folder is `$WIDE_VALLEYS_CACHE`, else `wide-valleys` in the user's cache folder, else this user's own in the system's
temporary one, whichever can be written first: a read-only home must not stop a lecture. Writing there may fail all the same, on a
full disk; then nothing is kept, and nothing else is lost. Each formula and each step that somebody writes leaves files behind, and
so does each number of a formula's slider: of more than `MOST_FILES` the oldest go.
"""

import atexit
import contextlib
import functools
import itertools
import os
import shutil
import stat
import tempfile
from pathlib import Path

MOST_FILES, EACH = 3000, 100  # files that are kept, and writes of a process between two looks at how many there are
KINDS = ("formula-", "walker_", "lanes_")  # what is written of any formula and any step; all else is a fixed few
_writes = itertools.count()


@functools.cache
def folder():
    """The first candidate that can be written, as a `Path`; it exists on return, unless nothing at all can be written."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    candidates = [os.environ.get("WIDE_VALLEYS_CACHE"), os.path.join(home, "wide-valleys")]
    for candidate in filter(None, candidates):
        path = Path(candidate)
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                return path
        except OSError:
            continue
    try:
        return _temporary()
    except OSError:
        return path


def _temporary():
    """The same folder for every process of this user; one of this process's own where somebody else's stands in its place.

    What is kept there is run: a folder that another user could write would be that user's way in.
    """
    user = os.getuid() if hasattr(os, "getuid") else "user"
    path = Path(tempfile.gettempdir()) / f"wide-valleys-{user}"
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    if stat.S_ISDIR(found.st_mode) and (user == "user" or (found.st_uid == user and not found.st_mode & 0o022)):
        return path
    own = tempfile.mkdtemp(prefix="wide-valleys-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return Path(own)


def write(path, text):
    """Write `text` so that another process sees the whole file or none of it. Raises `OSError` where that cannot be done."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if next(_writes) % EACH == 0:
        with contextlib.suppress(OSError):
            thin(path.parent)


def thin(place, most=None):
    """Of more than so many files of `KINDS` in a folder keep the newest two thirds, and what was compiled of them."""
    most = MOST_FILES if most is None else most
    found = [entry for entry in os.scandir(place) if entry.name.startswith(KINDS) and entry.name.endswith((".json", ".py"))]
    if len(found) <= most:
        return
    oldest = sorted(found, key=_age)[: len(found) - 2 * most // 3]
    gone = {entry.name.split(".")[0] for entry in oldest}
    compiled = Path(place) / "__pycache__"
    below = [path for path in compiled.iterdir() if path.name.split(".")[0] in gone] if compiled.is_dir() else []
    for path in (*(Path(entry.path) for entry in oldest), *below):
        with contextlib.suppress(OSError):  # another process was faster
            path.unlink()


def _age(entry):
    try:
        return max(entry.stat().st_mtime, entry.stat().st_atime)
    except OSError:
        return 0.0
