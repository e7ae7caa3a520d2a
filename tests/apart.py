"""What a test may not do where it stands: run a loop of its own, or trace what the others allocate too."""

import asyncio
import contextlib
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace


def run(coroutine):
    """The result of a coroutine, run in a thread of its own: the browser's driver leaves the main thread with a running loop."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, coroutine).result()


@contextlib.contextmanager
def traced():
    """Count what Python allocates within the block: `most`, in bytes, stands in what this yields when the block is over.

    Tracing that a failed test left on would give the next one its peak.
    """
    found = SimpleNamespace(most=None)
    tracemalloc.stop()
    tracemalloc.start()
    try:
        yield found
        found.most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
