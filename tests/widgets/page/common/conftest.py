"""The page's pure JavaScript, run as it stands: by node where that is installed, else in Chromium."""

import contextlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[4] / "widgets" / "page" / "common"


LISTEN = """require("readline").createInterface({ input: process.stdin }).on("line", (line) =>
  process.stdout.write(new Function(JSON.parse(line))() + "\\n"));"""


@pytest.fixture(scope="session")
def js():
    """js(expression, "file", ...): the value of an expression in which what these files define is known."""
    open_world = _node if shutil.which("node") else _chromium
    with open_world() as run:

        def evaluate(expression, *files):
            written = "\n".join((PAGE / f"{name}.js").read_text(encoding="utf-8") for name in files)
            text = re.sub(r"^export ", "", written, flags=re.M)
            return json.loads(run(f"{text}\nreturn JSON.stringify({expression});"))

        yield evaluate


@contextlib.contextmanager
def _node():
    with subprocess.Popen(["node", "-e", LISTEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def run(program):
            process.stdin.write(json.dumps(program) + "\n")
            process.stdin.flush()
            return process.stdout.readline()

        yield run
        process.stdin.close()


@contextlib.contextmanager
def _chromium():
    from playwright.sync_api import sync_playwright

    from benchmarks.served import ARGUMENTS, chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page()
        yield lambda program: page.evaluate(f"new Function({json.dumps(program)})()")
        browser.close()
