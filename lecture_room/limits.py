"""Limits that the operating system keeps, where it has them: open files of the server, memory of a session."""

import contextlib

try:
    import resource
except ImportError:  # Windows
    resource = None


def open_files(wanted):
    """Let this process open so many files, or as many as it may; returns how many that are."""
    if resource is None:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < most:
        with contextlib.suppress(ValueError, OSError):  # macOS has a lower limit that it does not tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            return most
    return soft


def memory(process, largest):
    """Let a process have at most so many bytes of its own; what asks for more gets an error there, and nowhere else."""
    if hasattr(resource, "prlimit"):  # Linux
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process, resource.RLIMIT_DATA, (largest, largest))
