"""What only some need may be missing: what does not need it runs, and what does says which extra brings it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from toy_kernels import extras

ROOT = Path(__file__).parents[2]
WITHOUT = """
import importlib.abc, sys

class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
import toy_models as tm
"""


def run(text, missing=("torch", "jupyterlab")):
    command = [sys.executable, "-c", WITHOUT.format(missing=missing) + text]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("text", [
    "tm.simulate('two_gaussians', 'entropy_sgd', steps=3)",
    "for key in tm.networks.names(): tm.train(key, 'sgd', tm.data.mnist(200, 50), steps=3)",
    "tm.landscapes.smooth('dimple', 'max', (16, 16), radius=0.1)",
    "tm.measures.top_eigenvalue(tm.landscapes.get('dimple'), [[0, 0]])",
    "tm.measures.top_eigenvalue(tm.networks.get('mlp'), tm.networks.get('mlp').start(), tm.data.mnist(100, 50).test)",
    "import widgets; widgets.show('sam', 'ravine')",
])
def test_these_run_without_torch_and_without_jupyterlab(text):
    done = run(text)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("text", [
    "tm.optim",
    "tm.networks.module(None)",
    "tm.train('mlp', 'sgd', tm.data.mnist(200, 50), steps=3, device='torch')",
])
def test_an_error_names_the_extra(text):
    done = run(text)
    assert done.returncode != 0
    assert "torch is not installed, and this needs it: pip install 'wide-valleys[torch]'" in done.stderr


def test_every_extra_that_is_named_exists_and_brings_its_library():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for library, extra in extras.EXTRAS.items():
        assert any(one.startswith(library) for one in declared[extra])


def test_a_name_that_is_no_library_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'tensorflow'"):
        extras.tensorflow  # noqa: B018 - asking is the test


def test_a_library_that_is_there_is_itself():
    import torch

    assert extras.torch is torch
