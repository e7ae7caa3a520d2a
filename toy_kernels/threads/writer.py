"""From the generated text of a kernel to LLVM instructions for one lane.

The text is the one that `toy_kernels.emit` wrote for blocks of lanes; here each loop over lanes is read as straight code, and the
block's store `B` as registers. Where rows meet, a thread owns a whole group: its loops go over the members, so that nobody waits
for anybody, and `B` is in memory, below what is kept. The function written is

    run(seed, first, every, steps, last, low, high, lanes, origin, most,
        replica, table, s, n, state, bad, frames, seen, leads)

with 32-bit numbers, and arrays of 32-bit numbers in C order: replica (lanes), table (lanes) the row of `s` and `n` that a lane
reads, s (tables, steps, numbers) float, n (tables, steps, loops, and one where rows meet), state (rows of `rows`, lanes) float, bad
(lanes), frames (frame - origin, lanes, 2) float, seen (steps, names, most, lanes, 2) float, leads (groups + 1) the first lane of
each group, and the end. It advances the lanes from `low` to `high` by `steps` steps from step `first` on, or the groups from
`low` to `high`, each under one table.
"""

import ast

import numpy as np
from llvmlite import ir

from toy_kernels import lane_noise
from toy_kernels.lane_math import FLOAT, WORD, whole
from toy_kernels.threads.values import Values
from toy_kernels.threads.wide import FLOATS, WIDTH, WORDS, Wide

INTEGERS = ("seed", "first", "every", "steps", "last", "low", "high", "lanes", "origin", "most")
ARRAYS = {
    "replica": WORD, "table": WORD, "s": FLOAT, "n": WORD, "state": FLOAT, "bad": WORD, "frames": FLOAT, "seen": FLOAT,
    "leads": WORD,
}
DRAWS = {"normal": lane_noise.normal_pair, "uniform": lane_noise.uniform_pair}


def write(emitted, triple, builder=ir.IRBuilder, threads=None):
    """An `ir.Module` with the function `run` for an `Emitted` text.

    builder: the class that writes instructions; a machine without `fma` brings its own; `wide.Wide` walks lanes in fours, each four
    under the table of their first, and refuses rows that meet (`NotImplementedError`). threads: None loops over the lanes from
    `low` to `high`; else a function of (builder, module) that gives the number of this thread, which does one lane, or one group.
    """
    return _Writer(emitted, triple, builder, threads).module


