"""What every file in `dynamics/` promises. The folder is the list: a new file is tested by being there."""

import ast
import inspect
import itertools
import math
import re
from pathlib import Path

import numpy as np
import pytest

import toy_models as tm
from tests.contracts.conftest import elsewhere
from toy_kernels import reference
from toy_kernels.noise import Noise
from toy_models import contract, dynamics, notation, surfaces
from toy_models.contract import State
from toy_models.objective import LandscapeObjective

FOLDER = Path(dynamics.__file__).parent
METHODS = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
STEPS = 30


# What a file says.

def test_the_catalogue_is_the_folder():
    assert sorted(dynamics.names()) == METHODS
    assert len(METHODS) >= 5


def test_names_stand_in_the_order_of_the_contract(method):
    stated = contract.__doc__.split("Dynamics, in this order")[1].split("step(")[0]
    body = ast.parse(inspect.getsource(method.module)).body
    found = [node.targets[0].id for node in body if isinstance(node, ast.Assign)]
    functions = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    optional = re.findall(r"`([A-Z_]+)`", contract.__doc__.split("Optional, after those")[1].split("\n\n")[0])
    required = re.findall(r"`([A-Z_]+)`", stated)
    assert found == required + [name for name in optional if name in found]
    assert [name for name in functions if not name.startswith("_")] == ["step"]
    assert isinstance(body[-1], ast.FunctionDef)


def test_the_docstring_holds_an_equation_a_source_and_what_to_look_for(method):
    text = method.module.__doc__
    assert re.search(r"<-|=", text)
    assert re.search(r"\b(19|20)\d\d\b|arXiv \d{4}\.\d{5}", text)
    assert "Look for:" in text


def test_the_step_takes_what_the_contract_says(method):
    assert list(inspect.signature(method.step).parameters) == ["state", "objective", "noise", "watch", "p"]


def test_the_step_uses_no_word_outside_the_notation(method):
    tree = ast.parse(inspect.getsource(method.step))
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    words = {word for word in vars(notation) if not word.startswith("_")} - {"np"}
    assert loaded <= stored | words | {"State", "range", "state", "objective", "noise", "watch", "p"}
    assert not any(isinstance(node, ast.Subscript) for node in ast.walk(tree))


def test_every_parameter_is_used_and_every_use_is_declared(method):
    names = [parameter.name for parameter in method.PARAMETERS]
    assert method.text.parameters == set(names)
    assert len(names) == len(set(names))


def test_scales_of_its_own_are_of_its_sliders(method):
    assert set(method.scales) <= set(method.by_slider())
    for factor in method.scales.values():
        assert factor == "1/N" or 0.01 < factor < math.inf, "what is smaller the page takes for 1/N"


def test_parameters_are_complete_and_defaults_lie_in_range(method):
    for parameter in method.PARAMETERS:
        assert parameter.check(parameter.default) == parameter.default
        assert parameter.low < parameter.high
        assert parameter.scale in ("linear", "log")
        assert parameter.symbol
        assert parameter.meaning
    assert len(method.by_slider()) == len(method.PARAMETERS)
    assert any(parameter.basic for parameter in method.PARAMETERS)


def test_a_program_is_not_bound_by_a_slider(method):
    """What is lawful holds the slider's range, and 0 for a step, where a schedule ends."""
    for parameter in method.PARAMETERS:
        low, high = parameter.bounds
        assert low <= parameter.low <= parameter.high <= high
        for value in (low, high):
            assert getattr(method.parameters({parameter.name: value}), parameter.name) == value
    steps = [parameter for parameter in method.PARAMETERS if "step_size" in (parameter.name, parameter.slider)]
    assert steps
    assert all(parameter.allow(0) == 0 and parameter.allow(100 * parameter.high) for parameter in steps)


def test_parameters_on_one_slider_have_one_range():
    everyone = [(parameter.slider, key, parameter) for key in METHODS for parameter in dynamics.get(key).PARAMETERS]
    for slider, group in itertools.groupby(sorted(everyone, key=lambda item: item[0]), key=lambda item: item[0]):
        ranges = {(parameter.low, parameter.high, parameter.bounds, parameter.scale, parameter.whole) for _, _, parameter in group}
        assert len(ranges) == 1, f"{slider}: {ranges}"


def test_menu_places_differ():
    methods = [dynamics.get(key) for key in METHODS]
    assert len({(method.FAMILY, method.ORDER) for method in methods}) == len({method.NAME for method in methods}) == len(METHODS)


def test_carries_is_what_the_text_returns(method):
    assert method.text.carries == set(method.CARRIES)
    assert method.text.state <= set(method.CARRIES)


