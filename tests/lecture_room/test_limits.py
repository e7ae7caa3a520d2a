"""What the operating system is asked to keep."""

import resource
import subprocess
import sys

import pytest

from lecture_room import limits


def test_open_files_are_raised_as_far_as_the_system_lets_them():
    program = """
import resource
from lecture_room import limits
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 1024))
print(limits.open_files(512), resource.getrlimit(resource.RLIMIT_NOFILE)[0], limits.open_files(5000), limits.open_files(100))
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.split() == ["512", "512", "1024", "1024"]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux lets one process bound another")
def test_a_process_beyond_its_memory_gets_an_error_and_nobody_else_does():
    program = "input()\ntry:\n    block = bytearray(400_000_000)\nexcept MemoryError:\n    print('refused')"
    process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    limits.memory(process.pid, 300_000_000)
    assert process.communicate("\n", timeout=60)[0] == "refused\n"
    assert len(bytearray(400_000_000)) == 400_000_000
    limits.memory(process.pid, 300_000_000)  # it has gone: nothing to bound
