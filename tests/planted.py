"""A method that is in the folder for the time of a test: its text is written to a file, and every list then has it."""

import importlib.util
import itertools

from toy_models import dynamics

HEAD = '''"""{name}: planted by a test.

    x <- x - η g

A test, 2026.
Look for: where it runs.
"""

from toy_models.contract import Parameter, State
from toy_models.notation import together

NAME = "{name}"
ORDER = 999
FAMILY = "Replicas"
PARAMETERS = (Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),)
GAUGES = ()
SURFACE = None
PRESETS = {{"canonical": {{}}}}
REDUCES_TO = {{}}
CARRIES = ()


'''
_NUMBER = itertools.count()  # a name is never used again: what is known of a method is kept by its name


def plant(monkeypatch, folder, body, name="Planted"):
    """Put a method into the folder, `body` its functions; returns its key."""
    key = f"planted_{next(_NUMBER)}"
    path = folder / f"{key}.py"
    path.write_text(HEAD.format(name=name) + body, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(key, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(dynamics._catalogue._modules, key, module)
    return key
