"""Loops that are compiled once and kept on disk, under the hash of every source that they depend on.

numba's own cache knows only the file that a function stands in, and would hand out yesterday's machine code after a change in
a file that it imports. So a file of loops is copied to the cache folder under a name that says all it depends on.
"""

import functools
import hashlib
import importlib.util
import sys
from pathlib import Path

import numba

from toy_kernels import cache

WORDS = ("kept.py", "padded.py", "vectors.py", "lane_math.py", "lane_noise.py", "noise.py")


@functools.cache
def loops(name):
    """The module `toy_kernels/{name}.py`, imported from its copy in the cache folder."""
    here = Path(__file__).parent
    text = (here / f"{name}.py").read_text(encoding="utf-8")
    parts = [numba.__version__, text, *((here / word).read_text(encoding="utf-8") for word in WORDS)]
    kept = f"{name}_{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"
    path = cache.folder() / f"{kept}.py"
    if not path.exists():
        cache.write(path, text)
    spec = importlib.util.spec_from_file_location(kept, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[kept] = module  # numba looks a kept function's module up by name
    spec.loader.exec_module(module)
    return module
