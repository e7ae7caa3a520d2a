"""What every file in `measures/` promises. The folder is the list: a new file is tested by being there."""

import inspect
from pathlib import Path

import numpy as np
import pytest

import toy_models as tm
from toy_models.contract import InvalidArgument

FOLDER = Path(tm.measures.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


@pytest.fixture(params=NAMES)
def measure(request):
    return tm.measures.get(request.param)


def test_the_catalogue_is_the_folder():
    assert sorted(tm.measures.names()) == NAMES
    assert len(NAMES) >= 1
    found = [tm.measures.get(name) for name in NAMES]
    assert len({measure.module.ORDER for measure in found}) == len({measure.name for measure in found}) == len(NAMES)


def test_it_says_its_equation_and_whether_it_is_exact(measure):
    assert "=" in measure.module.__doc__
    assert "xact" in measure.module.__doc__ or "stimate" in measure.module.__doc__
    assert list(inspect.signature(measure.measure).parameters)[:2] == ["world", "x"]


def test_one_number_for_each_row(measure):
    landscape = tm.landscapes.get("two_gaussians")
    found = measure.measure(landscape, landscape.minima)
    assert found.shape == (2,)
    assert np.isfinite(found).all()
    assert (measure.measure(landscape, landscape.minima[::-1]) == found[::-1]).all()


def test_an_unknown_measure_is_refused_with_the_names_there_are():
    with pytest.raises(InvalidArgument, match=r"measure = 'nothing'.*top_eigenvalue"):
        tm.measures.get("nothing")


def test_a_mirrored_test_exists(measure):
    assert (Path(__file__).parents[1] / f"toy_models/measures/test_{measure.key}.py").is_file()
