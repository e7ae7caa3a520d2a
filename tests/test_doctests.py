"""The examples in docstrings run, and say what they promise."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for package in ("toy_kernels", "toy_models", "widgets") for path in (ROOT / package).rglob("*.py"))
EXAMPLES = [path.relative_to(ROOT) for path in FILES if ">>>" in path.read_text(encoding="utf-8")]


def name(path):
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def test_the_optimizers_have_an_example():
    assert "toy_models.optim" in map(name, EXAMPLES)


@pytest.mark.slow  # it trains
@pytest.mark.parametrize("path", EXAMPLES, ids=name)
def test_examples_hold(path):
    failed, tried = doctest.testmod(importlib.import_module(name(path)), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize("path", EXAMPLES, ids=name)
def test_an_example_asserts_something(path):
    """Its last line has an answer that is compared."""
    module = importlib.import_module(name(path))
    tests = [test for test in doctest.DocTestFinder().find(module) if test.examples]
    assert tests
    assert all(test.examples[-1].want for test in tests)
