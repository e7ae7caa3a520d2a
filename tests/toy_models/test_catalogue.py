"""The folder is the list."""

import pickle

import numpy as np
import pytest

import toy_models as tm
from toy_models.catalogue import Catalogue
from toy_models.contract import InvalidArgument
from toy_models.network_run import on_network


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    folder = tmp_path / "some_methods"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, order in (("late", 9), ("early", 1), ("also_early", 1), ("_hidden", 0)):
        (folder / f"{name}.py").write_text(f"ORDER = {order}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return Catalogue("some_methods", [str(folder)], "method", lambda key, module: (key, module.ORDER), tuple)


def test_files_are_listed_in_menu_order_then_by_name(catalogue):
    assert catalogue.names() == ["also_early", "early", "late"]


def test_families_stand_in_the_order_of_their_first_member(tmp_path, monkeypatch):
    folder = tmp_path / "families"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, order, family in (("a", 7, "second"), ("b", 1, "first"), ("c", 3, "second"), ("d", 9, "first"), ("e", 9, "also")):
        (folder / f"{name}.py").write_text(f"ORDER, FAMILY = {order}, {family!r}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = Catalogue("families", [str(folder)], "method", lambda key, module: key, str)
    assert found.families() == {"first": ["b", "d"], "second": ["c", "a"], "also": ["e"]}
    assert found.names() == ["b", "d", "c", "a", "e"]


@pytest.mark.parametrize(("text", "said"), [
    ("A: b.\n\n    x <- y\n    more\n\nPolyak, Math. 4 (1964); then 1971.\n", "Polyak, Math. 4 (1964)"),
    ("A: b.\n\n    x\n\nWen et al., arXiv 1805.07898; more\nLook for: 1999.\n", "Wen et al., arXiv 1805.07898"),
    ("A: b.\n\n    x\n\nLong, J.\nof Things, ICLR 2017, arXiv 1611.01838\n", "Long, J. of Things, ICLR 2017"),
    ("A: b.\n\n    x\n\nOurs.\n", ""),
])
def test_a_reference_is_what_follows_the_equation_up_to_its_year(tmp_path, monkeypatch, text, said):
    name = f"papers{abs(hash(text))}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "one.py").write_text(f'"""{text}"""\nORDER = 1\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    assert Catalogue(name, [str(tmp_path / name)], "method", lambda key, module: key, str).reference("one") == said


def test_an_entry_is_wrapped_once(catalogue):
    assert catalogue.get("late") == ("late", 9)
    assert catalogue.get("late") is catalogue.get("late")


def test_an_entry_stands_for_itself(catalogue):
    assert catalogue.get(catalogue.get("late")) is catalogue.get("late")


@pytest.mark.parametrize("name", ["_hidden", "", "nothing", "Late", "../late", None, 5, True, ["late"], {}, "x" * 10**7])
def test_an_unknown_name_is_an_error_that_lists_the_known(catalogue, name):
    with pytest.raises(InvalidArgument, match=r"method = .*one of also_early, early, late") as caught:
        catalogue.get(name)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("folder", [tm.dynamics, tm.landscapes])
def test_every_name_that_is_listed_can_be_had(folder):
    assert len(folder.names()) == len(set(folder.names())) > 0
    assert [folder.get(name).key for name in folder.names()] == folder.names()


@pytest.mark.parametrize("name", ["", "SGD", 5, None])
def test_a_method_that_does_not_exist_is_refused(name):
    with pytest.raises(InvalidArgument, match=r"dynamics = .*entropy_sgd"):
        tm.dynamics.get(name)


def test_a_preset_is_had_by_name_and_a_wrong_one_is_refused():
    method = tm.dynamics.get("sam")
    assert method.parameters("as published").momentum == 0.9
    with pytest.raises(InvalidArgument, match="one of canonical, as published"):
        method.parameters("as imagined")


@pytest.mark.parametrize("folder", [tm.dynamics, tm.landscapes, tm.networks, tm.measures, tm.surfaces])
def test_every_entry_crosses_to_another_process(folder):
    for name in folder.names():
        again = pickle.loads(pickle.dumps(folder.get(name)))
        assert (type(again), again.key) == (type(folder.get(name)), name)
        assert getattr(again, "module", None) is getattr(folder.get(name), "module", None)


@pytest.mark.parametrize("key", tm.dynamics.names())
def test_a_method_is_taken_by_name_or_as_it_is(key):
    method, network = tm.dynamics.get(key), on_network("mlp", key, 1000)
    assert np.array_equal(tm.simulate("dimple", method, steps=3, replicas=2).x, tm.simulate("dimple", key, steps=3, replicas=2).x)
    assert np.array_equal(tm.microscope("dimple", method, evaluations=50)[0], tm.microscope("dimple", key, evaluations=50)[0])
    assert on_network(tm.networks.get("mlp"), network, 1000) == network, "scales are laid on once"
