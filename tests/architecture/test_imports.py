"""The arrows: notebooks -> widgets -> toy_models -> toy_kernels. These run before every other test."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "sympy", "pandas", "plotly", "matplotlib")  # SciPy is not ours to refuse: numba imports it
NOTEBOOK = ("ipywidgets", "anywidget", "traitlets", "IPython", "plotly")


def lint(folder):
    """(whether every contract is kept, the report)."""
    command = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", command], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def loaded(statement):
    """The modules that a fresh interpreter has loaded after a statement."""
    command = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    return set(done.stdout.split())


def test_every_import_contract_is_kept():
    kept, report = lint(ROOT)
    assert kept, report


@pytest.mark.parametrize(("file", "line", "contract"), [
    ("toy_kernels/noise.py", "import toy_models.contract", "arrows go one way"),
    ("toy_models/formula.py", "import widgets", "arrows go one way"),
    ("toy_models/objective.py", "import plotly", "pure code never sees the notebook stack"),
    ("toy_kernels/cache.py", "import traitlets", "pure code never sees the notebook stack"),
    ("toy_kernels/text.py", "import sympy", "toy_kernels sees no formula"),
    ("toy_models/contract.py", "from toy_models import simulate", "inside toy_models"),
    ("toy_models/dynamics/sam.py", "from toy_models.dynamics import sgd", "no algorithm sees another"),
    ("toy_models/dynamics/sam.py", "from toy_models import landscapes", "inside toy_models"),
    ("toy_models/landscapes/dimple.py", "from toy_models.landscapes import ravine", "no landscape sees another"),
    ("toy_models/networks/mlp.py", "from toy_models.networks import softmax_regression", "no network sees another"),
    ("toy_models/surfaces/moreau.py", "from toy_models.surfaces import local_entropy", "no surface sees another"),
    ("toy_models/noises/leading.py", "from toy_models.noises import hessian", "no noise law sees another"),
    ("toy_models/solvable/gaussian_mixture.py", "from toy_models.solvable import binary_perceptron",
     "no solvable model sees another"),
    ("toy_models/experiments/large_batch.py", "from toy_models.experiments import label_noise", "no experiment sees another"),
    ("toy_models/sampling.py", "from toy_models import surfaces", "inside toy_models"),
    ("toy_models/widths.py", "", "inside toy_models"),
])
def test_a_planted_import_breaks_the_contract_that_forbids_it(tmp_path, file, line, contract):
    for package in ("toy_kernels", "toy_models", "widgets"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("[!_]*.[!p]*", "__pycache__", "mnist"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as planted:
        planted.write(f"\n{line}\n")
    kept, report = lint(tmp_path)
    assert not kept
    assert any(contract in line and "BROKEN" in line for line in report.splitlines()), report


@pytest.mark.parametrize("statement", [
    "import toy_models",
    "import toy_models; toy_models.simulate('two_gaussians', 'entropy_sgd', steps=1)",
    "import toy_models; toy_models.simulate('dimple', 'sam', steps=1, device='reference')",
])
def test_a_landscape_costs_no_heavy_import(statement):
    """Run once before, so that the formulas are derived and kept: SymPy is needed for a new one only."""
    loaded(statement)
    assert loaded(statement) & {*HEAVY, *NOTEBOOK} == set()


def test_the_page_costs_no_torch_before_its_first_picture():
    assert loaded("import widgets") & {"torch", "sympy", "pandas", "matplotlib"} == set()


def test_kernels_name_no_algorithm_landscape_or_network():
    """The backing module would run anything that is said in the notation; so it knows nobody."""
    folders = [ROOT / "toy_models" / name for name in ("dynamics", "landscapes", "networks")]
    keys = [path.stem for folder in folders for path in folder.glob("*.py") if path.stem != "__init__"]
    assert len(keys) >= 17
    names = re.compile(rf"\b({'|'.join(sorted(keys))}|entropy-sgd)\b", re.IGNORECASE)
    for path in (ROOT / "toy_kernels").glob("*.py"):
        assert not names.search(path.read_text(encoding="utf-8")), path
