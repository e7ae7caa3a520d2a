"""Serve the gallery on this machine: check the port, start Voila, say where the page is once it can be opened.

    python serve.py [NOTEBOOK]      that notebook alone, instead of the gallery and all of them

    PORT=8866       where to listen; a port in use is an error, never another port
    BASE_URL=/      the path that the page stands under, as in BASE_URL=/course/
    BROWSER=none    opens no browser
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOST = "127.0.0.1"
# Answered by the server alone: asking for the page itself would start a session.
SIGN_OF_LIFE = "voila/templates/wide_valleys/static/favicon.svg"

# Made when everything that a page opens with is compiled (`toy_models.prewarm`); a new environment has none.
WARM = Path(sys.prefix) / "warm"


def chosen_port(text):
    """The port as a number, or an exit that says what is allowed."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        sys.exit(f"PORT={text} is not a port: give a whole number from 1 to 65535, as in  make run PORT=8867")
    return int(text)


def chosen_base(text):
    """The path that the page stands under, or an exit that says what is allowed."""
    if not re.fullmatch(r"/(?:[\w.~-]+/)*", text, re.ASCII):
        sys.exit(f"BASE_URL={text} is no path: give one that begins and ends with a slash, as in  make run BASE_URL=/course/")
    return text


def check_free(port):
    """Return if the port can be listened on; else exit with the reason."""
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError as error:
            sys.exit(f"Port {port} cannot be used ({error.strerror}). Choose another:  make run PORT={port % 65535 + 1}")


def start(port, base, notebooks):
    """Start Voila on this folder, or on one notebook of it and nothing else."""
    voila = Path(sys.executable).with_name("voila")
    where = [f"--port={port}", *([f"--base_url={base}"] if base != "/" else [])]
    return subprocess.Popen([voila, *notebooks, *where, "--Voila.log_level=WARN"], cwd=ROOT)


def answers(address):
    """Whether the server behind the address serves this page's template."""
    try:
        with urllib.request.urlopen(address + SIGN_OF_LIFE, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def wait_until_open(server, address):
    """Return once the page can be opened; exit if the server ends before that."""
    while not answers(address):
        if server.poll() is not None:
            sys.exit("The server ended before the page could be opened; its words stand above.")
        time.sleep(0.1)


def open_browser(address):
    """Open the page, unless told not to or there is no screen to open it on."""
    screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if os.environ.get("BROWSER") != "none" and screen:
        webbrowser.open(address)


def compile_opening():
    """Compile what the first picture needs, where that was never done."""
    if not WARM.exists():
        try:
            subprocess.run([sys.executable, "-m", "toy_models.prewarm", "--opening"], cwd=ROOT, check=False)
        except KeyboardInterrupt:
            sys.exit(130)


@contextlib.contextmanager
def compiling_the_rest():
    """Compile, at the lowest priority so that no page is slower for it, what was never compiled; broken off at the end."""
    if WARM.exists():
        yield
        return
    command = [sys.executable, "-m", "toy_models.prewarm", "--behind", f"--mark={WARM}"]
    group = {"start_new_session": True} if os.name == "posix" else {}
    rest = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **group)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(rest.pid, signal.SIGKILL) if group else rest.kill()  # its workers, too; what they finished is kept
        rest.wait()


def stop(server):
    """End the server, which ends its sessions."""
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()


def main():
    """Serve until Ctrl-C."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # also where the caller had told us to ignore Ctrl-C
        signal.signal(ending, signal.default_int_handler)
    port = chosen_port(os.environ.get("PORT") or "8866")
    base = chosen_base(os.environ.get("BASE_URL") or "/")
    check_free(port)
    address = f"http://{HOST}:{port}{base}"
    compile_opening()
    server = start(port, base, sys.argv[1:2])
    try:
        wait_until_open(server, address)
        print(f"\nWide Valleys is open at {address}\nCtrl-C ends it.", flush=True)
        open_browser(address)
        with compiling_the_rest():
            server.wait()
    except KeyboardInterrupt:
        print("\nClosing.", flush=True)
    finally:
        with contextlib.suppress(KeyboardInterrupt):
            stop(server)


if __name__ == "__main__":
    main()
