"""Where generated text and compiled kernels are kept between runs.

The folder is `$WIDE_VALLEYS_CACHE`, else `wide-valleys` in the user's cache folder, else a temporary one, whichever can be
written first: a read-only home must not stop a lecture.
"""

import functools
import os
import tempfile
from pathlib import Path


@functools.cache
def folder():
    """The first candidate that can be written, as a `Path`; it exists on return."""
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
    return Path(tempfile.mkdtemp(prefix="wide-valleys-"))


def write(path, text):
    """Write `text` so that another process sees the whole file or none of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
