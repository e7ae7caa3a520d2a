"""Machine code of a thread, by llvmlite alone: for this processor, as PTX for NVIDIA's cards, as a WebAssembly module.

Compiling takes some tenths of a second.
"""

import ctypes

import llvmlite.binding as llvm
from llvmlite import ir

from toy_kernels import native
from toy_kernels.lane_math import WORD
from toy_kernels.threads.exact_fma import Builder
from toy_kernels.threads.module import linked
from toy_kernels.threads.wide import Wide
from toy_kernels.threads.writer import ARRAYS, INTEGERS, write

BROWSER, CARD = "wasm32-unknown-unknown", "nvptx64-nvidia-cuda"
BLOCK_THREADS = 128  # of a card's block


class Native:
    """The function `run` on this processor, called with NumPy arrays (see `writer` for what it takes)."""

    def __init__(self, emitted):
        kinds = [ctypes.c_uint32] * len(INTEGERS) + [ctypes.c_void_p] * len(ARRAYS)
        self._run = native.Native(write(emitted, llvm.get_default_triple()), kinds)

    def __call__(self, numbers, arrays):
        """Advance the lanes. numbers: {name: int}, arrays: {name: array of 32-bit numbers in C order}."""
        self._run(*(numbers[name] for name in INTEGERS), *(arrays[name].ctypes.data for name in ARRAYS))


def _thread_number(build, module):
    names = (f"llvm.nvvm.read.ptx.sreg.{name}.x" for name in ("ctaid", "ntid", "tid"))
    read = [ir.Function(module, ir.FunctionType(WORD, []), name) for name in names]
    block, size, thread = (build.call(function, []) for function in read)
    return build.add(build.mul(block, size), thread)


def ptx(emitted, architecture="sm_75"):
    """The text of the kernel `run` for NVIDIA cards from `architecture` on, a lane a thread; no card is needed to write it."""
    native.targets()
    machine = llvm.Target.from_triple(CARD).create_target_machine(cpu=architecture, opt=3)
    module = write(emitted, CARD, threads=_thread_number)
    (function,) = (function for function in module.functions if function.name == "run")
    function.calling_convention = "ptx_kernel"
    return machine.emit_assembly(native.optimised(module, machine))


def wasm(emitted, wide=False):
    """The bytes of a WebAssembly module: it exports `run` and imports its memory as `env.memory`.

    wide: lanes go in fours (`toy_kernels.threads.wide`), so that their number must be a multiple of four.
    """
    native.targets()
    features = "+bulk-memory,+simd128,+relaxed-simd" if wide else "+bulk-memory"
    machine = llvm.Target.from_triple(BROWSER).create_target_machine(cpu="generic", features=features, opt=3)
    return linked(machine.emit_object(native.optimised(write(emitted, BROWSER, Wide if wide else Builder), machine)), "run")
