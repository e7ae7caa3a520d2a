"""What every file in `solvable/` promises. The folder is the list: a new file is tested by being there."""

import inspect
import pickle
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument, Parameter
from toy_models.solvable import Model

ROOT = Path(__file__).parents[2]
FOLDER = Path(tm.solvable.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
SHOWN = "CONTRIBUTING.md"


def written():
    """The model that CONTRIBUTING.md shows, as a reader would write it down."""
    section = (ROOT / SHOWN).read_text(encoding="utf-8").split("## A solvable model")[1]
    module = ModuleType("toy_models.solvable.random_energies")
    exec(section.split("```python\n")[1].split("```")[0], vars(module))
    return Model("random_energies", module)


@pytest.fixture(params=[*NAMES, SHOWN])
def model(request):
    return written() if request.param == SHOWN else tm.solvable.get(request.param)


def test_the_catalogue_is_the_folder():
    assert sorted(tm.solvable.names()) == NAMES
    assert len(NAMES) >= 2
    assert len({tm.solvable.get(name).module.ORDER for name in NAMES}) == len(NAMES)
    assert all(getattr(tm.solvable, name) is tm.solvable.get(name) for name in NAMES)


def test_it_says_what_it_is(model):
    text = inspect.getdoc(model)
    assert "=" in text
    assert "Look for: " in text
    assert model.name
    assert all(isinstance(one, Parameter) and one.meaning and one.symbol for one in model.PARAMETERS)
    assert [one.check(one.default) for one in model.PARAMETERS] == [one.default for one in model.PARAMETERS]
    assert list(inspect.signature(model).parameters) == ["instances", "seed", *(one.name for one in model.PARAMETERS)]


def test_its_means_are_those_of_theory(model):
    """300 instances: 4 standard errors, and what the file itself allows for a finite size."""
    found = model(instances=300)
    assert set(found.values) == set(found.expected) == set(found.off) != set()
    for name in found.values:
        allowed = 4 * found.standard_error(name) + found.off[name]
        assert found.mean(name) == pytest.approx(found.expected[name], abs=allowed + 1e-12), name
        assert found.off[name] <= 0.1 * max(abs(mean) for mean in found.expected.values()), "an allowance that forbids nothing"


def test_instances_are_functions_of_the_seed_and_their_number(model):
    few, many, other = model(instances=3, seed=1), model(instances=5, seed=1), model(instances=3, seed=2)
    assert all(np.array_equal(few.values[name], many.values[name][:3]) for name in few.values)
    assert any(not np.array_equal(few.values[name], other.values[name]) for name in few.values)
    assert any(np.ptp(values) > 0 for values in many.values.values())


def test_what_cannot_be_used_is_refused(model):
    for given in ({"instances": 0}, {"seed": -1}, {"nothing": 1}, *({one.name: np.nan} for one in model.PARAMETERS)):
        with pytest.raises(InvalidArgument, match=next(iter(given)) if "nothing" not in given else "parameters = 'nothing'"):
            model(**given)
    with pytest.raises(InvalidArgument, match="name = 'nothing'"):
        model(instances=1).mean("nothing")


def test_what_is_found_crosses_to_another_process_and_shows_itself(model):
    found = model(instances=2)
    again = pickle.loads(pickle.dumps(found))
    assert len(again) == 2
    assert all(np.array_equal(found.values[name], again.values[name]) for name in found.values)
    assert again.parameters.as_dict() == found.parameters.as_dict()
    assert repr(found) == f"<{model.name}: 2 random instances>"
    assert "<table>" in found._repr_html_()
    assert np.isnan(model(instances=1).standard_error(next(iter(found.values))))


def test_an_unknown_one_is_refused_with_the_names_there_are():
    with pytest.raises(InvalidArgument, match=rf"solvable model = 'nothing'.*{NAMES[0]}"):
        tm.solvable.get("nothing")
