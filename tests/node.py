"""Node, which runs WebAssembly by the engine of Chromium: a script that reads JSON lines and answers with JSON lines."""

import functools
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLAG = "--experimental-wasm-relaxed-simd"  # an older node has it and does not use it


def answers(script, orders, *arguments, fused=False):
    """What a script says to each order. fused: with products and sums in one instruction, where node must be told to."""
    path = f"{os.environ['PATH']}{os.pathsep}{ROOT / '.venv' / 'bin'}"
    flags = [FLAG] if fused and FLAG in _flags(path) else []
    lines = "".join(json.dumps(order) + "\n" for order in orders)
    done = subprocess.run(["node", *flags, script, *arguments], input=lines, env=os.environ | {"PATH": path}, capture_output=True,
                          text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@functools.cache
def _flags(path):
    environment = os.environ | {"PATH": path}
    return subprocess.run(["node", "--v8-options"], env=environment, capture_output=True, text=True, check=True).stdout