def test_gauges_speak_of_real_parameters_and_move_with_their_slider(method):
    one = method.now(method.defaults(), t=3, curvature=2.0)
    for gauge in method.GAUGES:
        parameter = method.by_slider()[gauge.slider]
        other = method.now(method.parameters({parameter.name: elsewhere(parameter)}), t=3, curvature=2.0)
        assert gauge.value(one) != gauge.value(other)
        assert gauge.limits(one)[0] < gauge.limits(one)[1]
        assert len({gauge.fine, gauge.dead, gauge.unstable}) == 3


def test_readings_are_numbers(method):
    now = method.now(method.defaults())
    for parameter in method.PARAMETERS:
        if parameter.reading is not None:
            assert np.isfinite(parameter.reading.value(now))


def test_the_surface_is_shaped_by_real_parameters(method):
    if method.SURFACE is not None:
        now = method.now(method.defaults())
        known = {argument.name: argument for argument in surfaces.get(method.SURFACE.kind).ARGUMENTS}
        assert set(method.SURFACE.arguments) == set(known)
        for name, formula in method.SURFACE.arguments.items():
            assert known[name].check(formula(now)) > 0
        assert method.SURFACE.hides
        assert method.SURFACE.pace is None or method.SURFACE.pace(now) > 0
        for reading in (*method.SURFACE.why, *filter(None, [method.SURFACE.arrow])):
            assert reading.words.count("{}") == 1
            assert np.isfinite(reading.value(now))


def test_presets_are_valid_and_the_first_is_the_default(method):
    assert next(iter(method.PRESETS)) == "canonical"
    assert method.presets["canonical"] == method.defaults()
    assert len(set(method.presets.values())) == len(method.PRESETS)


def test_a_mirrored_test_exists(method):
    assert (Path(__file__).parents[1] / f"toy_models/dynamics/test_{method.key}.py").is_file()


# What a run shows.

def test_presets_end_in_visibly_different_places(run, method):
    """After 30 steps of one seed, the means over six replicas are more than 0.01 apart on a picture 3 wide."""
    ends = [run(method, preset.as_dict())[0][-1] for preset in method.presets.values()]
    for one, other in itertools.combinations(ends, 2):
        assert np.abs(one - other).mean() > 0.01


@pytest.mark.parametrize(("key", "special"), [(key, special) for key in METHODS for special in dynamics.get(key).REDUCES_TO])
def test_it_reduces_to_its_special_case(run, key, special):
    """One seed, one start, one set of minibatches, every shared slider at one place, off its default.

    On this bowl a step does not enlarge an error, but momentum may, by 1/(1 - μ) < 2. Where the arithmetic is not the same to
    the letter, x - (x - (x - ηg)) say, a step adds at most a few roundings of |x|: 16 of them.
    """
    method, other = dynamics.get(key), dynamics.get(special)
    fixed = dict(method.REDUCES_TO[special])
    shared = {}
    for slider in set(method.by_slider()) & set(other.by_slider()):
        mine, theirs = method.by_slider()[slider], other.by_slider()[slider]
        value = fixed.get(mine.name, elsewhere(mine))
        fixed[mine.name], shared[theirs.name] = value, value
    assert shared, "two methods that share no slider cannot be compared"
    (x, _), (expected, _) = run(method, fixed), run(other, shared)
    assert np.linalg.norm(expected[-1] - expected[0], axis=1).min() > 0.05
    assert np.abs(x - expected).max() <= 2 * 16 * STEPS * np.finfo(float).eps * np.abs(expected).max()


def test_what_a_special_case_fixes_matters(run, method):
    """Undo one line of the claim at a time: unless it is the default anyway, the two part."""
    for special, fixed in method.REDUCES_TO.items():
        other = {theirs.name: method.by_slider()[slider].default for slider, theirs in dynamics.get(special).by_slider().items()
                 if slider in method.by_slider()}
        expected, _ = run(dynamics.get(special), other)
        for name in fixed:
            parameter = next(parameter for parameter in method.PARAMETERS if parameter.name == name)
            undone = {**fixed, name: elsewhere(parameter)}
            assert np.abs(run(method, undone)[0] - expected).max() > 1e-6, name


def silencers(run, method):
    """Parameters that, at 0, make a moving run a function of its start and its minibatches alone."""
    found = []
    for parameter in method.PARAMETERS:
        if parameter.low == 0 and not parameter.whole:
            one, two = (run(method, {parameter.name: 0.0}, shaken=seed, steps=3)[0] for seed in (1, 2))
            found += [parameter.name] if np.array_equal(one, two) and not np.array_equal(one[0], one[-1]) else []
    return found


