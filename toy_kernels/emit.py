"""From a step and a formula to the text of one kernel: the step, written out as loops over lanes.

The step is cut into regions: its own loops, and what stands between them. Each region becomes one loop over the lanes of a
block; time and the step's loops run outside it. A point that lives from one region to the next lies in rows of the block's
store `B`; everything else lives in registers. What contains no point is a number, computed once for each step, in float64, by
the function `numbers` of the host, where the formula's own numbers stand too that its text leaves open.
"""

from dataclasses import dataclass

from toy_kernels import noise, reference
from toy_kernels.lane_step import StepReader
from toy_kernels.lane_values import START, before

BLOCK, VECTOR = 256, 16
SIGNATURE = (
    "void(int64, int64, int64, int64, uint32[::1], float32[:, ::1], int64[:, ::1], float32[:, ::1], int32[::1], "
    "float64[:, :, ::1], float32[:, :, :, :, ::1], int64, int64)"
)
HEAD = '''"""Written by toy_kernels.emit; do not edit."""
import numpy as np
from toy_kernels.lane_math import absolute, cos, exp, fma, log, select, sin, sqrt, tan, tanh
from toy_kernels.lane_noise import normal, uniform
'''
OPENING = """
def run(seed, first, every, last, replica, s, n, state, bad, frames, seen, low, high):
    lanes = -(-(high - low) // {vector}) * {vector}
    B = np.empty(({rows}, {block}), np.float32)
    R = np.empty({block}, np.uint32)
    D = np.empty({block}, np.int32)
    for j in range(lanes):
        i = min(low + j, high - 1)
        R[j] = replica[i]
        D[j] = bad[i]
        for row in range({kept}):
            B[row, j] = state[row, i]
    for k in range(len(s)):
        t = first + k
        after = np.int32(t + 1)
"""
CLOSING = """        if (t + 1) % every == 0 or t + 1 == last:
            frame = (t + every) // every
            for j in range(high - low):
                frames[frame, low + j, 0] = B[0, j]
                frames[frame, low + j, 1] = B[1, j]
    for j in range(high - low):
        bad[low + j] = D[j]
        for row in range({kept}):
            state[row, low + j] = B[row, j]
"""


@dataclass(frozen=True)
class Emitted:
    """The text of a generated module, that of the host's function `numbers`, the loops' parameters in order, for each watched name
    [(loop or None, count)], whether the last two rows of the state hold the start, and the parameter of how many lanes stand
    together: the last column of `n`.
    """

    text: str
    host: str
    loops: tuple
    seen: dict
    looks_back: bool = False
    group: str | None = None

    def shown(self, name, values):
        """How many points of that name one step shows at these parameter values."""
        return sum(count * (int(values[loop]) if loop else 1) for loop, count in self.seen[name])


def emit(step, formula_text, carries, tilt, watched):
    """Write the kernel of a step on a formula; raises `toy_kernels.text.Unreadable` for what has no compiled form.

    tilt: "none", or the text of a straight-line function `tilt` of (u, v), (a, b, d, u, v) or (a0, b0, d0, u, v): two normals, the
    entries of the Hessian here, the same at the start; or of (m, n), what the formula's `diffusion` makes of u, v. It returns the
    tilt of a minibatch, for a gradient noise of size 1.
    """
    reader = StepReader(step, formula_text, carries, tilt, watched)
    kept = [term.text for name in ("x", *carries, *[START] * reader.looks_back) for term in before(name)]
    living = [term.text for region in reader.regions for point in region.loads.values() for term in point.terms]
    living += [f"{name}_{i}" for region in reader.regions for name in region.meeting[1:] for i in range(2)]
    row = {name: index for index, name in enumerate(dict.fromkeys(kept + living))}
    loops = tuple(region.parameter for region in reader.regions if region.parameter)
    sizes = {"vector": VECTOR, "block": BLOCK, "rows": len(row), "kept": len(kept)}
    constants = [f"far = np.float32({reference.FAR!r})"]
    constants += [f"{name} = np.float32({value!r})" for value, name in reader.writer.constants.items()]
    numbers = [*reader.numbers, *map(repr, reader.writer.sent)]
    host = f"def numbers(p, t, tilt):\n    return ({''.join(number + ', ' for number in numbers)})\n"
    body = "".join(f"        {line}\n" for line in _one_step(reader, row))
    text = "\n".join([HEAD, *constants, OPENING.format(**sizes) + body + CLOSING.format(**sizes)])
    seen = {name: [(region.parameter, region.seen.get(name, 0)) for region in reader.regions] for name in reader.seen}
    return Emitted(text, host, loops, seen, reader.looks_back, reader.group)


