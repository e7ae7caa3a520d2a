"""What the project says of itself to others: requirements, licence, citation, public CI, checks before a commit."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = tuple(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["root_packages"])
GIVEN = {"plotly"}  # the charts of the coming pages


def imported(*folders):
    """The top-level modules that the Python files of these folders import, our own and Python's left out."""
    names = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add(node.module.split(".")[0])
    return names - set(PACKAGES) - set(sys.stdlib_module_names)


def own(path):
    """Whether a file is the repository's."""
    return not {".venv", "node_modules", "build"} & set(path.relative_to(ROOT).parts)


def distributions(modules):
    known = packages_distributions()
    missing = {"cuda": ["cuda-core"]}  # not installed where there is no card
    return {canonicalize_name(name) for module in modules for name in (known | missing)[module][:1]}


def brought_by(*extras):
    return [text for extra in extras for text in PROJECT["optional-dependencies"][extra]]


def declared(texts):
    return {canonicalize_name(Requirement(text).name) for text in texts}


def test_what_is_imported_is_declared_and_what_is_declared_is_used():
    optional = declared(brought_by("gpu", "torch"))  # said to be missing where they are
    assert distributions(imported(*PACKAGES)) - optional == declared(PROJECT["dependencies"]) - GIVEN


def test_what_the_tests_import_is_declared():
    everything = [*PROJECT["dependencies"], *brought_by("lab", "test", "torch")]
    brought = {path.stem for path in ROOT.rglob("*.py") if own(path)}
    brought |= {path.parent.name for path in ROOT.glob("*/*.py")}
    follow = {"jupyter-server", "tornado", "packaging", "websocket-client", "nbconvert", "pyzmq", "mpmath"}  # Jupyter's, SymPy's
    assert distributions(imported("tests") - brought) <= declared(everything) | follow


def test_the_licence_names_that_of_the_digits_and_both_texts_travel():
    assert PROJECT["license"] == "MIT AND CC-BY-SA-3.0"
    assert [path for path in PROJECT["license-files"] if not (ROOT / path).is_file()] == []
    assert "CC BY-SA 3.0" in (ROOT / "toy_models/data/mnist/LICENSE").read_text(encoding="utf-8")


def test_the_citation_agrees_with_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["version"] == PROJECT["version"]
    assert " AND ".join(citation["license"]) == PROJECT["license"]
    assert [author["name"] for author in citation["authors"]] == [author["name"] for author in PROJECT["authors"]]


def test_public_ci_runs_the_one_script_with_a_python_that_is_allowed():
    (workflow,) = (ROOT / ".github/workflows").glob("*.yml")
    (job,) = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    (python,) = (step["with"]["python-version"] for step in job["steps"] if "python-version" in step.get("with", {}))
    assert f">={python}" == PROJECT["requires-python"]


@pytest.mark.parametrize("tool", ["ruff", "lint-imports", "eslint"])
def test_a_check_before_a_commit_is_one_of_make_check(tool):
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert any(tool in hook["entry"] for hook in hooks)
    checked = (ROOT / "Makefile").read_text(encoding="utf-8") + (ROOT / "tests/architecture/test_page_scripts.py").read_text()
    assert tool in checked
