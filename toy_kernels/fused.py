"""Operations on long rows of numbers as one loop in machine code: each number is read once and written once.

The operations of a step of ten million weights, done one by one, wait for memory; done in one loop, they cost what reading and
writing the weights costs. Every operation is the one that torch does, in float32 or float64, in the same order, so that the bits
are the same; what torch computes in a way of its own, as most powers are, has no name in `OPERATIONS`.
"""

import ctypes
import functools

from llvmlite import ir

from toy_kernels.native import Native

WIDTH = 32  # numbers at once
_COUNT = ir.IntType(64)
KINDS = {"float32": (ir.FloatType(), ctypes.c_float), "float64": (ir.DoubleType(), ctypes.c_double)}


def _root(build, number):
    kind, bits, module = number.type, {"float": "f32", "double": "f64"}, build.module
    name = f"v{kind.count}{bits[str(kind.element)]}" if isinstance(kind, ir.VectorType) else bits[str(kind)]
    root = module.globals.get(f"llvm.sqrt.{name}") or ir.Function(module, ir.FunctionType(kind, [kind]), f"llvm.sqrt.{name}")
    return build.call(root, [number])


def _square(build, number):
    return build.fmul(number, number)


def _cube(build, number):
    return build.fmul(build.fmul(number, number), number)


OPERATIONS = {
    "add": ir.IRBuilder.fadd, "sub": ir.IRBuilder.fsub, "mul": ir.IRBuilder.fmul, "div": ir.IRBuilder.fdiv,
    "neg": ir.IRBuilder.fneg, "reciprocal": lambda build, number: build.fdiv(_all(number.type, 1.0), number),
    "root": _root, ("pow", 2): _square, ("pow", 3): _cube,
}


def _all(kind, value):
    return ir.Constant(kind, [value] * kind.count if isinstance(kind, ir.VectorType) else value)


@functools.lru_cache(maxsize=128)
def fused(kind, reads, fixed, operations, outs):
    """The loop, a function of (pieces, sizes, table, constants), as C has them; compiled once for a text, in a tenth of a second.

    kind: "float32" or "float64". Numbers are called 0 ... reads - 1 where they are read, then come `fixed` constants, then what
    each of `operations`, (a name of `OPERATIONS`, (numbers that it takes)), gives. outs: the numbers that are put.
    pieces: how many stretches of memory; sizes: how many numbers each has, int64, and behind them a 0, which becomes 1 when all is
    done; table: for each stretch the addresses that are read, then those that are written, which may be the same: of `WIDTH`
    numbers all are read before the first is written.
    """
    number, as_c = KINDS[kind]
    pointer, module = number.as_pointer(), ir.Module("fused")
    signature = ir.FunctionType(ir.VoidType(), [_COUNT, _COUNT.as_pointer(), pointer.as_pointer(), pointer])
    run = ir.Function(module, signature, "run")
    pieces, sizes, table, constants = run.args
    build = ir.IRBuilder(run.append_basic_block("start"))
    known = [build.load(build.gep(constants, [_COUNT(i)])) for i in range(fixed)]
    many = ir.VectorType(number, WIDTH)
    wide = [_spread(build, value, many) for value in known]

    def piece(build, at):
        size = build.load(build.gep(sizes, [at]))
        base = build.mul(at, _COUNT(reads + len(outs)))
        places = [build.load(build.gep(table, [build.add(base, _COUNT(i))])) for i in range(reads + len(outs))]
        whole = build.and_(size, _COUNT(-WIDTH))
        for low, high, step, form, ready in ((_COUNT(0), whole, WIDTH, many, wide), (whole, size, 1, number, known)):
            _loop(build, low, high, step, functools.partial(body, places, form, ready, as_c))

    def body(places, form, ready, as_c, build, at):
        spots = [build.bitcast(build.gep(place, [at]), form.as_pointer()) for place in places]
        align = ctypes.sizeof(as_c)
        numbers = [build.load(spot, align=align) for spot in spots[:reads]] + list(ready)
        for name, operands in operations:
            numbers.append(OPERATIONS[name](build, *(numbers[one] for one in operands)))
        for spot, out in zip(spots[reads:], outs, strict=True):
            build.store(numbers[out], spot, align=align)

    _loop(build, _COUNT(0), pieces, 1, piece)
    build.store(_COUNT(1), build.gep(sizes, [pieces]))
    build.ret_void()
    return Native(module, [ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p])


def _spread(build, value, kind):
    none, firsts = ir.Constant(kind, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), kind.count), None)
    return build.shuffle_vector(build.insert_element(none, value, ir.IntType(32)(0)), none, firsts)


def _loop(build, low, high, step, body):
    """`body(build, at)` for at = low, low + step ... below `high`; the builder stands behind it afterwards."""
    before, head, inside, behind = build.block, *(build.append_basic_block(name) for name in ("head", "body", "behind"))
    build.branch(head)
    build.position_at_end(head)
    at = build.phi(_COUNT)
    at.add_incoming(low, before)
    build.cbranch(build.icmp_signed("<", at, high), inside, behind)
    build.position_at_end(inside)
    body(build, at)
    at.add_incoming(build.add(at, _COUNT(step)), build.block)
    build.branch(head)
    build.position_at_end(behind)
