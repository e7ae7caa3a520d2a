"""NVIDIA's card, by NVIDIA's own `cuda-core`: arrays to it and back, and threads launched on it. No torch is needed.

The driver compiles the PTX for the card that is there. Nothing here knows what a thread computes.
"""

import functools

import numpy as np

from toy_kernels.threads.machine import BLOCK_THREADS, ptx
from toy_kernels.threads.writer import ARRAYS, INTEGERS

SPARE = 0.8  # of the free memory, what a run may take


class NoCard(RuntimeError):
    """There is no card that can be used, or it has no room; the message says why."""


@functools.cache
def find():
    """The card, or `NoCard`. Asked once: a machine does not grow one."""
    return Card()


class Card:
    """The first card of this machine."""

    def __init__(self):
        try:
            from cuda.core import Device
        except ImportError as error:
            raise NoCard(f"cuda-core cannot be imported ({error}): install the extra gpu") from None
        try:
            self._device = Device()
            self._device.set_current()
            self._stream = self._device.create_stream()
        except Exception as error:  # whatever the driver says, from "no driver" to "no such device"
            raise NoCard(f"no card of NVIDIA's can be used: {error}") from None
        self.name = self._device.name
        self._kernels = {}

    def room(self):
        """Bytes that a run may take now."""
        from cuda.bindings import driver

        error, free, _ = driver.cuMemGetInfo()
        if int(error):
            raise NoCard(f"the card does not say how much memory is free ({error.name})")
        return int(free * SPARE)

    def put(self, array):
        """A copy of an array on the card."""
        buffer = self.empty(max(array.nbytes, 4))
        if array.nbytes:
            buffer.copy_from(_host(array), stream=self._stream)
            self._stream.sync()  # the array may be gone after this
        return buffer

    def empty(self, size):
        """So many bytes on the card. Raises `NoCard` if it has no room for them."""
        try:
            return self._device.allocate(size, stream=self._stream)
        except Exception as error:
            raise NoCard(f"the card has no room for {size:,} bytes more: {error}") from None

    def take(self, buffer, array):
        """Fill an array with the first bytes of a buffer."""
        if array.nbytes:
            whole = _host(array)
            buffer.copy_to(whole, stream=self._stream) if buffer.size == array.nbytes else self._part(buffer, whole, array)
            self._stream.sync()

    def _part(self, buffer, whole, array):
        from cuda.core import Buffer

        Buffer.from_handle(int(buffer.handle), array.nbytes, owner=buffer).copy_to(whole, stream=self._stream)

    def run(self, emitted, numbers, buffers):
        """Advance the lanes from `low` to `high`: a thread each. numbers: {name: int}, buffers: {name: of this card}."""
        from cuda.core import LaunchConfig, ObjectCode, launch

        if emitted.text not in self._kernels:
            self._kernels[emitted.text] = ObjectCode.from_ptx(ptx(emitted).encode()).get_kernel("run")
        count = numbers["high"] - numbers["low"]
        config = LaunchConfig(grid=-(-count // BLOCK_THREADS), block=BLOCK_THREADS)
        arguments = [np.uint32(numbers[name]) for name in INTEGERS] + [buffers[name] for name in ARRAYS]
        launch(self._stream, config, self._kernels[emitted.text], *arguments)
        self._stream.sync()


def _host(array):
    """Memory of this process as a buffer that the driver can copy from and to."""
    from cuda.core import Buffer

    return Buffer.from_handle(array.ctypes.data, array.nbytes, owner=array)
