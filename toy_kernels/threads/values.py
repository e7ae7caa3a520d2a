"""What a line of a kernel's text says of one lane, as instructions: where its numbers stand, and what its expressions come to.

A lane's own numbers are variables, which become registers. Where rows meet, they stand in the array `state`, those of the other
members of the group beside them.
"""

import ast

from llvmlite import ir

from toy_kernels import lane_math
from toy_kernels.lane_math import FLOAT, WORD, whole

LONG = ir.IntType(64)
FLOATING = {ast.Add: "fadd", ast.Sub: "fsub", ast.Mult: "fmul", ast.Div: "fdiv"}
WHOLE = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.BitAnd: "and_", ast.BitOr: "or_"}
COMPARED = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


def floating(value):
    """Whether a value is a floating-point number, or a vector of some."""
    return getattr(value.type, "element", value.type) == FLOAT


class Values:
    """What `toy_kernels.threads.writer` writes with: `build` and `function`, `given` the arguments, `variables` and `constants` by
    name; `real` and `word` the kinds of a lane's own numbers; `k`, `t`, `turn` the step and the loop's turn; `lane`, `replica`,
    `table` those of the lane, `lead`, `members`, `j` of its group.
    """

    def _at(self, name, *indices):
        """The place of an entry: an index may come with the number that it is multiplied with, the size of what it counts."""
        build, at = self.build, ir.Constant(LONG, 0)
        for index in indices:
            index, size = index if isinstance(index, tuple) else (index, whole(1))
            at = build.add(at, build.zext(index, LONG) if index.type == WORD else index)
            at = build.mul(at, build.zext(self.given[size] if isinstance(size, str) else size, LONG))
        return build.gep(self.given[name], [at])

    def _here(self):
        """The row of this lane's table that belongs to this step."""
        build = self.build
        rows = build.mul(build.zext(self.table, LONG), build.zext(self.given["steps"], LONG))
        return build.add(rows, build.zext(self.k, LONG))

    def _variable(self, name, kind, fresh=False):
        if fresh or name not in self.variables:
            with self.build.goto_entry_block():
                place = self.build.alloca(kind, name=name)
            if fresh:
                return place
            self.variables[name] = place
        return self.variables[name]

    def _row(self, row, member=None):
        """The place of a number of this lane; in a group in memory, of this lane or of another member."""
        if not self.emitted.group:
            return self._variable(f"B{row}", self.real)
        return self._at("state", (whole(row), "lanes"), self.lane if member is None else self.build.add(self.lead, member))

    def _lost(self):
        return self._at("bad", self.lane) if self.emitted.group else self._variable("D", self.word)

    def _store(self, target, value):
        match target:
            case ast.Name(id=name):
                value = self._of_lane(name, value)
                place = self._variable(name, value.type)
            case ast.Subscript(value=ast.Name(id="B"), slice=ast.Tuple(elts=[ast.Constant(value=row), _])):
                place = self._row(row)
            case ast.Subscript(value=ast.Name(id="D")):
                place = self._lost()
            case ast.Subscript(value=ast.Name(id="seen"), slice=ast.Tuple(elts=[_, which, look, _, coordinate])):
                names = whole(len(self.emitted.seen))
                places = ((self.k, names), (whole(which.value), "most"), (self._value(look), "lanes"), (self.lane, whole(2)))
                place = self._at("seen", *places, whole(coordinate.value))
        self.build.store(self._fitting(value, place), place)

    def _of_lane(self, name, value):
        """The value of a variable: in fours each lane has its own, but for numbers of the step (`s0`, `f0`, ...) and counts."""
        own = floating(value) and not (name[0] in "sf" and name[1:].isdigit())
        return self.build.spread(value) if self.real != FLOAT and own else value

    def _fitting(self, value, place):
        return self.build.spread(value) if isinstance(place.type.pointee, ir.VectorType) else value

    def _value(self, node):
        build = self.build
        match node:
            case ast.Constant(value=bool() as value):
                return ir.Constant(ir.IntType(1), int(value))
            case ast.Constant(value=int() as value):
                return whole(value)
            case ast.Name(id="after"):
                return build.add(self.t, whole(1))
            case ast.Name(id="j" | "g" | "after_g" as name):
                return {"j": self.j, "g": whole(0), "after_g": self.members}[name]
            case ast.Name(id=name) if name in self.constants:
                return ir.Constant(FLOAT, self.constants[name])
            case ast.Name(id=name):
                return build.load(self.variables[name])
            case ast.Subscript(value=ast.Name(id="B"), slice=ast.Tuple(elts=[ast.Constant(value=row), member])):
                return build.load(self._row(row, self._value(member) if self.emitted.group else None))
            case ast.Subscript(value=ast.Name(id="D")):
                return build.load(self._lost())
            case ast.Subscript(value=ast.Name(id="s"), slice=ast.Tuple(elts=[_, ast.Constant(value=column)])):
                return build.load(self._at("s", (self._here(), whole(self.numbers)), whole(column)))
            case ast.Call(func=ast.Attribute(attr="float32"), args=[ast.Name(id="turn")]):
                return build.uitofp(self.turn, FLOAT)
            case ast.Call(func=ast.Attribute(attr="float32"), args=[number]):
                return build.uitofp(self._value(number), FLOAT)
            case ast.IfExp(test=test, body=yes, orelse=no):
                return build.select(*map(self._value, (test, yes, no)))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return build.fneg(self._value(operand))
            case ast.BinOp(op=operator, left=left, right=right):
                left, right = self._value(left), self._value(right)
                return getattr(build, (FLOATING if floating(left) else WHOLE)[type(operator)])(left, right)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return self._compared(type(operator), self._value(left), self._value(right))
            case ast.Call(func=ast.Name(id="select"), args=arguments):
                return build.select(*map(self._value, arguments))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return lane_math.BUILDERS[name](build, *map(self._value, arguments))
        raise NotImplementedError(ast.unparse(node))

    def _compared(self, operator, left, right):
        if not floating(left):
            return self.build.icmp_signed(COMPARED[operator], left, right)
        if operator is ast.NotEq:  # the only one that holds for what is not a number
            return self.build.fcmp_unordered("!=", left, right)
        return self.build.fcmp_ordered(COMPARED[operator], left, right)