class _Writer(Values):
    def __init__(self, emitted, triple, builder, threads):
        tree = ast.parse(emitted.text)
        self.emitted, self.variables = emitted, {}
        self.constants = {name: value for name, value in map(_constant, tree.body) if name}
        (text,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "run")
        self.kept = sizes(emitted)[1]
        self.numbers = len(ast.parse(emitted.host).body[0].body[0].value.elts)
        self.module = ir.Module("threads")
        self.module.triple = triple
        kinds = [WORD] * len(INTEGERS) + [ir.PointerType(kind) for kind in ARRAYS.values()]
        self.function = ir.Function(self.module, ir.FunctionType(ir.VoidType(), kinds), "run")
        self.given = dict(zip((*INTEGERS, *ARRAYS), self.function.args, strict=True))
        for name, argument in self.given.items():
            argument.name = name
            if name in ARRAYS:
                argument.add_attribute("noalias")
        self.build = builder(self.function.append_basic_block("entry"))
        (steps,) = (node for node in text.body if isinstance(node, ast.For) and node.target.id == "k")
        wide = issubclass(builder, Wide)
        if wide and emitted.group:
            raise NotImplementedError("rows that meet in vectors: a thread walks their group")
        self.real, self.word, self.width = (FLOATS, WORDS, WIDTH) if wide else (FLOAT, WORD, 1)
        walk = self._group if emitted.group else self._lane
        if threads is None:
            count = self.build.sub(self.given["high"], self.given["low"])
            self._counted(self.build.udiv(count, whole(self.width)) if wide else count, lambda i: walk(steps.body, i))
        else:
            number = threads(self.build, self.module)
            with self.build.if_then(self.build.icmp_unsigned("<", number, self.build.sub(self.given["high"], self.given["low"]))):
                walk(steps.body, number)
        self.build.ret_void()

    def _counted(self, count, body):
        """`for i in range(count): body(i)`, for a count that may be zero."""
        build, counter = self.build, self._variable("counter", WORD, fresh=True)
        head, inside, after = (self.function.append_basic_block(name) for name in ("head", "inside", "after"))
        build.store(whole(0), counter)
        build.branch(head)
        build.position_at_end(head)
        turn = build.load(counter)
        build.cbranch(build.icmp_unsigned("<", turn, count), inside, after)
        build.position_at_end(inside)
        body(turn)
        build.store(build.add(build.load(counter), whole(1)), counter)
        build.branch(head)
        build.position_at_end(after)

    def _lane(self, step, number):
        build, given = self.build, self.given
        self.lane = build.add(given["low"], build.mul(number, whole(self.width)))
        self.replica, self.table = self._loaded(self._at("replica", self.lane), WORD), build.load(self._at("table", self.lane))
        build.store(self._loaded(self._at("bad", self.lane), WORD), self._lost())
        for row in range(self.kept):
            build.store(self._loaded(self._at("state", (whole(row), "lanes"), self.lane), FLOAT), self._row(row))
        self._counted(given["steps"], lambda k: self._step(step, k))
        for row in range(self.kept):
            self._stored(build.load(self._row(row)), self._at("state", (whole(row), "lanes"), self.lane))
        self._stored(build.load(self._lost()), self._at("bad", self.lane))

    def _loaded(self, place, kind):
        return self.build.load(place) if self.width == 1 else self.build.load_lanes(place, kind)

    def _stored(self, value, place):
        self.build.store(value, place) if self.width == 1 else self.build.store_lanes(value, place)

    def _group(self, step, number):
        build, place = self.build, self.build.add(self.given["low"], number)
        self.lead = build.load(self._at("leads", place))
        self.members = build.sub(build.load(self._at("leads", build.add(place, whole(1)))), self.lead)
        self.table = build.load(self._at("table", self.lead))
        self._counted(self.given["steps"], lambda k: self._step(step, k))

    def _step(self, step, k):
        self.k, self.t = k, self.build.add(self.given["first"], k)
        self._all(step)

    def _all(self, statements):
        for statement in statements:
            self._statement(statement)

    def _members(self, body, first=0):
        """Run `body` for each member of the group, or from the second on: the names j and `lane` are its place."""
        def one(turn):
            self.j = self.build.add(turn, whole(first))
            self.lane = self.build.add(self.lead, self.j)
            self.replica = self.build.load(self._at("replica", self.lane))
            body()

        self._counted(self.build.sub(self.members, whole(first)), one)

    def _statement(self, node):
        build = self.build
        match node:
            case ast.Pass() | ast.Assign(targets=[ast.Name(id="t" | "after" | "size" | "after_g")]):
                pass  # known here
            case ast.If():
                self._members(self._frame) if self.emitted.group else self._frame()
            case ast.For(iter=ast.Call(args=[ast.Name(id="lanes")])) if not self.emitted.group:
                self._all(node.body)
            case ast.For(target=ast.Name(id="g")):
                self._all(node.body)  # of all groups this one
            case ast.For(target=ast.Name(id="j"), iter=ast.Call(args=[ast.BinOp(), _])):
                self._members(lambda: self._all(node.body), first=1)
            case ast.For(target=ast.Name(id="j")):
                self._members(lambda: self._all(node.body))
            case ast.For(iter=ast.Call(args=[ast.Subscript(slice=ast.Tuple(elts=[_, ast.Constant(value=loop)]))])):
                columns = whole(len(self.emitted.loops) + bool(self.emitted.group))
                turns = build.load(self._at("n", (self._here(), columns), whole(loop)))
                self._counted(turns, lambda turn: self._turned(turn, node.body))
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Constant(value=amount)):
                place = self._variable(name, WORD)
                build.store(build.add(build.load(place), whole(amount)), place)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call(func=ast.Name(id=law), args=[*_, slot])):
                pair = DRAWS[law](build, self.given["seed"], self.t, self.replica, self._value(slot))
                for target, value in zip(targets, pair, strict=True):
                    self._store(target, value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                for target, value in zip(targets, values, strict=True):
                    self._store(target, self._value(value))
            case ast.Assign(targets=[target], value=value):
                self._store(target, self._value(value))
            case _:
                raise NotImplementedError(ast.unparse(node))

    def _turned(self, turn, body):
        self.turn = turn
        self._all(body)

    def _frame(self):
        """Keep the point after every `every`-th step, and after the last."""
        build, given = self.build, self.given
        after = build.add(self.t, whole(1))
        due = build.icmp_unsigned("==", build.urem(after, given["every"]), whole(0))
        with build.if_then(build.or_(due, build.icmp_unsigned("==", after, given["last"]))):
            frame = build.sub(build.udiv(build.add(self.t, given["every"]), given["every"]), given["origin"])
            for row in range(2):
                value = build.load(self._row(row))
                for i in range(self.width):
                    lane = self.lane if self.width == 1 else build.add(self.lane, whole(i))
                    one = value if self.width == 1 else build.extract_element(value, whole(i))
                    build.store(one, self._at("frames", (frame, "lanes"), (lane, whole(2)), whole(row)))


def _constant(node):
    """(name, value) of a line `name = np.float32(value)`, or (None, None)."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="float32"), args=[value])):
            return name, float(np.float32(ast.literal_eval(value)))
    return None, None


def rows(emitted):
    """How many rows `state` has: those that outlive a step, and where rows meet all that a step holds."""
    return sizes(emitted)[0 if emitted.group else 1]


def sizes(emitted):
    """How many rows the block's store has in a generated text, and how many of them outlive a step."""
    (run,) = (node for node in ast.parse(emitted.text).body if getattr(node, "name", "") == "run")
    (rows,) = (
        node.value.args[0].elts[0].value for node in run.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "B"
    )
    kept = next(node for node in ast.walk(run) if isinstance(node, ast.For) and getattr(node.target, "id", "") == "row")
    return rows, kept.iter.args[0].value
