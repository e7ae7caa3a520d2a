"""What every file in `measures/` promises. The folder is the list: a new file is tested by being there.

The mirrored test of a measure gives an oracle, `exact(world, *points, images, p)`: the number itself, found in another way, on a
network so small that its whole Hessian is known.
"""

import importlib.util
import inspect
import pickle
import re
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import toy_models as tm
from tests import dense
from toy_models.contract import InvalidArgument, Parameter, checked, defaults
from toy_models.measures import ERRORS, FORMS, ROUNDING, Measure
from toy_models.place import WORLDS

ROOT = Path(__file__).parents[2]
FOLDER = Path(tm.measures.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
PLACES = [(name, world) for name in NAMES for world in tm.measures.get(name).WORLDS]
SHOWN = "CONTRIBUTING.md"
KNOWN = {"landscape": (dense.LANDSCAPE, None), "network": (dense.SMALL[0], dense.IMAGES)}


@pytest.fixture(params=NAMES)
def measure(request):
    return tm.measures.get(request.param)


@pytest.fixture(scope="module")
def mirrored():
    """The module of a measure's own test."""

    def load(key):
        path = Path(__file__).parents[1] / f"toy_models/measures/test_{key}.py"
        spec = importlib.util.spec_from_file_location(f"oracle_{key}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


SQUARES = SimpleNamespace(exact=lambda world, x, images, p: np.sum(dense.hessian(world, x) ** 2))


def written():
    """The measure that CONTRIBUTING.md shows, as a reader would write it down."""
    section = (ROOT / SHOWN).read_text(encoding="utf-8").split("## A measure")[1]
    module = ModuleType("toy_models.measures.squares")
    exec(section.split("```python\n")[1].split("```")[0], vars(module))
    return Measure("squares", module)


def arguments(measure, world, count=1):
    """What a measure is called with in a world: rows of points, in pairs if it wants two."""
    rows = dense.points(world, 6)
    if measure.form == "among":
        return (rows,)
    return tuple(rows[i : i + count] for i in range(len(FORMS[measure.form])))


def test_the_catalogue_is_the_folder():
    assert sorted(tm.measures.names()) == NAMES
    assert len(NAMES) >= 1
    found = [tm.measures.get(name) for name in NAMES]
    assert len({measure.module.ORDER for measure in found}) == len({measure.name for measure in found}) == len(NAMES)
    assert all(getattr(tm.measures, name) is tm.measures.get(name) for name in NAMES)


def test_it_says_what_it_is(measure):
    text = inspect.getdoc(measure)
    assert "=" in text
    assert "xact" in text or "stimate" in text
    assert tm.measures.look_for(measure.key)
    assert measure.NAME
    assert measure.SYMBOL
    assert measure.ERROR in ERRORS
    assert measure.WORLDS
    assert set(measure.WORLDS) <= set(WORLDS)
    assert all(isinstance(one, Parameter) and one.meaning and one.symbol for one in measure.PARAMETERS)
    assert [one.check(one.default) for one in measure.PARAMETERS] == [one.default for one in measure.PARAMETERS]
    expected = ["world", *FORMS[measure.form], "images", "seed", *(one.name for one in measure.PARAMETERS)]
    assert list(inspect.signature(measure).parameters) == expected


def test_nobody_else_knows_a_measure_by_name():
    """An experiment names what it measures. Of names that are no word for something else as well: a perceptron has a margin too."""
    named = re.compile(rf"""["']({'|'.join(name for name in tm.measures.names() if "_" in name)})["']""")
    for path in (path for package in ("toy_models", "toy_kernels", "widgets") for path in (ROOT / package).rglob("*.py")):
        if path.parent.name not in ("measures", "experiments"):
            assert not named.search(path.read_text(encoding="utf-8")), path


def test_what_there_is_time_for_is_what_a_measure_may_be_asked():
    """Its own parameters, within what they allow, and no more digits than there are; with more time, no fewer products."""
    table = [tm.measures.get(key) for key in tm.measures.names() if tm.measures.get(key).budgeted]
    assert len(table) > 3
    for one in table:
        assert "network" in one.WORLDS
        known, before = {p.name: p for p in one.PARAMETERS}, None
        for products in (2, 7, 100):
            numbers, digits = one.budget(products, 2000)
            assert {name: known[name].allow(value) for name, value in numbers.items()} == numbers
            assert 1 <= digits <= 2000
            assert before is None or all(numbers[name] >= before[name] for name in numbers)
            before = numbers


@pytest.mark.parametrize(("key", "world"), PLACES)
def test_one_number_for_each_row_whatever_stands_beside_it(key, world):
    measure, (world, images) = tm.measures.get(key), KNOWN[world]
    found = measure(world, *arguments(measure, world, 2), images)
    assert np.isfinite(found.value).all()
    assert (found.error >= ROUNDING * np.abs(found.value)).all()
    assert found.cost > 0 or measure.form != "measure"
    if measure.form == "among":
        assert found.value.shape == found.error.shape == ()
        return
    back = measure(world, *(rows[::-1] for rows in arguments(measure, world, 2)), images)
    assert found.value.shape == found.error.shape == (2,)
    assert (back.value[::-1] == found.value).all()
    assert (measure.measure(world, *arguments(measure, world, 2), images) == found.value).all()
    assert all(len(values) == 2 for values in found.more.values())


@pytest.mark.parametrize(("key", "world"), PLACES)
def test_where_no_point_is_there_is_no_number(key, world):
    measure, (world, images) = tm.measures.get(key), KNOWN[world]
    rows = [some.copy() for some in arguments(measure, world, 2)]
    rows[0][0, 0] = np.nan
    found = measure(world, *rows, images)
    assert np.isnan(np.ravel(found.value)).tolist() == np.isnan(np.ravel(found.error)).tolist() == [True, False][: found.value.size]
    if measure.form != "among":
        assert measure(world, *(some[:0] for some in rows), images).value.shape == (0,)


@pytest.mark.slow
@pytest.mark.parametrize(("key", "world"), [*PLACES, (SHOWN, "landscape"), (SHOWN, "network")])
def test_its_own_error_holds_in_95_of_100_seeds_and_is_no_larger_than_it_must_be(key, world, mirrored):
    """A value lies within its residual, or within 3 standard errors: t of 9 degrees of freedom does so in 98.5 of 100.

    On the network the root mean square of deviation / standard error is 1 within 4 of its own errors, (2·100)^-½, and what few
    probes add to t's. What is exact but for rounding takes no notice of the seed.
    """
    measure, test = (written(), SQUARES) if key == SHOWN else (tm.measures.get(key), mirrored(key))
    world, images = KNOWN[world]
    parameters, rows = getattr(test, "CHEAP", {}), arguments(measure, world)
    given = {**defaults(measure.PARAMETERS).as_dict(), **parameters}
    p = checked(measure.PARAMETERS, given)
    exact = test.exact(world, *(rows if measure.form == "among" else (some[0] for some in rows)), images, p)
    seeds = range(2 if measure.ERROR == "rounding" else 100)
    found = [measure(world, *rows, images, seed=seed, **parameters) for seed in seeds]
    away = np.array([np.ravel(one.value)[0] - exact for one in found])
    error = np.array([np.ravel(one.error)[0] for one in found])
    allowed = 3 if measure.ERROR == "standard error" else 1
    slack = getattr(test, "ORACLE", 1e-11) * max(abs(exact), 1)
    inside = np.abs(away) <= allowed * error + slack
    assert inside.mean() >= 0.95, (exact, away, error)
    if measure.ERROR == "standard error" and images is not None:
        assert 0.6 < np.sqrt(np.mean((away / error) ** 2)) < 1.4
    if measure.ERROR != "residual":
        return
    assert np.median(error) < 0.1 * max(abs(exact), 1), "an error that forbids nothing"


@pytest.mark.parametrize(("key", "world"), PLACES)
def test_it_can_be_given_up_and_watching_changes_nothing(key, world):
    """What asks the world nothing, as a distance, is over before anybody could."""
    measure, (world, images) = tm.measures.get(key), KNOWN[world]
    seen, given = [], arguments(measure, world)
    found = measure.under(lambda: seen.append(1), world, *given, images)
    plain = measure(world, *given, images)
    assert (found.value == plain.value).all()
    assert bool(seen) == (plain.cost > 0)
    if seen:
        with pytest.raises(ZeroDivisionError):
            measure.under(lambda: 1 / 0, world, *given, images)


def test_a_curve_is_measured_value_by_value():
    world, images = KNOWN["landscape"]
    found = tm.measures.smoothing_rise.over("width", [0.1, 0.2], world, world.minima, images)
    assert [one.value.tolist() for one in found] == [tm.measures.smoothing_rise(world, world.minima, width=a).value.tolist()
                                                     for a in (0.1, 0.2)]


def test_an_unknown_measure_is_refused_with_the_names_there_are():
    with pytest.raises(InvalidArgument, match=r"measure = 'nothing'.*top_eigenvalue"):
        tm.measures.get("nothing")


@pytest.mark.parametrize(("key", "world"), PLACES)
def test_an_unknown_parameter_and_one_out_of_range_are_refused(key, world):
    measure, (world, images) = tm.measures.get(key), KNOWN[world]
    with pytest.raises(InvalidArgument, match="parameters = 'step'"):
        measure(world, *arguments(measure, world), images, step=3)
    for parameter in measure.PARAMETERS:
        low, high = parameter.bounds  # how far a program may go, which the ends of the slider lie within
        assert low <= parameter.low < parameter.high <= high
        for wrong in (np.nan, np.nextafter(low, -np.inf), np.nextafter(high, np.inf)):
            with pytest.raises(InvalidArgument, match=f"{parameter.name} = "):
                measure(world, *arguments(measure, world), images, **{parameter.name: wrong})
            with pytest.raises(InvalidArgument, match=f"{parameter.name} = "):
                checked(measure.PARAMETERS, {parameter.name: wrong})
        edges = [checked(measure.PARAMETERS, {parameter.name: edge}, check=Parameter.allow) for edge in (low, high)]
        assert [getattr(found, parameter.name) for found in edges] == [low, high]


def test_a_world_it_does_not_know_is_refused(measure):
    for name in set(WORLDS) - set(measure.WORLDS):
        world, images = KNOWN[name]
        with pytest.raises(InvalidArgument, match="world = "):
            measure(world, *arguments(measure, world), images)


@pytest.mark.parametrize(("key", "world"), PLACES)
def test_what_is_found_crosses_to_another_process_and_says_itself(key, world):
    measure, (world, images) = tm.measures.get(key), KNOWN[world]
    found = measure(world, *arguments(measure, world), images)
    again = pickle.loads(pickle.dumps(found))
    assert (np.asarray(again) == found.value).all()
    assert set(again.more) == set(found.more)
    assert repr(found).startswith(measure.NAME)
    assert measure.ERROR in repr(found)


def test_a_mirrored_test_exists_and_has_an_oracle(measure, mirrored):
    assert callable(mirrored(measure.key).exact)
