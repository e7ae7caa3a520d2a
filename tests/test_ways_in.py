"""The ways in agree with each other: README, Makefile, environments, Binder, CI, and the page that an installation brings."""

import importlib.util
import os
import re
import socket
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = ("lab", "torch")  # extras that an environment for everything has
SCRIPTS = ["binder/postBuild", "binder/start", ".ci/run"]
TEMPLATE = sorted(path for path in (ROOT / "widgets/template").rglob("*") if path.is_file())


def make(*arguments):
    return subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True, check=True,
                          timeout=60).stdout


def targets():
    return set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())


def pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def requirements(texts):
    return {canonicalize_name(wanted.name): wanted.specifier for wanted in map(Requirement, texts)}


def conda():
    """{name: range} of environment.yml, python apart; its few lines need no parser."""
    lines = re.findall(r"^  - (.+)$", (ROOT / "environment.yml").read_text(encoding="utf-8"), re.MULTILINE)
    return [line for line in lines if line[0].isalpha() and line not in ("conda-forge", "pip")]


# README, Makefile, CI


def test_readme_begins_with_run_and_test():
    commands = re.findall(r"^    (make \w+)", README, re.MULTILINE)
    assert commands[:2] == ["make run", "make test"]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_that_is_written_down_exists(document):
    written = re.findall(r"(?:^    |`)make((?: [a-z]+\b(?!=))+)", (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE)
    named = {target for words in written for target in words.split()}
    assert named
    assert named <= targets()


def test_plain_make_lists_every_target():
    listed = set(re.findall(r"^    (\w+) ", make(), re.MULTILINE))
    assert listed == targets()


@pytest.mark.parametrize("target", ["run", "lab", "test", "check", "docs", "bench"])
def test_every_target_makes_the_environment_first(target):
    assert re.search(rf"^{target}: (\$\(READY\)|setup( \$\(TESTS_READY\))?) ##", MAKEFILE, re.MULTILINE)


def test_ci_ends_with_the_test_command_of_the_readme():
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()[-1] == "exec make test"


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_path_that_is_linked_exists(document):
    linked = re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_torch_of_the_makefile_is_the_pinned_one():
    assert set(re.findall(r"torch==([\d.]+\d)", MAKEFILE + README)) == {pins()["torch"]}


# environments


def test_constraints_pin_every_direct_requirement_inside_its_range():
    pinned = {canonicalize_name(name): version for name, version in pins().items()}
    extras = (text for texts in PROJECT["optional-dependencies"].values() for text in texts)
    for name, allowed in requirements([*PROJECT["dependencies"], *extras]).items():
        assert allowed.contains(pinned[name]), name


def test_constraints_hold_plain_versions_only():
    for name, version in pins().items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
        assert Version(version).local is None
        assert str(Version(version)) == version


def test_binder_builds_the_environment_of_the_root():
    assert (ROOT / "binder/environment.yml").read_bytes() == (ROOT / "environment.yml").read_bytes()


def test_conda_environment_asks_for_what_the_project_asks_for():
    names = {"pytorch-cpu": "torch"}
    asked = {}
    for wanted in map(Requirement, (line for line in conda() if not line.startswith("python="))):
        asked[canonicalize_name(names.get(wanted.name, wanted.name))] = wanted.specifier
    extras = [text for extra in ENVIRONMENT for text in PROJECT["optional-dependencies"][extra]]
    assert asked == requirements([*PROJECT["dependencies"], *extras])


def test_make_setup_installs_the_same_extras_and_the_tests():
    (extras,) = re.findall(r"^\$\(READY\):.*?-e '\.\[([a-z,]*)\]'", MAKEFILE, re.MULTILINE | re.DOTALL)
    assert set(extras.split(",")) == {*ENVIRONMENT, "test"}


def test_conda_python_is_written_as_binder_reads_it_and_is_allowed():
    python = next(line for line in conda() if line.startswith("python="))
    assert re.fullmatch(r"python=3\.\d+", python)  # Binder overlooks any other form, and takes its own Python
    assert SpecifierSet(PROJECT["requires-python"]).contains(python.removeprefix("python="))


def test_conda_environment_leaves_the_project_itself_to_post_build():
    environment = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert "-e ." not in environment  # with it, every commit would rebuild the whole environment
    assert "pip install --no-deps --no-cache-dir -e ." in (ROOT / "binder/postBuild").read_text(encoding="utf-8")


# scripts


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_can_be_run(name):
    path = ROOT / name
    text = path.read_bytes()
    assert text.startswith(b"#!/bin/bash\n")
    assert b"\r" not in text
    assert b"set -euo pipefail" in text
    assert path.stat().st_mode & stat.S_IXUSR
    subprocess.run(["bash", "-n", path], check=True)


def test_start_hands_over_to_the_command_with_its_settings_and_its_end():
    program = "import os, sys; print(os.environ['WIDE_VALLEYS_CACHE'], sys.argv[1:]); sys.exit(7)"
    run = subprocess.run([ROOT / "binder/start", sys.executable, "-c", program, "two words", "*"], capture_output=True, text=True,
                         env=os.environ | {"HOME": "/somewhere"}, timeout=60)
    assert run.stdout == "/somewhere/.cache/wide-valleys ['two words', '*']\n"
    assert run.returncode == 7


def test_post_build_compiles_under_the_settings_of_start():
    assert (ROOT / "binder/postBuild").read_text(encoding="utf-8").splitlines()[-1].startswith("binder/start python -m ")


# serve.py without a server


def refused(port):
    answer = subprocess.run([sys.executable, ROOT / "serve.py"], env=os.environ | {"PORT": str(port), "BROWSER": "none"},
                            capture_output=True, text=True, timeout=60)
    assert answer.returncode != 0
    assert "http://" not in answer.stdout + answer.stderr
    return answer.stderr


def test_port_in_use_is_an_error_that_says_how_to_choose_another():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        words = refused(port)
    assert f"Port {port} cannot be used" in words
    assert re.search(r"make run PORT=\d+", words)


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "8866.0", "８８６６"])
def test_impossible_port_is_an_error(port):
    assert "from 1 to 65535" in refused(port)


