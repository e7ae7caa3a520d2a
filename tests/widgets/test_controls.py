"""Sliders are derived from what the algorithm files declare; there is no list of them."""

import math
import operator
import threading
from types import MappingProxyType, ModuleType, SimpleNamespace

import pytest

import widgets
from toy_models import dynamics, networks, noises
from toy_models.contract import InvalidArgument, Parameter, Parameters, Published
from toy_models.network import Network
from toy_models.network_run import on_network
from widgets import arithmetic, controls, protocol, trainee
from widgets.moments import for_method
from widgets.network_side import TRAIN
from widgets.schedule import Schedule

DO = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow}


def test_every_parameter_of_every_method_has_its_slider():
    declared = {parameter.slider for key in dynamics.names() for parameter in dynamics.get(key).PARAMETERS}
    assert set(controls.sliders()) == declared


def test_every_value_of_a_slider_is_allowed_by_every_method_that_it_moves():
    for name, slider in controls.sliders().items():
        for key in dynamics.names():
            parameter = dynamics.get(key).by_slider().get(name)
            if parameter is not None:
                for value in (slider.low, slider.default, slider.high):
                    assert parameter.allow(value) == value
                for value in (parameter.low, parameter.high):
                    assert slider.check(value) == value or not slider.low <= value <= slider.high


@pytest.fixture
def planted(monkeypatch):
    """Adds SGD under another name to the methods, with parameters and scales of its own; returns its key."""
    names, get, sgd = dynamics.names, dynamics.get, dynamics.get("sgd").module

    def plant(step_size, presets=MappingProxyType({}), **more):
        module = ModuleType("planted")
        vars(module).update(vars(sgd) | {"NAME": "Planted", "PARAMETERS": (step_size, sgd.PARAMETERS[1])}, PRESETS=presets, **more)
        method = dynamics.Dynamics("planted", module)
        monkeypatch.setattr(dynamics, "names", lambda: [*names(), "planted"])
        monkeypatch.setattr(dynamics, "get", lambda key: method if key in ("planted", method) else get(key))
        return "planted"

    return plant


def eta(*numbers, **more):
    return Parameter("step_size", "η", *numbers, "a step", scale="log", **more)


def test_methods_with_ranges_of_their_own_share_a_slider_as_wide_as_the_widest(planted):
    before = controls.sliders()["step_size"]
    planted(eta(0.01, 1e-6, 0.1))
    slider = controls.sliders()["step_size"]
    assert (slider.low, slider.high) == (1e-6, before.high)
    values = {name: p.default for name, p in controls.sliders().items()} | {"step_size": 1e-6}
    schedule = Schedule(protocol.read_values(values, controls.sliders()), 100)
    for key in dynamics.names():
        base, _ = for_method(dynamics.get(key), schedule)
        assert dynamics.get(key).parameters(base)
        assert trainee.plan(networks.get("mlp"), key, TRAIN, schedule, SimpleNamespace(seed=0, batch=1)).base


def test_a_slider_ends_where_one_of_its_methods_has_no_meaning(planted):
    planted(eta(0.01, 1e-3, 0.1, lawful=(1e-3, 0.5)))
    slider = controls.sliders()["step_size"]
    assert (slider.low, slider.high) == (1e-3, 0.5)


@pytest.mark.parametrize("clash", [eta(5.0, 2.0, 9.0, lawful=(2.0, 9.0)), eta(1, 1, 9, whole=True)])
def test_a_clash_that_no_slider_can_serve_names_the_methods(planted, clash):
    planted(clash)
    with pytest.raises(InvalidArgument, match=r"step_size.*sgd wants numbers from 0.0001 to 1 .*planted wants"):
        controls.sliders()


def test_a_methods_own_scale_is_used_wherever_a_network_is(planted):
    """A step of 0.001 on networks, as Adam's, where others take 0.1, under one slider."""
    key = planted(eta(0.01, 1e-4, 1.0), {"as published": Published(step_size=0.002)}, SCALES={"step_size": 0.1})
    network, schedule = networks.get("mlp"), Schedule({"step_size": 0.02, "momentum": 0.0}, 100)
    assert on_network(network, key, TRAIN).defaults().step_size == 0.001
    assert on_network(network, "sgd", TRAIN).defaults().step_size == 0.1
    assert controls.presets(network)[key] == {"as published": {"step_size": 0.02}}
    entry = next(entry for entry in controls.schema(network) if entry["name"] == "step_size")
    assert (entry["network"], entry["scales"]) == (10, {key: 0.1})
    assert all("scales" not in entry for entry in controls.schema())
    assert trainee.plan(network, key, TRAIN, schedule, SimpleNamespace(seed=0, batch=1)).base["step_size"] == 0.002


