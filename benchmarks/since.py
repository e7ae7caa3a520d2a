"""Is anything slower than it was? An earlier revision beside this tree, in one run, through the public functions that both have.

Each tree runs in a process of its own, one thread, CPU time; the two take turns, case by case and round by round, and a ratio is
formed within a turn: what else the machine does meets both. Above 1.00 this tree is the slower one; beside the median stand the
quartiles of the rounds. A case that seems slower by more than 3 % is run five times as often, and all its rounds count.
`python benchmarks/since.py` takes the first whole laboratory, `--since=REVISION` another one; `--write` keeps the table.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from report import machine, write

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, MORE, SEEMS, FIRST = 31, 5, 1.03, "88c2ba2"
METHODS = ("sgd", "langevin", "entropy_sgd", "smoothout", "sam")
ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
CASES = {
    **{f"{method}, {n:,} particles":
           f"tm.simulate('two_gaussians', '{method}', steps={steps}, replicas={n}, record_every={steps}, device='cpu')"
       for method in METHODS for n, steps in ((64, 2000), (1024, 200), (65_536, 4))},
    **{f"{method}, a network": f"tm.train('mlp', '{method}', data=digits, evaluations=200)" for method in METHODS},
    **{f"{kind}, a surface": f"tm.landscapes.smooth('two_gaussians', '{kind}', (116, 266), {given})" for kind, given in (
        ("local_entropy", "scope=1.0, temperature=1.0"), ("moreau", "scope=1.0"), ("heat", "scope=1.0, temperature=1.0"),
        ("box", "width=0.6"), ("max", "radius=0.6"))},
}
# What runs in each tree: a case a line in, its seconds of CPU time out; a short case is run for a tenth of a second.
SERVED = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
import toy_models as tm
digits, cases, warm = tm.data.mnist(), json.loads(sys.argv[2]), set()
for line in sys.stdin:
    run = compile(cases[line.strip()], line, "eval")
    if line not in warm:
        warm.add(line)
        eval(run)
    began, runs = time.process_time(), 0
    while runs == 0 or time.process_time() - began < 0.1:
        eval(run)
        runs += 1
    print((time.process_time() - began) / runs, flush=True)
"""


class Tree:
    """A folder with a revision, and the process that runs its cases."""

    def __init__(self, folder, cache):
        command = [sys.executable, "-c", SERVED, str(folder), json.dumps(CASES)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder,
                                        env=os.environ | ALONE | {"WIDE_VALLEYS_CACHE": str(cache)})

    def seconds(self, case):
        """CPU time of one run of a case, the mean of a tenth of a second."""
        self.process.stdin.write(f"{case}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def ratios(before, now, case, rounds):
    """(seconds before, seconds now) of each round; who begins changes."""
    out = []
    for turn in range(rounds):
        first, second = (before, now) if turn % 2 else (now, before)
        one, other = first.seconds(case), second.seconds(case)
        out.append((one, other) if turn % 2 else (other, one))
    return out


def table(before, now):
    """Rows of this tree's milliseconds and the ratio to those before."""
    lines = ["| case | ms now | now / before | quartiles | rounds |", "|---|---|---|---|---|"]
    middles = []
    for case in CASES:
        rounds = ratios(before, now, case, ROUNDS)
        if statistics.median(new / old for old, new in rounds) > SEEMS:
            rounds += ratios(before, now, case, (MORE - 1) * ROUNDS)
        low, middle, high = statistics.quantiles([new / old for old, new in rounds], n=4)
        taken = 1e3 * statistics.median(new for _, new in rounds)
        middles.append(middle)
        lines.append(f"| {case} | {taken:.3g} | {middle:.2f} | {low:.2f} to {high:.2f} | {len(rounds)} |")
    return "\n".join([*lines, "", f"The median of all cases is {statistics.median(middles):.2f}, the largest {max(middles):.2f}."])


def main(revision=FIRST, keep=False):
    """Check the revision out beside this tree, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        earlier = Path(folder) / "earlier"
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", "--detach", earlier, revision], check=True)
        try:
            trees = [Tree(earlier, Path(folder) / "one"), Tree(ROOT, Path(folder) / "two")]
            when = subprocess.run(["git", "-C", ROOT, "log", "-1", "--format=%h of %ad", "--date=format:%d %B %Y", revision],
                                  capture_output=True, text=True, check=True).stdout.strip()
            text = f"{machine()} Before: {when}.\n\n{table(*trees)}\n"
            for tree in trees:
                tree.process.kill()
        finally:
            subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", earlier], check=True)
    print(text)
    if keep:
        write("since.md", __doc__, text)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--since", default=FIRST, metavar="REVISION")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    main(given.since, given.write)