# the page


@pytest.mark.parametrize("path", TEMPLATE, ids=lambda path: path.name)
def test_template_names_no_other_machine(path):
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//cdn|\bsrc=[\"']//", text)


def test_installing_the_project_brings_the_page():
    installed = Path(sys.prefix) / "share/jupyter/voila/templates/wide_valleys"
    brought = {path.relative_to(installed): path.read_bytes() for path in installed.rglob("*") if path.is_file()}
    assert brought == {path.relative_to(ROOT / "widgets/template"): path.read_bytes() for path in TEMPLATE}


def test_dashboard_notebook_is_one_call():
    notebook = nbformat.read(ROOT / "notebooks/side_by_side.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source.split() for cell in code] == [["import", "widgets", "widgets.side_by_side()"]]
    assert code[0].outputs == []
    assert code[0].execution_count is None
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.skipif(os.name != "posix", reason="groups of processes are POSIX's")
def test_what_is_compiled_behind_an_open_page_ends_with_it(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("serve", ROOT / "serve.py")
    serve = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(serve)
    monkeypatch.setattr(serve, "WARM", tmp_path / "warm")
    monkeypatch.setenv("WIDE_VALLEYS_CACHE", str(tmp_path / "cache"))
    own, group = serve.subprocess.Popen, []
    monkeypatch.setattr(serve.subprocess, "Popen", lambda *given, **named: group.append(own(*given, **named)) or group[0])
    with serve.compiling_the_rest():
        assert group[0].poll() is None
        assert os.getpgid(group[0].pid) == group[0].pid
    with pytest.raises(ProcessLookupError):
        os.killpg(group[0].pid, 0)
    (tmp_path / "warm").touch()
    with serve.compiling_the_rest():
        assert len(group) == 1
