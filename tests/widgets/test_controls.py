"""What the dock is told of its sliders."""

import math

from toy_models import dynamics
from widgets import controls


def read(entry, method, values):
    """What the page computes for a slider's sentence."""
    reading = entry["readings"][method]
    return reading["scale"] * math.prod(values[name] ** power for name, power in reading["powers"])


def test_every_reading_has_one_place_for_its_number_and_knows_its_sliders():
    known = controls.sliders()
    found = [reading for entry in controls.schema() for reading in entry["readings"].values()]
    assert found
    for reading in found:
        assert reading["words"].count("{}") == 1
        assert {name for name, _ in reading["powers"]} <= set(known)


def test_readings_say_what_the_number_does():
    values = {name: parameter.default for name, parameter in controls.sliders().items()}
    values |= {"step_size": 0.02, "temperature": 0.1, "averaging": 0.75, "outer_step": 0.5}
    entries = {entry["name"]: entry for entry in controls.schema()}
    assert math.isclose(read(entries["temperature"], "langevin", values), math.sqrt(2 * 0.02 * 0.1))
    assert math.isclose(read(entries["averaging"], "entropy_sgd", values), 1 / 0.75)
    assert read(entries["outer_step"], "entropy_sgd", values) == 50
    evaluations = dynamics.get("entropy_sgd").evaluations(dynamics.get("entropy_sgd").parameters({"inner_steps": 7}))
    assert read(entries["inner_steps"], "entropy_sgd", values | {"inner_steps": 7}) == evaluations