def _one_step(reader, row):
    """The lines of one step, region after region; `draw`, `batch` and `look` number the draws and the points shown."""
    shown = reader.seen if reader.watched else []
    columns = [*(f"s{i}" for i in range(len(reader.numbers))), *(f"f{i}" for i in range(len(reader.writer.sent)))]
    lines = [f"{name} = s[k, {i}]" for i, name in enumerate(columns)]
    lines += [f"draw, batch = {noise.DYNAMICS << 24}, {noise.MINIBATCH << 24}"]
    lines += [f"look{i} = 0" for i in range(len(shown))]
    loop = 0
    loops = sum(bool(region.parameter) for region in reader.regions)
    for region in reader.regions:
        if region.meeting:
            lines += _meeting(region.meeting, row, loops)
            continue
        inside = _lanes(region, row, _commit(reader) if region is reader.region else []) + _advance(region, shown)
        if region.parameter:
            turn = [f"{region.turn} = np.float32(turn)"] if region.turn else []
            inside = [f"for {'turn' if turn else '_'} in range(n[k, {loop}]):", *("    " + line for line in turn + inside)]
            loop += 1
        lines += inside
    return lines


def _lanes(region, row, commit):
    """The loop over the lanes of one region: load, compute, store."""
    load = [f"{term.text} = B[{row[term.text]}, j]" for point in region.loads.values() for term in point.terms]
    written = [term.text for name in sorted(region.written) for term in region.known[name].terms]
    store = [f"B[{row[name]}, j] = {name}" for name in written if name in row]
    inside = load + region.lines + store + commit
    return ["for j in range(lanes):", *("    " + line for line in inside)] if region.lines or commit else []


def _meeting(meeting, row, column):
    """The lines in which the lanes of each group meet, after one region and before the next."""
    word, *names = meeting
    lines = [f"size = n[k, {column}]", "for g in range(0, high - low, size):", "    after_g = min(g + size, high - low)"]
    for source, found in ((row[f"{names[0]}_{i}"], row[f"{names[1]}_{i}"]) for i in range(2)):
        if word == "together":
            lines += [f"    met = B[{source}, g]", "    for j in range(g + 1, after_g):", f"        met = met + B[{source}, j]",
                      "    met = met / np.float32(after_g - g)", "    for j in range(g, after_g):", f"        B[{found}, j] = met"]
        else:
            left, right = "j - 1 if j > g else after_g - 1", "j + 1 if j + 1 < after_g else g"
            lines += ["    for j in range(g, after_g):",
                      f"        B[{found}, j] = (B[{source}, {left}] + B[{source}, j] + B[{source}, {right}]) / np.float32(3)"]
    return lines


def _commit(reader):
    """The new state, where it is sound; a lane that has left keeps its last point."""
    x, y = reader.result[:2]
    lines = [f"ok = (absolute({x.text}) < far) & (absolute({y.text}) < far) & (D[j] < 0)"]
    lines += [f"B[{i}, j] = select(ok, {term.text}, B[{i}, j])" for i, term in enumerate(reader.result)]
    return [*lines, "D[j] = select(ok | (D[j] >= 0), D[j], after)"]


def _advance(region, seen):
    lines = [f"draw += {region.draws}"] if region.draws else []
    lines += [f"batch += {region.batches}"] if region.batches else []
    return lines + [f"look{seen.index(name)} += {count}" for name, count in region.seen.items() if name in seen] or ["pass"]