def test_the_schema_says_who_listens_and_how_a_network_scales_it():
    entries = {entry["name"]: entry for entry in controls.schema(networks.get("mlp"))}
    assert entries["step_size"]["methods"] == [key for key in dynamics.names() if "step_size" in dynamics.get(key).by_slider()]
    assert entries["step_size"]["symbol"] == "h"
    assert entries["scope_growth"]["methods"] == ["entropy_sgd"]
    assert entries["temperature"]["network"] == pytest.approx(1e-4)
    assert {p.name for p in (protocol.NOISE, protocol.BATCH, protocol.SEED)} <= set(entries)


def test_gauges_and_readings_speak_of_sliders():
    entries = {entry["name"]: entry for entry in controls.schema()}
    found = [gauge[part] for entry in entries.values() for gauges in entry["gauges"].values() for gauge in gauges
             for part in ("value", "dead_below", "unstable_from")]
    found += [reading["value"] for entry in entries.values() for reading in entry["readings"].values()]
    assert found
    for formula in found:
        assert arithmetic.names(formula) <= {*entries, "curvature", "t"}


def test_a_gauge_stands_under_its_slider_for_its_own_method():
    entries = {entry["name"]: entry for entry in controls.schema()}
    for key in dynamics.names():
        for gauge in dynamics.get(key).GAUGES:
            found = entries[gauge.slider]["gauges"][key]
            assert gauge.symbol in [entry["symbol"] for entry in found]
            for entry in found:
                assert gauge.slider in arithmetic.names(entry["value"])


@pytest.mark.parametrize("key", dynamics.names())
def test_what_the_page_computes_is_what_the_method_says(key):
    """Every formula as written down, at values off the defaults, against the function it was written from."""
    method = dynamics.get(key)
    values = {p.name: p.default + 0.3 * (min(p.high, 10 * p.default + 0.5) - p.default) for p in method.PARAMETERS}
    now = Parameters({**values, "t": 3, "curvature": 7.0})
    moved = {p.slider: values[p.name] for p in method.PARAMETERS} | {"t": 3, "curvature": 7.0}
    entries = {entry["name"]: entry for entry in controls.schema()}
    for gauge in method.GAUGES:
        entry = next(e for e in entries[gauge.slider]["gauges"][key] if e["symbol"] == gauge.symbol)
        limits = [math.inf if entry[part] is None else computed(entry[part], moved) for part in ("dead_below", "unstable_from")]
        assert computed(entry["value"], moved) == pytest.approx(gauge.value(now), rel=1e-14)
        assert limits == pytest.approx(gauge.limits(now), rel=1e-14)
    for parameter in method.PARAMETERS:
        if parameter.reading:
            said = computed(entries[parameter.slider]["readings"][key]["value"], moved)
            assert said == pytest.approx(parameter.reading.value(now), rel=1e-14)


def test_shared_sliders_come_first():
    shared = [len(entry["methods"]) > 1 for entry in controls.schema() if entry["methods"]]
    assert shared == sorted(shared, reverse=True)


def computed(formula, values):
    """What the page computes for a formula."""
    if not isinstance(formula, list):
        return values.get(formula, formula)
    operation, left, right = formula
    return DO[operation](computed(left, values), computed(right, values))


def read(entry, method, values):
    """What the page computes for a slider's sentence."""
    return computed(entry["readings"][method]["value"], values)


def test_every_reading_has_one_place_for_its_number_and_knows_its_sliders():
    found = [reading for entry in controls.schema() for reading in entry["readings"].values()]
    assert found
    for reading in found:
        assert reading["words"].count("{}") == 1


