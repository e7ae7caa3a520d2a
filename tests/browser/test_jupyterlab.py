"""The same page in JupyterLab, where messages arrive on another thread."""

import os
import subprocess
import sys
import urllib.request
from urllib.error import URLError

import psutil
import pytest


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory, root, port):
    port, home = port(), tmp_path_factory.mktemp("jupyter")
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--ServerApp.password=",
        f"--ServerApp.root_dir={root / 'notebooks'}",
        "--allow-root",
        "--expose-app-in-browser",
        "--LabApp.news_url=",
    ]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home)
    address = f"http://127.0.0.1:{port}"
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=5)
            break
        except (URLError, OSError):
            continue
    yield address
    children = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    process.wait(timeout=20)
    for child in children:
        if child.is_running():
            child.kill()


def test_the_dashboard_works_in_a_notebook(jupyter, fresh):
    page = fresh()
    page.page.goto(f"{jupyter}/lab/tree/side_by_side.ipynb")
    page.wait("window.jupyterapp?.commands.hasCommand('notebook:run-all-cells')")
    page.wait("jupyterapp.shell.currentWidget?.context?.sessionContext?.session?.kernel?.status === 'idle'")
    page.get("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait("window.lab?.ready")
    page.quiet()
    page.get("lab.bus.move({ scope: 20 })")
    page.settled()
    assert page.get("lab.run.values.scope") == 20
    page.get("lab.bus.play()")
    page.wait("lab.clock > 600")
    page.wait("lab.network.step >= 600")
    assert page.get("lab.errors") == []
