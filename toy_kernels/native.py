"""A module of LLVM as machine code of this processor, by llvmlite alone.

No fast-math flag is set anywhere: the compiler has no choice that could change a bit.
"""

import ctypes
import functools

import llvmlite.binding as llvm


@functools.cache
def targets():
    """What code can be written for; asked once."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()


def optimised(module, machine):
    """The module, a `llvmlite.ir.Module`, checked and optimised for a machine."""
    module.data_layout = str(machine.target_data)
    parsed = llvm.parse_assembly(str(module))
    parsed.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    llvm.create_pass_builder(machine, options).getModulePassManager().run(parsed, llvm.create_pass_builder(machine, options))
    return parsed


class Native:
    """The function `run` of a module on this processor. kinds: the types of its arguments, as ctypes has them."""

    def __init__(self, module, kinds):
        targets()
        target = llvm.Target.from_default_triple()
        machine = target.create_target_machine(
            cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3, jit=True)
        self._engine = llvm.create_mcjit_compiler(optimised(module, machine), machine)  # it owns the code
        self._engine.finalize_object()
        self._run = ctypes.CFUNCTYPE(None, *kinds)(self._engine.get_function_address("run"))

    def __call__(self, *arguments):
        """Run it; Python goes on in other threads meanwhile."""
        self._run(*arguments)
