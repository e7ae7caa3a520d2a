"""Sliders are derived from what the algorithm files declare; there is no list of them."""

import math

import pytest

from toy_models import dynamics, networks
from widgets import controls, protocol


def test_every_parameter_of_every_method_has_its_slider():
    declared = {parameter.slider for key in dynamics.names() for parameter in dynamics.get(key).PARAMETERS}
    assert set(controls.sliders()) == declared


def test_every_value_of_a_slider_is_allowed_by_every_method_that_it_moves():
    for name, slider in controls.sliders().items():
        for key in dynamics.names():
            parameter = dynamics.get(key).by_slider().get(name)
            if parameter is not None:
                for value in (slider.low, slider.default, slider.high):
                    assert parameter.check(value) == value


def test_the_schema_says_who_listens_and_how_a_network_scales_it():
    entries = {entry["name"]: entry for entry in controls.schema(networks.get("mlp"))}
    assert entries["step_size"]["methods"] == dynamics.names()
    assert entries["step_size"]["symbol"] == "h"
    assert entries["scope"]["methods"] == ["entropy_sgd"]
    assert entries["temperature"]["network"] == pytest.approx(1e-4)
    assert {p.name for p in (protocol.NOISE, protocol.BATCH, protocol.SEED)} <= set(entries)


def test_gauges_speak_of_sliders():
    entries = {entry["name"]: entry for entry in controls.schema()}
    for entry in entries.values():
        for gauge in entry["gauges"]:
            assert set(gauge["factors"]) <= {*entries, "curvature"}
            assert entry["name"] in gauge["factors"]
    assert [gauge["symbol"] for gauge in entries["scope"]["gauges"]] == ["Γ = hγL"]
    assert len(entries["step_size"]["gauges"]) == 1, "five methods declare it, one is shown"


def test_shared_sliders_come_first():
    shared = [len(entry["methods"]) > 1 for entry in controls.schema() if entry["methods"]]
    assert shared == sorted(shared, reverse=True)


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
