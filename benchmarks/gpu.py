"""Threads on a card, without a card: what NVIDIA's assembler makes of each method, and the limit that follows. Nothing was timed.

No card was at hand. Each PTX is assembled by NVIDIA's own `ptxas` for four generations, and what it made for sm_90 is taken apart
by `nvdisasm` (extra `gpu-test`). Instructions are counted along the usual way through one step: divisions and roots of ordinary
numbers, no frame kept, no lane lost; those of a loop are given for each of its turns. Where rows meet, a thread walks a group, and
what a step costs hangs on its size: of these only registers are given, and of what the assembler cuts into loops of its own.
The issue limit: an H100 SXM has 132 multiprocessors at up to 1.98 GHz, each of which issues four warps of 32 lanes a clock (NVIDIA,
H100 Tensor Core GPU Architecture, 2022: 66.9 Tflop/s in float32 are 132 x 128 x 2 x 1.98 GHz). So at most 33.5 T instructions of a
lane a second, and steps a second are that over instructions a step. It is an upper bound: integer instructions, most of the noise,
go at half that rate, and it wants enough lanes for all multiprocessors (some 10⁵) and no wait for memory.
`python benchmarks/gpu.py` prints the tables; `--write` puts them into gpu.md.
"""

import heapq
import itertools
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from report import machine, write

import toy_models as tm
from toy_kernels.emit import emit
from toy_kernels.threads.machine import ptx

CARDS, COUNTED = ("sm_75", "sm_80", "sm_90", "sm_100"), "sm_90"
ISSUED = 132 * 4 * 32 * 1.98e9  # instructions of a lane a second
RARE = 10_000  # what a call weighs: a slow way, for numbers that are hardly ever met
PLACE = "two_gaussians"


def tool(name):
    """The path of one of NVIDIA's tools from the package index."""
    found = next(Path(sysconfig.get_path("platlib")).glob(f"nvidia/cu*/bin/{name}"), None)
    if found is None:
        raise SystemExit(f"{name} comes with the extra gpu-test: .venv/bin/pip install -e .[gpu-test]")
    return found


def assembled(written, card):
    """(registers, bytes spilled, the instructions as text) of PTX for a card."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "run.ptx", Path(folder) / "run.cubin"
        source.write_text(written)
        command = [tool("ptxas"), f"-arch={card}", "-v", source, "-o", made]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
        text = subprocess.run([tool("nvdisasm"), "-c", made], capture_output=True, text=True, check=True).stdout
    spilled = sum(map(int, re.findall(r"(\d+) bytes spill", said)))
    return int(re.search(r"Used (\d+) registers", said)[1]), spilled, text


def listed(text):
    """([instruction, ...], {label: the number of the instruction behind it}) of the kernel in `nvdisasm`'s text."""
    instructions, labels = [], {}
    for line in text.splitlines():
        if label := re.match(r"([.$\w]+):", line):
            labels[label[1]] = len(instructions)
        elif told := re.match(r"\s+/\*[0-9a-f]{4,}\*/\s+(.*?)\s*;", line):
            instructions.append(told[1])
    return instructions, labels


def ways(instructions, labels):
    """[[(the next instruction, its weight), ...] for each], loops left out; and the loops as (head, last)."""
    found, loops = [], []
    for place, said in enumerate(instructions):
        jump = re.search(r"BRA.*`\((.*?)\)", said)
        onward = [] if re.match(r"(EXIT|RET|BRA)\b", said) else [place + 1]
        if jump and labels[jump[1]] > place:
            onward.append(labels[jump[1]])
        elif jump and labels[jump[1]] < place:  # one that jumps to itself is the end of the text
            loops.append((labels[jump[1]], place))
        found.append([(target, RARE if "CALL" in said else 1) for target in onward])
    return found, sorted(loops)


def least(found, start, end):
    """Instructions on the shortest way from one to another, both counted."""
    waiting, done = [(1, start)], set()
    while waiting:
        length, place = heapq.heappop(waiting)
        if place == end:
            return length
        if place not in done:
            done.add(place)
            for target, weight in found[place] if place < len(found) else ():
                heapq.heappush(waiting, (length + weight, target))
    raise ValueError(f"no way from {start} to {end}")


def counted(text):
    """(instructions of a step outside its loops, [of one turn of each loop]) in `nvdisasm`'s text of a kernel."""
    instructions, labels = listed(text)
    found, loops = ways(instructions, labels)
    first, last = max(loops, key=lambda loop: loop[1] - loop[0])
    inner = [loop for loop in loops if loop != (first, last)]
    stops = [first, *(place for loop in inner for place in loop), last]
    turns = [least(found, head, end) for head, end in inner]
    whole = sum(least(found, one, other) for one, other in itertools.pairwise(stops)) - (len(stops) - 2)
    return whole - sum(turns), turns


def looked_at(name, place):
    """{card: registers}, bytes spilled, the instructions in words, their number at default parameters or None."""
    method = tm.dynamics.get(name)
    emitted = emit(method.step, tm.landscapes.get(place).text, tuple(method.CARRIES), "none", False)
    made = {card: assembled(ptx(emitted, card), card) for card in CARDS}
    registers, spilled = {card: one[0] for card, one in made.items()}, sum(one[1] for one in made.values())
    if emitted.group:
        return registers, spilled, "a group", None
    outside, turns = counted(made[COUNTED][2])
    values, names = method.defaults().as_dict(), emitted.loops
    if len(names) > len(turns):  # one that does the same in each turn is no loop to a compiler
        names = [loop for loop in names if values[loop]]
    if len(names) != len(turns):
        return registers, spilled, "a loop is cut up", None
    pairs = list(zip(turns, names, strict=True))
    words = "".join(f" + {turn} x {name}" for turn, name in pairs)
    return registers, spilled, f"{outside}{words}", outside + sum(turn * values[name] for turn, name in pairs)


def methods():
    """Every method on one landscape."""
    rows = [f"| on {PLACE} | registers: {', '.join(CARDS)} | bytes spilled | instructions a step ({COUNTED}) | at defaults | "
            "issue limit, G steps/s |", "|---|---:|---:|---:|---:|---:|"]
    for name in tm.dynamics.that_run_on("threads"):
        registers, spilled, words, number = looked_at(name, PLACE)
        limit = f"{number:,} | {ISSUED / number / 1e9:.3g}" if number else "- | -"
        rows.append(f"| {name} | {', '.join(map(str, registers.values()))} | {spilled} | {words} | {limit} |")
    return rows


def places():
    """The first family on every landscape."""
    family = tm.dynamics.foundations()
    rows = [f"| instructions a step at defaults, issue limit in G steps/s; registers ({COUNTED}) | {' | '.join(family)} |",
            "|---|" + "---:|" * len(family)]
    for place in tm.landscapes.names():
        cells = []
        for name in family:
            registers, spilled, _, number = looked_at(name, place)
            spill = f", {spilled} bytes spilled" if spilled else ""
            limit = f"{number:,}, {ISSUED / number / 1e9:.3g}" if number else "-"
            cells.append(f"{limit}; {registers[COUNTED]}{spill}")
        rows.append(f"| {place} | {' | '.join(cells)} |")
    return rows


if __name__ == "__main__":
    text = "\n".join([*methods(), "", *places(), "", machine().replace("Measured", "Assembled"), ""])
    print(text)
    if "--write" in sys.argv:
        write("gpu.md", __doc__, text)
