"""A served dashboard and the browser to look at it with: for the browser tests and for the page's benchmark."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
LABORATORY = "voila/render/notebooks/side_by_side.ipynb"
CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-features=Translate",
]


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def chromium():
    """The browser's path. Without one this is an error: a silent skip would make a green run untrue."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)
    if not found:
        raise RuntimeError("no Chromium found: install one (Debian: apt-get install chromium) or set CHROMIUM to its path")
    return found


class Server:
    """`serve.py`, from the line that says where the page is. `notebook` alone is served, if given.

    address: of that notebook, or of the laboratory; gallery: of the first page.
    """

    def __init__(self, notebook=None):
        self.port = free_port()
        self.gallery = f"http://127.0.0.1:{self.port}/"
        self.address = self.gallery if notebook else f"{self.gallery}{LABORATORY}"
        environment = os.environ | {"PORT": str(self.port), "BROWSER": "none"}
        self.process = subprocess.Popen(
            [sys.executable, "serve.py", *([str(notebook)] if notebook else [])],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for line in self.process.stdout:
            if self.gallery in line:
                return
        raise RuntimeError("the server ended before it was ready")

    def kernels(self):
        """The kernel processes that are alive, oldest first."""
        family = [child for child in psutil.Process(self.process.pid).children(recursive=True) if alive(child)]
        kernels = [child for child in family if "ipykernel_launcher" in " ".join(child.cmdline())]
        return sorted(kernels, key=lambda kernel: kernel.create_time())

    def stop(self):
        """End the server and every process under it."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for child in filter(alive, family):
            child.kill()


def alive(process):
    """Whether a process runs, and is not only waiting to be buried."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def proportional_set_size(process):
    """Memory of a process in megabytes, shared pages counted in proportion."""
    return process.memory_full_info().pss / 1e6
