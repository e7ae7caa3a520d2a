"""From a fresh clone to the first picture: `make run` with nothing kept, by phase.

A clone in a temporary folder, empty caches of ours and of numba, pip's own cache as it is. The clock starts at `make run`; the
browser opens the page when the server says that it can be opened. --commit=NAME times an older state, for comparison.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import report
from benchmarks.served import ARGUMENTS, ROOT, chromium, free_port

LONGEST = 1800  # seconds


def stamps(folder, began):
    """{phase: seconds since `began`}, from what `make run` says and leaves behind."""
    port, clone, caches = free_port(), folder / "clone", folder / "kept"
    kept = {"XDG_CACHE_HOME": str(caches), "WIDE_VALLEYS_CACHE": str(caches / "ours"),
            "PIP_CACHE_DIR": str(Path.home() / ".cache/pip"), "PORT": str(port), "BROWSER": "none"}
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | kept
    process = subprocess.Popen(["make", "run"], cwd=clone, env=environment, text=True, start_new_session=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    found, warm = {}, clone / ".venv/warm"
    try:
        for line in process.stdout:
            if "deriving" in line:
                found.setdefault("environment", time.monotonic() - began)
            if "is open at" in line:
                found["page can be opened"] = time.monotonic() - began
                break
        else:
            raise RuntimeError("the server ended before the page could be opened")
        threading.Thread(target=process.stdout.read, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/")
            if page.locator("a.open").count():  # older states opened the laboratory itself
                page.locator("a.open").click()
            page.wait_for_function("window.lab?.run && lab.bus.drawn && lab.painted > 0", timeout=LONGEST * 1000)
            found["first picture"] = time.monotonic() - began
            page.wait_for_function("window.lab?.ready", timeout=LONGEST * 1000)
            found["network drawn too"] = time.monotonic() - began
            browser.close()
        if "warm" in (clone / "Makefile").read_text(encoding="utf-8"):  # else the page waited for it
            while not warm.exists() and time.monotonic() < began + LONGEST:
                time.sleep(0.2)
            found["everything compiled"] = time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
    return found


def main():
    """Print the table; with --write put it into fresh.md."""
    commit = next((word.removeprefix("--commit=") for word in sys.argv if word.startswith("--commit=")), "HEAD")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        subprocess.run(["git", "clone", "-q", ROOT, folder / "clone"], check=True)
        subprocess.run(["git", "checkout", "-q", commit], cwd=folder / "clone", check=True)
        found = stamps(folder, time.monotonic())
    rows, before = [], 0.0
    for phase, seconds in sorted(found.items(), key=lambda item: item[1]):
        rows.append(f"| {phase} | {seconds:.0f} s | {seconds - before:.0f} s |")
        before = seconds
    table = "\n".join(["| phase | after | took |", "|---|---:|---:|", *rows])
    print(table)
    if "--write" in sys.argv:
        report.write("fresh.md", __doc__, f"{table}\n\n{report.machine()}\n")


if __name__ == "__main__":
    main()
