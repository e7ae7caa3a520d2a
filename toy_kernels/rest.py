"""Give back the memory of the compiler's code, which a session needs only while it compiles or loads a kernel."""

import ctypes
from pathlib import Path

_DONT_NEED = 4  # MADV_DONTNEED, in <sys/mman.h> of Linux
_MAPS = Path("/proc/self/maps")


def code_of(name):
    """[(address, bytes)] of the mapped code of every library whose file has `name` in its path; empty where that cannot be read."""
    try:
        lines = _MAPS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    fields = (line.split(maxsplit=5) for line in lines)
    spans = (part[0].split("-") for part in fields if len(part) == 6 and part[1] == "r-xp" and name in part[5])
    return [(int(low, 16), int(high, 16) - int(low, 16)) for low, high in spans]


def rest():
    """Drop the pages of the compiler's code from this process, and what has been freed; code comes back from its file by itself.

    Only code is dropped, which is never written to: it is the file's own bytes. Does nothing where the system is not Linux.
    """
    found = code_of("libllvmlite")
    if not found:
        return
    library = ctypes.CDLL(None)
    for address, size in found:
        library.madvise(ctypes.c_void_p(address), ctypes.c_size_t(size), _DONT_NEED)
    if hasattr(library, "malloc_trim"):  # glibc alone keeps what is freed beside what is not, an eighth of a session's memory
        library.malloc_trim(0)
