"""Node, which runs WebAssembly by the engine of Chromium."""

import base64
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]


def bits(text, kind):
    """The array behind a base64 text."""
    return np.frombuffer(base64.b64decode(text), kind)


def _walk(orders):
    """Walk each (about, order) in the page's own walker; gives [(frames, lost, tables)]."""
    path = f"{os.environ['PATH']}{os.pathsep}{ROOT / '.venv' / 'bin'}"
    lines = "".join(json.dumps({"about": about, "order": order}) + "\n" for about, order in orders)
    done = subprocess.run(["node", Path(__file__).with_name("walk.mjs")], input=lines, env=os.environ | {"PATH": path},
                          capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    answers = map(json.loads, done.stdout.splitlines())
    return [(bits(a["frames"], np.float32), bits(a["lost"], np.int32), [bits(t, np.float32) for t in a["tables"]]) for a in answers]


@pytest.fixture(scope="session")
def walk():
    """The page's walker under node."""
    return _walk
