"""One pass over long rows: what is noted of them is done, and put where it is wanted.

On a long row the operations are one loop in machine code (`fused`). What that does not know, and a short row, for which nobody
would wait for a compiler, is done by torch, block by block: each so small that what lies between stays in a core's cache.
"""

import collections
import functools
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np

from toy_kernels.extras import torch
from toy_kernels.fused import KINDS, OPERATIONS, fused

BLOCK = 1 << 16  # numbers: a few blocks fit into the cache of one core
FUSED = 1 << 18  # numbers of a row for which a loop is compiled, and of a stretch that one core does


class RowPass:
    """What [(row, flat tensors)] asks for, as a list of operations. like: a tensor with a row's shape and kind."""

    def __init__(self, like, wanted):
        self._like, self._wanted = like, wanted
        self._place, self._fixed, self._read, self._operations = {}, [], [], []
        for row, _ in wanted:
            self._plan(row)
        self._held = {self._place[id(row)] for row, _ in wanted}  # what is put after something else may have been put over it

    def _plan(self, wanted):
        """Note a row after what it comes of; without recursion, which a long sum would exhaust."""
        waiting = [wanted]
        while waiting:
            row = waiting[-1]
            operation, operands = getattr(row, "noted", None) or (None, ())
            missing = [operand for operand in operands if id(operand) not in self._place]
            if missing and id(row) not in self._place:
                waiting += missing
                continue
            waiting.pop()
            if id(row) in self._place:
                continue
            if operation is not None:
                self._keep(row, self._operations, (operation, [self._place[id(operand)] for operand in operands]))
            elif hasattr(row, "parts"):
                self._keep(row, self._read, row.parts or [row.storage[0]])
            elif isinstance(row, torch.Tensor) and row.numel() == self._like.numel() > 1:
                self._keep(row, self._read, [row.reshape(-1).contiguous()])
            else:
                self._keep(row, self._fixed, row)

    def _keep(self, row, kind, what):
        self._place[id(row)] = len(self._place)
        kind.append((self._place[id(row)], what))

    def run(self, sizes):
        """Do it; once begun to the end, even if Ctrl-C comes meanwhile: half of the weights of a step are no point of it.

        sizes: of the parts that numbers may stand in.
        """
        loop = self._loop() if self._like.numel() >= FUSED else None
        interrupted = self._by_torch(blocks(sizes, BLOCK)) if loop is None else self._in_one_loop(blocks(sizes, FUSED), *loop)
        if interrupted:
            raise interrupted

    # ---- in one loop ------------------------------------------------------------------------------------------------
    def _loop(self):
        """(the compiled loop, its constants), or None where there is no such loop."""
        kind = str(self._like.dtype).removeprefix("torch.")
        tensors = [part for _, parts in [*self._read, *self._wanted] for part in parts]
        if kind not in KINDS or any(part.dtype != self._like.dtype for part in tensors):
            return None
        values = {place: _number(value, self._like.dtype) for place, value in self._fixed}
        operations = []
        for _, (operation, operands) in self._operations:
            name = operation.__name__
            if name == "pow":
                name, operands = (name, values.get(operands[1])), operands[:1]
            operations.append((name, operands))
        if None in values.values() or any(name not in OPERATIONS for name, _ in operations):
            return None
        order = [place for kind in (self._read, self._fixed, self._operations) for place, _ in kind]
        number = {place: at for at, place in enumerate(order)}
        text = tuple((name, tuple(number[one] for one in operands)) for name, operands in operations)
        outs = tuple(number[self._place[id(row)]] for row, _ in self._wanted)
        constants = np.array([values[place] for place, _ in self._fixed] or [0.0], KINDS[kind][1])
        return fused(kind, len(self._read), len(self._fixed), text, outs), constants

    def _in_one_loop(self, stretches, loop, constants):
        tensors, wide = [parts for _, parts in [*self._read, *self._wanted]], self._like.element_size()
        starts = [[part.data_ptr() for part in parts] for parts in tensors]

        def called(some):
            """(arguments, arrays that must live as long): a call for some of the stretches."""
            sizes = np.array([*(size for *_, size in some), 0], np.int64)
            table = np.array([[begin[part] + wide * at if len(begin) > 1 else begin[0] + wide * of_all for begin in starts]
                              for part, at, of_all, _ in some], np.int64)
            return (len(some), sizes.ctypes.data, table.ctypes.data, constants.ctypes.data), sizes, table

        cores = min(torch.get_num_threads(), len(stretches))
        calls = [called(stretches[core::cores]) for core in range(cores)]
        left, interrupted = collections.deque(calls), None

        def work():
            while left:
                try:
                    arguments, *_ = left.popleft()
                except IndexError:
                    break
                loop(*arguments)

        while not all(sizes[-1] for _, sizes, _ in calls):  # which the loop itself has written: no Ctrl-C comes in between
            try:
                if cores == 1:
                    loop(*calls[0][0])
                else:
                    wait([_workers(cores).submit(work) for _ in range(cores)])
            except KeyboardInterrupt as error:
                interrupted = error
        torch.autograd.graph.increment_version([part for _, parts in self._wanted for part in parts])  # what torch does not see
        return interrupted

    # ---- by torch ---------------------------------------------------------------------------------------------------
    def _by_torch(self, stretches):
        """A block's numbers may be written over what they come of; so they are all there before the first is put, once."""
        program, interrupted, state = self._program(), None, (0, None)
        while state[0] < len(stretches):
            try:
                while state[0] < len(stretches):
                    at, numbers = state
                    state = at, numbers or self._computed(program, stretches[at])
                    self._put(stretches[at], state[1])
                    state = at + 1, None
            except KeyboardInterrupt as error:
                interrupted = error
        return interrupted

    def _program(self):
        """Operations with blocks that they write into: one is used again when nothing reads it any more."""
        last = {place: at for at, (_, (_, operands)) in enumerate(self._operations) for place in operands}
        last |= {self._place[id(row)]: len(self._operations) for row, _ in self._wanted}
        free, held, program = [], {}, []
        for at, (place, (operation, operands)) in enumerate(self._operations):
            free += [held.pop(one) for one in set(operands) if one in held and last[one] == at]
            held[place] = free.pop() if free else torch.empty(1, min(BLOCK, self._like.numel()), dtype=self._like.dtype)
            program.append((place, operation, operands, held[place]))
        return program

    def _computed(self, program, block):
        numbers, kind, size = [None] * len(self._place), self._like.dtype, block[-1]
        for place, value in self._fixed:
            numbers[place] = value
        for place, parts in self._read:
            numbers[place] = _piece(parts, *block).to(kind, copy=place in self._held)
        for place, operation, operands, register in program:
            out = register if size == register.shape[1] else register[:, :size]
            numbers[place] = operation(*[numbers[one] for one in operands], out=out)
        return numbers

    def _put(self, block, numbers):
        for row, parts in self._wanted:
            _piece(parts, *block).copy_(numbers[self._place[id(row)]])


def root(numbers, out):
    """The square root, rounded as it should be: torch's own is a library's, which on some processors is off in the last bit."""
    np.sqrt(numbers.numpy(), out=out.numpy())
    return out


def _number(value, kind):
    """A constant as a number; None where torch would compute with it in a finer kind."""
    if isinstance(value, torch.Tensor) and value.numel() == 1 and (value.ndim == 0 or value.dtype == kind):
        return float(value)
    return float(value) if isinstance(value, (int, float)) else None


def blocks(sizes, most):
    """[(part, first number in it, first number of all, how many, at most `most`)]."""
    found, begin = [], 0
    for part, size in enumerate(sizes):
        found += [(part, at, begin + at, min(most, size - at)) for at in range(0, size, most)]
        begin += size
    return found


def _piece(parts, part, at, of_all, size):
    whole = len(parts) == 1
    return parts[0 if whole else part].narrow(0, of_all if whole else at, size)[None]


@functools.cache
def _workers(count):
    return ThreadPoolExecutor(count, thread_name_prefix="rows")
