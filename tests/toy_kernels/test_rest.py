"""What is given back is the compiler's code and nothing else, and it comes back when it is called."""

import re
import sys
from pathlib import Path

import numba
import numpy as np
import psutil
import pytest

from toy_kernels import rest

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="pages are given back on Linux only")


def resident(name):
    """Kilobytes of mapped code of a library that are in memory."""
    total, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            inside = name in line and " r-xp " in line
        elif inside and line.startswith("Rss:"):
            total += int(line.split()[1])
    return total


def compiled(number):
    @numba.njit
    def shifted(x):
        return x + number

    return shifted(np.arange(3.0)).tolist()


@linux
def test_the_compilers_code_leaves_memory_and_comes_back_when_it_is_needed():
    assert compiled(1) == [1, 2, 3]
    before = resident("libllvmlite")
    rest.rest()
    assert resident("libllvmlite") < before / 10
    assert compiled(2) == [2, 3, 4]
    assert resident("libllvmlite") > before / 10


def test_a_library_that_is_not_there_has_no_code():
    assert rest.code_of("no_such_library") == []


def test_where_the_system_does_not_say_nothing_happens(monkeypatch):
    monkeypatch.setattr(rest, "_MAPS", Path("/no/such/file"))
    assert rest.code_of("libllvmlite") == []
    rest.rest()


@linux
def test_what_was_freed_goes_back_though_something_above_it_stays():
    blocks = [np.ones(4096) for _ in range(4000)]  # of 32 KiB each
    size, kept = sum(block.nbytes for block in blocks), blocks[::50]
    process = psutil.Process()
    del blocks
    before = process.memory_info().rss
    rest.rest()
    assert sum(block.sum() for block in kept) == 4096 * 80
    assert process.memory_info().rss < before - size / 2