def test_what_is_drawn_can_be_silenced(run, method):
    """A method that draws has a parameter that silences it; one that does not draw is silent. Then no seed matters any more."""
    draws = method.text.draws.total(method.defaults().as_dict()) > 0
    one, two = (run(method, shaken=seed)[0] for seed in (1, 2))
    assert np.array_equal(one, two) != draws
    assert silencers(run, method) or not draws
    if "temperature" in method.by_slider():
        assert "temperature" in silencers(run, method)
    one, two = (run(method, {name: 0.0 for name in silencers(run, method)}, seed=seed, gradient_noise=0.0)[0] for seed in (1, 2))
    assert np.array_equal(one, two)


def test_minibatch_noise_reaches_every_method(run, method):
    one, two = (run(method, {name: 0.0 for name in silencers(run, method)}, seed=seed)[0] for seed in (1, 2))
    assert not np.array_equal(one[1:], two[1:])


@pytest.mark.parametrize(("direction", "landscape"), [(law, ["two_gaussians", "rugged_bowl", "basin"][i % 3])
                                                      for i, law in enumerate(tm.noises.names())])
def test_replicas_do_not_see_each_other(run, method, direction, landscape):
    """Any subset, in any order, has the same rows, to the bit; of whole groups, where a step lets replicas meet."""
    landscape, size = tm.landscapes.get(landscape), method.group(method.defaults())
    chosen = [size * group + member for group in ([10, 3, 7, 0, 5] if size == 1 else [2, 0]) for member in range(size)]
    everyone, _ = run(method, landscape=landscape, rows=range(11 if size == 1 else 3 * size), direction=direction)
    some, _ = run(method, landscape=landscape, rows=chosen, direction=direction)
    assert np.array_equal(some, everyone[:, chosen])


def test_watching_changes_nothing(run, method):
    shown = []
    watched, objective = run(method, watch=lambda **points: shown.extend(points))
    silent, _ = run(method)
    assert np.array_equal(watched, silent)
    assert set(shown) == set(method.text.watched)
    assert objective.gradient_evaluations == STEPS * method.evaluations(method.defaults())


def test_the_clock_read_from_the_text_is_the_one_that_runs(run, method):
    """At the defaults, and with every loop turned another number of times."""
    loops = {name: 3 + i for i, (name, _) in enumerate(method.text.gradients.loops)}
    loops = {p.name: min(loops[p.name], p.high) for p in method.PARAMETERS if p.name in loops}
    for values in ({}, loops):
        parameters = method.parameters(values)
        _, objective = run(method, values, steps=2)
        assert objective.gradient_evaluations == 2 * method.evaluations(parameters) > 0


def extremes(method):
    return [{parameter.name: value} for parameter in method.PARAMETERS for value in (parameter.low, parameter.high)]


def lawful_extremes(method):
    """Each parameter at the ends of what is lawful; loops turned a few times, or they would not end."""
    return [{parameter.name: value} for parameter in method.PARAMETERS
            for value in (parameter.bounds[0], min(parameter.bounds[1], 5) if parameter.whole else parameter.bounds[1])]


def test_no_lawful_value_breaks_a_run(run, method):
    """A replica may leave at once; it keeps its last point, and nothing is raised, in float64 or in compiled lanes."""
    everything_high = {name: value for values in lawful_extremes(method)[1::2] for name, value in values.items()}
    for values in [*lawful_extremes(method), everything_high]:
        x, _ = run(method, values, landscape=tm.landscapes.get("muller_brown"), steps=3)
        assert np.isfinite(x).all()
        assert np.isfinite(tm.simulate("muller_brown", method.key, steps=3, replicas=3, parameters=values).x).all()


def test_no_place_of_a_slider_breaks_a_run(run, method):
    """Each parameter at its ends, long after the start too, where a growing scope has left the range of numbers."""
    everything_high = {parameter.name: parameter.high for parameter in method.PARAMETERS}
    for values in [*extremes(method), everything_high]:
        x, _ = run(method, values, landscape=tm.landscapes.get("muller_brown"), steps=3)
        assert np.isfinite(x).all()
    rows = np.arange(3)
    objective = LandscapeObjective(tm.landscapes.get("himmelblau"), rows, 0)
    state = State(np.ones((3, 2)), 10**6, **{name: np.zeros((3, 2)) for name in method.CARRIES})
    for later, _ in reference.run(method.step, state, objective, Noise(0, rows, 2), [(2, method.parameters(everything_high))]):
        assert np.isfinite(later.x).all()
