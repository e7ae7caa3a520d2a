"""Compile emitted kernels, and keep them: in the process, and on disk under the hash of every source that they depend on.

numba's own cache knows only the file that a function stands in; hence one file for each kernel, its name the hash.
"""

import functools
import hashlib
import importlib.util
import multiprocessing
import os
import sys
import types
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import numba
import numpy as np

from toy_kernels import cache
from toy_kernels.emit import SIGNATURE, emit

SOURCES = ("compiled.py", "damped.py", "emit.py", "lane_step.py", "lane_values.py", "lane_choices.py", "lane_text.py",
           "lane_math.py", "lane_noise.py", "noise.py")


@functools.lru_cache(maxsize=128)
def kernel(step, formula_text, carries, tilt, watched):
    """(the compiled function of a block, its `Emitted` text, the host's function `numbers`)."""
    emitted = emit(step, formula_text, carries, tilt, watched)
    host = {"np": np}
    exec(compile(emitted.host, "<numbers>", "exec"), host)  # our own text
    return block(emitted.text), emitted, host["numbers"]


@functools.lru_cache(maxsize=128)  # of megabytes each; those of a formula that somebody left are given up
def block(text):
    """The compiled function of a text: one for all formulas that differ only in numbers that are sent."""
    name = f"lanes_{digest(text)}"
    module = _module(name, text)
    try:
        return _compiled(module.run, module.__file__ is not None)
    finally:
        sys.modules.pop(name, None)  # which would hold it for ever


def prewarm(jobs):
    """Compile for each (step, formula text, carries, tilt, watched), in as many processes as there are cores; yield as they end.

    The steps must stand in modules that can be imported.
    """
    with ProcessPoolExecutor(cores(), mp_context=multiprocessing.get_context("spawn")) as pool:
        for ended in as_completed([pool.submit(_compile, job) for job in jobs]):
            yield ended.result()


@functools.cache
def cores():
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _compile(job):
    kernel(*job)


def digest(text):
    """The hash of a kernel's text, of what gives its words their meaning, and of the compiler."""
    here = Path(__file__).parent
    parts = [text, numba.__version__, *((here / source).read_text(encoding="utf-8") for source in SOURCES)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _module(name, text):
    """The generated module: from a file in the cache folder, or from memory where that cannot be written."""
    path = cache.folder() / f"{name}.py"
    try:
        if not path.exists():
            cache.write(path, text)
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except OSError:
        module = types.ModuleType(name)
        module.__file__ = None
        exec(compile(text, f"<{name}>", "exec"), module.__dict__)  # our own text
    return module


def _compiled(function, keep):
    """Strict arithmetic: what is fused is written as `fma`, so the compiler has no choice left that could change a bit."""
    options = {"nogil": True, "error_model": "numpy", "fastmath": False}
    if keep:
        try:
            return numba.njit(SIGNATURE, cache=True, **options)(function)
        except (OSError, RuntimeError):
            pass  # a full disk or a folder that cannot be written costs the next start a second, not this one its run
    return numba.njit(SIGNATURE, **options)(function)
