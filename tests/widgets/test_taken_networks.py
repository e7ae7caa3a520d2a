"""What is taken away of networks: the Python stands alone and makes the numbers of the page again, to the bit."""

from dataclasses import replace

import pytest

import toy_models as tm
import widgets
from tests.remade import remade
from toy_models.contract import InvalidArgument, Quantity
from widgets import solutions
from widgets.flat_messages import Ask as Flat
from widgets.flat_work import FlatWork
from widgets.path_messages import Ask
from widgets.path_work import PathWork
from widgets.take_messages import Take
from widgets.taken_networks import of_flat, of_plane, of_trial, of_ways
from widgets.trial_messages import Ask as Trial
from widgets.trial_work import Curve, TrialWork

RUNS = (("sgd", 64, 0), ("sgd", 64, 1))


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(solutions, "TARGET", 0.6)  # a short training
    monkeypatch.setattr(solutions, "EVALUATIONS", 100)


def finished(work):
    for _ in range(5000):
        if work.state()["state"] == "finished":
            return work
        if work.has_work():
            work.slice(lambda: False)
    raise AssertionError(work.state())


def again(found):
    remade(found)
    return found


def test_the_ways_and_the_errors_on_them_are_made_again():
    work = finished(PathWork("mlp", Ask(RUNS, matched=True, evaluations=100, looking=True), lambda: None))
    for picture in ("ways", "errors"):
        found = again(of_ways(work, Take(1, picture, "py", 0)))
        assert (len(found.columns), len(found.rows)) == (4, 41)
    work.ask(replace(work.asked, picture="three"))
    with pytest.raises(InvalidArgument, match="no way has been looked at"):
        of_ways(work, Take(1, "ways", "py", 0))


def test_slices_spectra_and_curvatures_are_made_again_the_rescaled_network_among_them():
    runs = (("sgd", 64), ("sam", 256))
    work = finished(FlatWork("mlp", Flat(runs, chosen=runs[1], factor=3.0, products=2, digits=100, measuring=True), lambda: None))
    sizes = {"slices": 3 * 3 * 41, "spectra": 3 * 256, "curvature": 14}
    for picture, rows in sizes.items():
        found = again(of_flat(work, Take(1, picture, "py", 0)))
        assert len(found.rows) == rows
    assert {row[0] for row in found.rows} >= {1.0, 3.0, 8.0}


def test_an_experiment_is_made_again_as_far_as_seeds_are_whole(monkeypatch):
    def trace(case, seed):
        for place in (1, 2):
            yield place, {"test": len(str(case)) + seed / 8, "noisy": 0.1 * place}

    module = tm.experiments.get("label_noise").module
    monkeypatch.setattr(module, "trace", trace)
    monkeypatch.setattr(module, "COLUMNS", (Quantity("test", "", "misread"), Quantity("noisy", "", "")))
    work = TrialWork(Trial(("label_noise",), "label_noise", (3,)), lambda: None)
    with pytest.raises(InvalidArgument, match="no seed has all"):
        of_trial(work, Take(1, "trial", "py", 0))
    work.ask(replace(work.asked, begun=("label_noise",)))
    while Curve("label_noise", 0, 2) not in work.found:
        assert work.has_work()
        work.slice(lambda: False)
    found = again(of_trial(work, Take(1, "trial", "py", 0)))
    assert len(found.rows) == 2 * 2 * len(module.CASES), "the third seed has not all of its curves"
    assert [name for name, _ in found.columns[-2:]] == ["misread", "noisy"]


def test_what_another_page_has_is_refused_and_so_is_what_is_not_found_yet():
    for page, picture, work in ((widgets.islands(), "slices", of_plane), (widgets.flatness(), "plane", of_flat)):
        with pytest.raises(InvalidArgument, match=r"^picture = "):
            page.session.taken(Take(1, picture, "py", 0))
        own = "plane" if work is of_plane else "spectra"
        with pytest.raises(InvalidArgument, match="one that is there"):
            page.session.taken(Take(1, own, "py", 0))
        page.session.close()
