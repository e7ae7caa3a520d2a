"""One turn for all processes of a machine: what nobody waits for is done by one session at a time, however many there are."""

import contextlib
import os

from toy_kernels import cache

try:
    import fcntl
except ImportError:  # not on Windows, where each takes its turn at once
    fcntl = None


class Turn:
    """A turn of that name. A process that ends gives it back."""

    def __init__(self, name):
        self._name, self._file = name, None

    def take(self):
        """Whether it is ours now, or was before; never waits."""
        if self._file is None and fcntl is not None:
            with contextlib.suppress(OSError):  # nothing can be written: nobody can be waited for either
                file = os.open(cache.folder() / f"{self._name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(file)
                    return False
                self._file = file
        return True

    def give(self):
        """Let another have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
