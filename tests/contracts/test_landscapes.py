"""What every file in `landscapes/` promises. The folder is the list: a new file is tested by being there."""

import ast
import inspect
import pickle
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy_models as tm
from toy_kernels import lanes
from toy_kernels.threads import host
from toy_models import contract, landscapes, minima, relief

FOLDER = Path(landscapes.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
ENERGIES = [name for name in NAMES if landscapes.get(name).conservative]  # what a field promises instead: test_fields.py
PARAMETERS = [parameter for name in tm.dynamics.names() for parameter in tm.dynamics.get(name).PARAMETERS]
STEP = 1e-3  # of a finite difference


@pytest.fixture(params=ENERGIES)
def f(request):
    return landscapes.get(request.param)


@pytest.fixture(params=NAMES)
def place(request):
    """A landscape, or a field."""
    return landscapes.get(request.param)


def module(landscape):
    return landscapes._catalogue._modules[landscape.key]


def inside(landscape, u, v):
    """The point a share u, v of the way across the extent."""
    return np.array([low + share * (high - low) for share, (low, high) in zip((u, v), landscape.extent, strict=True)])


def slope(function, x, step):
    """Central differences of `function` at x along both coordinates, stacked last."""
    steps = step * np.eye(2)
    return np.stack([(function(x + e) - function(x - e)) / (2 * step) for e in steps], axis=-1)


def agrees_with_differences(function, derivative, x):
    """Two widths of a difference bound its error: it is that of the narrow one, a third of their gap, or rounding.

    Within a step of a crease, where they differ at first order, they bound nothing; such points agree by definition.
    """
    wide, narrow = slope(function, x, STEP), slope(function, x, STEP / 2)
    rounding = 1e-15 * np.abs(function(x)).max() / STEP
    return np.all(np.abs(derivative(x) - narrow) <= np.abs(wide - narrow) + 50 * rounding + 1e-9)


# What a file says.

def test_the_catalogue_is_the_folder():
    assert sorted(landscapes.names()) == NAMES
    assert len(NAMES) >= 10


def test_names_stand_in_the_order_of_the_contract(place):
    stated = re.findall(r"`([A-Z_]+)`", contract.__doc__.split("Landscapes: docstring,")[1].split("energy(x, y)")[0])
    body = ast.parse(inspect.getsource(module(place))).body
    found = [node.targets[0].id for node in body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    assert [name for name in found if name in stated] == stated
    functions = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    functions = functions[:-1] if functions[-1] == "diffusion" else functions
    assert functions in ([["energy"]] if place.conservative else [["force"], ["potential", "force"]])
    assert isinstance(body[-1], ast.FunctionDef)


def test_the_docstring_holds_an_equation_a_source_and_what_to_look_for(place):
    text = module(place).__doc__
    assert ("f = " if place.conservative else "F = ") in text
    assert re.search(r"\b19\d\d\b|\b20\d\d\b|arXiv \d{4}\.\d{5}|^Ours\.|Kramers", text, re.MULTILINE)
    assert "Look for:" in text


def test_a_mirrored_test_stands(place):
    assert (Path(__file__).parents[1] / "toy_models" / "landscapes" / f"test_{place.key}.py").is_file()


def test_sliders_are_sliders_of_the_methods_and_within_their_ranges(place):
    for slider, value in place.sliders.items():
        moved = [parameter for parameter in PARAMETERS if parameter.slider == slider]
        assert moved, slider
        for parameter in moved:
            assert parameter.check(value) == value


def test_its_own_step_is_stable_at_every_minimum_and_at_the_start(f):
    stiffest = max(f.curvature, np.abs(np.linalg.eigvalsh(f.hessian(f.start))).max())
    assert 0 < f.sliders["step_size"] * stiffest < 1


def test_at_its_start_every_method_has_a_slope_to_go_by(place):
    """Where it is exactly zero, SAM has no uphill, and descent no downhill, however sharp the place."""
    assert np.linalg.norm(place.gradient(place.start)) > 0.1


def test_the_extent_holds_the_start_and_the_minima(place):
    low, high = np.array(place.extent).T
    for x in (place.start, *place.minima):
        assert ((low < x) & (x < high)).all()


def test_every_minimum_has_its_label_and_the_first_has_words(f):
    assert len(f.labels) == len(f.minima) > 0
    assert f.labels[0]
    assert all(len(label) <= 16 for label in f.labels)


# What the formula is.

def test_the_derived_text_is_the_energy_of_the_file(f):
    x = inside(f, *np.random.default_rng(1).uniform(-0.5, 1.5, (2, 500))[..., None]).T.reshape(-1, 2)
    own = module(f).energy(x[:, 0], x[:, 1])
    assert f.energy(x) == pytest.approx(own, rel=1e-11, abs=1e-12)
    assert f.heights(x[:9, 0], x[:7, 1]) == pytest.approx(f.energy(np.stack(np.meshgrid(x[:9, 0], x[:7, 1]), -1)), rel=1e-14)


@pytest.mark.parametrize("name", ENERGIES)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(u=st.floats(0, 1), v=st.floats(0, 1))
def test_gradient_and_hessian_agree_with_finite_differences(name, u, v):
    f = landscapes.get(name)
    x = inside(f, u, v)
    assert agrees_with_differences(f.energy, f.gradient, x)
    assert agrees_with_differences(f.gradient, f.hessian, x)


def test_the_differences_would_tell_a_wrong_gradient(f):
    """One per mille off is seen at most places: the check above can fail."""
    x = [inside(f, *share) for share in np.random.default_rng(2).uniform(0, 1, (40, 2))]
    assert sum(not agrees_with_differences(f.energy, lambda p: 1.001 * f.gradient(p), p) for p in x) > 20


def test_the_hessian_is_symmetric(f):
    hessian = f.hessian(inside(f, *np.random.default_rng(3).uniform(0, 1, (2, 50))[..., None]).T.reshape(-1, 2))
    assert (hessian == np.swapaxes(hessian, -1, -2)).all()


def test_minima_are_minima(f):
    """Eight digits: the gradient is at most a unit of the last of them times the stiffness."""
    stiffness = np.linalg.eigvalsh(f.hessian(f.minima))
    assert np.abs(f.gradient(f.minima)).max() <= 1e-8 * max(1, stiffness.max())
    assert stiffness.min() >= 0
    circle = 0.02 * np.stack([np.cos(np.arange(12)), np.sin(np.arange(12))], axis=-1)
    assert (f.energy(f.minima[:, None] + circle) >= f.energy(f.minima)[:, None]).all()


def test_the_list_of_minima_is_complete(f):
    """A search over a fine grid finds the same; of a line of minima, one."""
    found = minima.search(f)
    assert len(found) == len(f.minima)
    for minimum in found:
        if minimum.sort == "point":
            assert np.abs(f.minima - minimum.place).max(axis=1).min() < 1e-7
        else:
            assert np.linalg.det(f.hessian(f.minima)).min() == 0


def test_far_out_float32_gives_no_nan(f):
    """Particles may go to 1,000 before they count as lost; a wall may be infinite there, but is no riddle."""
    x = np.random.default_rng(4).uniform(-1000, 1000, (2, 4000)).astype(np.float32)
    with np.errstate(all="ignore"):
        assert not np.isnan(f._energy(*x)).any()


def test_confining_says_whether_the_gibbs_law_exists(f):
    assert f.confining == relief.confines(f)


# What noise it has of its own.

NOISY = [name for name in NAMES if hasattr(landscapes._catalogue._modules[name], "diffusion")]


def test_some_have_a_noise_of_their_own_and_the_others_none():
    assert NOISY
    law, x, z = tm.noises.get("of_landscape"), np.zeros((3, 2)), np.arange(6.0).reshape(3, 2)
    for name in NAMES:
        assert ("diffusion" in landscapes.get(name).text) == (name in NOISY)
        assert np.array_equal(law.tilts(landscapes.get(name), x, z), z) or name in NOISY


@pytest.mark.parametrize("name", NOISY)
def test_its_noise_is_that_of_the_file_linear_and_read_by_every_runner(name):
    """Threads have the lanes' bits; lanes are within float32's rounding of the definition: 12 steps of a point of length 2."""
    f, law, random = landscapes.get(name), tm.noises.get("of_landscape"), np.random.default_rng(0)
    x, one, two = random.normal(size=(3, 50, 2))
    own = np.stack(np.broadcast_arrays(*module(f).diffusion(*x.T, *one.T)), axis=-1)
    assert f.diffused(x, one) == pytest.approx(own, rel=1e-12)
    assert f.diffused(x, 3 * one - two) == pytest.approx(3 * own - f.diffused(x, two), rel=1e-10, abs=1e-12)
    assert np.array_equal(pickle.loads(pickle.dumps(f)).diffused(x, one), f.diffused(x, one))
    plan, start = [(12, {"step_size": 0.02, "momentum": 0.0})], f.start + 0.1 * random.normal(size=(5, 2))
    how = {"carries": ("velocity",), "gradient_noise": 2.0, "tilt": law.text}
    step = tm.dynamics.get("sgd").step
    by_lanes, by_threads = (runner.run(step, f.text, start, np.arange(5), 3, plan, 1, **how)[0] for runner in (lanes, host))
    assert np.array_equal(by_lanes, by_threads)
    defined = tm.simulate(f, "sgd", start=start, steps=12, replicas=5, seed=3, parameters=plan[0][1], gradient_noise=2.0,
                          gradient_noise_direction=law, device="reference").x
    assert np.abs(by_lanes - defined).max() < 5e-5


# What is drawn of it.

def test_each_minimum_drains_to_itself(place):
    basins = place.basins((121, 151))
    gx, gy, _ = place.grid((121, 151))
    for k, (x, y) in enumerate(place.minima):
        assert basins[np.abs(gy - y).argmin(), np.abs(gx - x).argmin()] == k


def test_the_colours_hold_every_minimum_and_the_contours_ascend(place):
    low, high = place.height_range
    assert low <= place.stationary.energy(place.minima).min()
    assert (place.stationary.energy(place.minima) < low + 0.7 * (high - low)).all()
    levels, numbered = place.contours
    assert list(levels) == sorted(set(levels))
    assert 8 <= len(levels) <= 16
    assert len(set(numbered)) == 3
    assert set(numbered) <= set(levels)
