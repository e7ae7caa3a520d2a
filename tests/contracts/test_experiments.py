"""What every file in `experiments/` promises. The folder is the list: a new file is tested by being there."""

import inspect
from itertools import islice
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument, Quantity
from toy_models.experiments import Experiment

ROOT = Path(__file__).parents[2]
FOLDER = Path(tm.experiments.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
SHOWN = "CONTRIBUTING.md"


def written():
    """The experiment that CONTRIBUTING.md shows, as a reader would write it down."""
    section = (ROOT / SHOWN).read_text(encoding="utf-8").split("## An experiment")[1]
    module = ModuleType("toy_models.experiments.step_and_rest")
    exec(section.split("```python\n")[1].split("```")[0], vars(module))
    return Experiment("step_and_rest", module)


@pytest.fixture(params=[*NAMES, SHOWN])
def experiment(request):
    return written() if request.param == SHOWN else tm.experiments.get(request.param)


def begun(experiment, case, seed, points=2):
    """The first points of a trace."""
    return list(islice((point for point in experiment.trace(case, seed) if point), points))


def test_the_catalogue_is_the_folder():
    assert sorted(tm.experiments.names()) == NAMES
    assert len(NAMES) >= 5
    assert len({tm.experiments.get(name).module.ORDER for name in NAMES}) == len(NAMES)
    assert all(getattr(tm.experiments, name) is tm.experiments.get(name) for name in NAMES)


def test_it_says_what_it_is(experiment):
    text, module = inspect.getdoc(experiment), experiment.module
    assert "Look for: " in text
    assert "    " in text
    assert experiment.name
    assert module.HIDES.endswith(".")
    assert 1 <= len(experiment.cases) <= 7
    assert 3 <= module.SEEDS <= 12, "from three seeds on an interval says something"
    assert 0 < module.SECONDS <= 30, "a class waits for it"
    quantities = [module.ACROSS, *experiment.columns]
    assert all(isinstance(one, Quantity) and one.words for one in quantities)
    names = [one.name for one in experiment.columns]
    assert len(set(names)) == len(names)
    assert {one.law_of for one in experiment.columns} <= {"", *names}
    assert not experiment.columns[0].law_of


def test_a_curve_is_a_function_of_its_case_and_seed_and_comes_point_by_point(experiment):
    names = {column.name for column in experiment.columns}
    one, again, other = (begun(experiment, 0, seed) for seed in (0, 0, 1))
    assert one == again
    assert one != other
    for place, row in one:
        assert np.isfinite(place)
        assert set(row) <= names
        assert np.isfinite(list(row.values())).all()


def test_the_place_that_ends_are_compared_with_is_on_its_curves(experiment):
    """Exactly, not to rounding; and where it stands the change so far is known, and is none."""
    start, points = experiment.module.FROM, []
    if start is None:
        return
    for point in filter(None, experiment.trace(0, 0)):
        points.append(point)
        if point[0] == start:
            break
    else:
        raise AssertionError(f"{start!r} is none of {[place for place, _ in points]}")
    found = experiment.gathered({(0, 0): points})
    assert found.change(experiment.columns[0].name, 0, start).mean == 0
    assert np.isnan(found.change(experiment.columns[0].name, 0, start + 0.1).mean)


def test_what_is_not_there_is_refused(experiment):
    for case, seed, said in ((len(experiment.cases), 0, "case"), (-1, 0, "case"), (0, -1, "seed"), (0.5, 0, "case")):
        with pytest.raises(InvalidArgument, match=said):
            experiment.trace(case, seed)
    for given in ({"seeds": 0}, {"seeds": 10**6}, {"seed": -1}):
        with pytest.raises(InvalidArgument, match="seed"):
            experiment(**given)


LINES = {(0, 0): [(1, {"a": 1.0}), (2, {"a": 3.0})], (1, 0): [(1, {"a": 2.0}), (2, {"a": 5.0, "b": 1.0})],
         (0, 1): [(1, {"a": 2.0}), (2, {"a": 4.0})], (1, 1): [(1, {"a": 2.0}), (2, {"a": 6.5})]}


def outcome(lines):
    module = ModuleType("made")
    module.__doc__ = "Made."
    made = {"NAME": "made", "ORDER": 1, "ACROSS": Quantity("x", "", "x"), "FROM": None, "SEEDS": 3, "SECONDS": 1, "HIDES": "all.",
            "COLUMNS": (Quantity("a", "", "a"), Quantity("b", "", "b")), "CASES": {"one": 0, "other": 1}, "trace": None}
    vars(module).update(made)
    return Experiment("made", module).gathered(lines)


def test_an_outcome_says_means_errors_and_differences_that_are_paired_by_seed():
    found = outcome(LINES)
    assert (found.mean("a", 0), found.standard_error("a", 0)) == (3.5, 0.5)
    assert found.difference("a", 1) == (2.25, 0.25, 2, False), "two seeds: Student's interval reaches 12.7 errors"
    assert found.change("a", 0, 1) == (2.0, 0.0, 2, True)
    assert found.ends("b", 1) == {0: 1.0}, "what was not measured does not count"
    places, means, errors = found.along("a", 0)
    assert (places.tolist(), means.tolist(), errors.tolist()) == ([1, 2], [1.5, 3.5], [0.5, 0.5])
    third = outcome(LINES | {(0, 2): [(3, {"a": 4.0})], (1, 2): [(3, {"a": 6.2})]})
    assert third.along("a", 0) is None, "seeds that were elsewhere have no mean there"
    assert third.difference("a", 1).clear
    assert np.isnan(outcome({}).mean("a", 0))
    with pytest.raises(InvalidArgument, match="column = 'c'"):
        found.mean("c", 0)


def test_what_differs_by_rounding_does_not_differ():
    found = outcome({(case, seed): [(0, {"a": 3.0 + seed + 1e-13 * case * (1 + seed)})] for case in (0, 1) for seed in range(3)})
    assert found.difference("a", 1) == (0.0, 0.0, 3, False)


def test_a_difference_is_called_clear_where_there_is_none_in_one_of_twenty():
    """400 experiments of 5 seeds without any difference: 5 % of them, and 4 standard errors of that."""
    draw = np.random.default_rng(0)
    called = [outcome({(case, seed): [(0, {"a": draw.normal()})] for case in (0, 1) for seed in range(5)}).difference("a", 1).clear
              for _ in range(400)]
    assert abs(np.mean(called) - 0.05) < 4 * (0.05 * 0.95 / 400) ** 0.5
