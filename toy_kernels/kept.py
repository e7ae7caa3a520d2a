"""Loops that are compiled once and kept on disk, under the hash of every source that they depend on.

numba's own cache knows only the file that a function stands in, and would hand out yesterday's machine code after a change in
a file that it imports. So a file of loops is copied to the cache folder under a name that says all it depends on.
"""

import contextlib
import functools
import hashlib
import importlib.util
import sys
import types
from pathlib import Path

import numba
from numba.core.caching import FunctionCache
from numba.core.dispatcher import Dispatcher

from toy_kernels import cache

WORDS = ("kept.py", "padded.py", "sparse_layer.py", "vectors.py", "lane_math.py", "lane_noise.py", "noise.py")


@functools.cache
def loops(name):
    """The module `toy_kernels/{name}.py`, imported from its copy in the cache folder; from memory where nothing can be kept."""
    here = Path(__file__).parent
    text = (here / f"{name}.py").read_text(encoding="utf-8")
    parts = [numba.__version__, text, *((here / word).read_text(encoding="utf-8") for word in WORDS)]
    kept = f"{name}_{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"
    path = cache.folder() / f"{kept}.py"
    try:
        if not path.exists():
            cache.write(path, text)
        return _from_file(kept, path)
    except (OSError, RuntimeError):  # numba's word for a folder that it cannot write
        return _from_memory(kept, text)


def _from_file(kept, path):
    spec = importlib.util.spec_from_file_location(kept, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[kept] = module  # numba looks a kept function's module up by name
    spec.loader.exec_module(module)
    for function in vars(module).values():
        if isinstance(function, Dispatcher) and function.__module__ == kept:  # another file's would be kept under its name alone
            function._cache = Forgiving(function.py_func)
    return module


def _from_memory(kept, text):
    module = types.ModuleType(kept)
    sys.modules[kept] = module
    exec(compile(text.replace("cache=True", "cache=False"), f"<{kept}>", "exec"), module.__dict__)  # our own text
    return module


class Forgiving(FunctionCache):
    """numba's cache of one function, to which a full disk is no reason not to run: the next process compiles anew."""

    def load_overload(self, sig, target_context):
        """What was kept, or None."""
        with contextlib.suppress(OSError):
            return super().load_overload(sig, target_context)

    def save_overload(self, sig, data):
        """Keep what was compiled, if it can be kept."""
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)