def test_readings_say_what_the_number_does():
    values = {name: parameter.default for name, parameter in controls.sliders().items()}
    values |= {"step_size": 0.02, "temperature": 0.1, "averaging": 0.75, "outer_step": 0.5, "t": 0}
    entries = {entry["name"]: entry for entry in controls.schema()}
    assert math.isclose(read(entries["temperature"], "langevin", values), math.sqrt(2 * 0.02 * 0.1))
    assert math.isclose(read(entries["averaging"], "entropy_sgd", values), 1 / 0.75)
    assert read(entries["outer_step"], "entropy_sgd", values) == 50
    printed = values | {"scope": 0.1, "scope_power": 1.0, "scope_growth": 0.01, "t": 100}
    assert math.isclose(read(entries["outer_step"], "entropy_sgd", printed), 50 * 0.1 * 1.01**100)
    method, moved = dynamics.get("entropy_sgd"), {"inner_steps": 7, "unused_gradients": 1}
    assert read(entries["inner_steps"], "entropy_sgd", values | moved) == method.evaluations(method.parameters(moved)) == 8


@pytest.mark.parametrize("network", networks.names())
def test_no_preset_is_another_setting_on_a_network(network):
    """What a preset sets the sliders to is, on the network, what `tm.train` takes for that preset; and none is left out."""
    found = controls.presets(networks.get(network))
    for key in dynamics.names():
        method = on_network(network, key, TRAIN)
        assert list(found[key]) == list(method.PRESETS)
        for preset, values in found[key].items():
            taken = method.parameters(preset)
            for slider, value in values.items():
                name = method.by_slider()[slider].name
                assert value * dict(method.factors)[name] == pytest.approx(getattr(taken, name), rel=1e-12)
                assert controls.sliders()[slider].check(value) == value
            assert {method.by_slider()[slider].name for slider in values} == set(method.PRESETS[preset])


def test_cold_is_a_tenth_of_the_heat_in_both_worlds():
    method = dynamics.get("langevin")
    for one in (method, on_network("mlp", "langevin", TRAIN)):
        assert one.parameters("cold").temperature == pytest.approx(one.defaults().temperature / 10)
    for network in (None, networks.get("mlp")):
        assert controls.presets(network)["langevin"]["cold"] == {"temperature": 0.1}


def test_a_published_number_is_the_networks_own():
    published, network = dynamics.get("sam").PRESETS["as published"]["radius"], networks.get("mlp")
    assert on_network(network, "sam", TRAIN).parameters("as published").radius == published
    assert controls.presets(network)["sam"]["as published"]["radius"] == published / network.scale("radius", TRAIN)


def test_a_preset_that_the_sliders_cannot_stand_for_is_not_offered():
    network = networks.get("mlp")
    tiny = Network("tiny", SimpleNamespace(**vars(network.module) | {"SCALES": {"radius": 1e-6}}))
    found = controls.presets(tiny)
    assert "as published" not in found["sam"]
    assert "canonical" in found["sam"]


def test_what_another_thread_sets_while_values_are_taken_over_is_not_lost():
    session = widgets.Session("dimple", methods=("langevin",))
    dock = widgets.Controls(session)

    def meanwhile(change):
        thread = threading.Thread(target=dock.set_trait, args=("step_size", 0.03))
        thread.start()
        thread.join(30)

    dock.observe(meanwhile, "temperature")
    dock.show_values({"temperature": 0.7})
    assert session.want.values["step_size"] == 0.03
    assert session.want.values["temperature"] != 0.7  # taken over, not acted on
    session.close()


def test_a_control_is_not_put_back_by_an_answer_that_comes_late(monkeypatch):
    """The worker answers the first move after the second one has been made."""
    session = widgets.Session("dimple", methods=("langevin",))
    dock, seen, moved = widgets.Controls(session), [], threading.Event()
    answer = session._answer
    answered = threading.Event()

    def late(want, schedule):
        moved.wait(30)
        answer(want, schedule)
        if want.values["temperature"] == 0.5:
            answered.set()

    monkeypatch.setattr(session, "_answer", late)
    dock.observe(lambda change: seen.append(change.new), "temperature")
    dock.temperature = 0.25
    dock.temperature = 0.5
    moved.set()
    assert answered.wait(30)
    assert seen == [0.25, 0.5]
    session.close()


def test_the_menu_of_noise_laws_is_their_folder():
    assert [entry["key"] for entry in controls.directions()] == noises.names()
    assert [entry["name"] for entry in controls.directions()] == [noises.get(name).NAME for name in noises.names()]
