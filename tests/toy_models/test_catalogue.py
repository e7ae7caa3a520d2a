"""The folder is the list."""

import pytest

import toy_models as tm
from toy_models.catalogue import Catalogue
from toy_models.contract import InvalidArgument


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    folder = tmp_path / "some_methods"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, order in (("late", 9), ("early", 1), ("also_early", 1), ("_hidden", 0)):
        (folder / f"{name}.py").write_text(f"ORDER = {order}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return Catalogue("some_methods", [str(folder)], "method", lambda key, module: (key, module.ORDER))


def test_files_are_listed_in_menu_order_then_by_name(catalogue):
    assert catalogue.names() == ["also_early", "early", "late"]


def test_an_entry_is_wrapped_once(catalogue):
    assert catalogue.get("late") == ("late", 9)
    assert catalogue.get("late") is catalogue.get("late")


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
