"""What every table of this folder says of itself."""

import datetime
import os
import platform
from pathlib import Path


def machine():
    """The date, the processor, how wide its vectors are, and the number of cores, in one line."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
        flags = next(line.split(":")[1].split() for line in lines if line.startswith("flags"))
        model += next((f" with {name}" for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in flags), "")
    except (OSError, StopIteration):
        pass
    return f"Measured {datetime.date.today():%d %B %Y}, {model}, {os.cpu_count()} cores, Python {platform.python_version()}."


def write(name, about, text):
    """Put a table into this folder, under the benchmark's own words."""
    (Path(__file__).parent / name).write_text(f"{about.strip()}\n\n{text}", encoding="utf-8")
