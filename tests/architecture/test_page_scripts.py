"""The page's JavaScript under its own tools: style by ESLint, types by TypeScript, unit tests by node; `make check` has them."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


TESTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "page").glob("*.test.js"))
COMMANDS = {
    "style": ["npx", "--no-install", "eslint", "."], "types": ["npx", "--no-install", "tsc", "-p", "jsconfig.json"],
    "unit tests": ["node", "--test", *TESTS],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_passes(name):
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        COMMANDS[name], cwd=ROOT, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_of_the_page_that_is_tested_is_tested_under_its_name():
    named = {Path(path).name.removesuffix(".test.js") for path in TESTS}
    assert named
    assert named <= {path.stem for path in (ROOT / "widgets" / "page").glob("*/*.js")}
