"""What a page is told so that it can walk by itself: the shown methods, once, when all are compiled."""

import base64
import gzip
import json
import time

import numpy as np
import pytest

import toy_models as tm
from widgets import walkers
from widgets.landscape_side import map_shape
from widgets.session import Session


def told(session, **changes):
    """What a page is told after a wish."""
    found = walkers.Walkers()
    found.want(session.want.with_(**changes))
    until = time.monotonic() + 60
    while not found.ready:
        assert time.monotonic() < until
        time.sleep(0.01)
    found.take()
    assert not found.ready
    return found, json.loads(gzip.decompress(found.told))


def test_a_page_is_told_of_the_methods_that_it_shows_and_of_the_valleys():
    session, shown = Session("dimple", ["sgd", "langevin"], "entropy_sgd"), ("sgd", "langevin", "entropy_sgd")
    found, about = told(session)
    assert [method["key"] for method in about["methods"]] == [key for key in tm.dynamics.names() if key in shown]
    assert (about["landscape"], about["law"]) == ("dimple", None)
    place = tm.landscapes.get("dimple")
    basins = np.frombuffer(base64.b64decode(about["basins"]), "<i2").reshape(map_shape(place))
    np.testing.assert_array_equal(basins, place.basins(map_shape(place)))
    found.want(session.want.with_(values={}, seed=9))
    assert not found._coming, "the same modules serve other numbers"
    found.want(session.want.with_(noise=0.5))
    assert found._coming, "under noise it is another text"


def test_a_method_without_a_module_is_left_out(monkeypatch):
    def refused(step, *_):
        raise NotImplementedError

    monkeypatch.setattr(walkers.browser, "walker", refused)
    assert told(Session("dimple", ["sgd"], "sgd"))[1]["methods"] == []


def test_a_method_that_fails_is_left_out_once_and_said_in_the_log(monkeypatch, caplog):
    def failing(step, *_):
        if step is tm.dynamics.get("sgd").step:
            raise ZeroDivisionError

    monkeypatch.setattr(walkers.browser, "walker", failing)
    found, about = told(Session("dimple", ["sgd", "langevin"], "sgd"))
    assert [method["key"] for method in about["methods"]] == ["langevin"]
    assert not found.ready, "or a session would try it again at every turn"
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_the_noise_law_goes_with_the_noise(noise):
    law = tm.noises.names()[-1]
    assert told(Session("dimple", ["sgd"], "sgd"), noise=noise, direction=law)[1]["law"] == (law if noise else None)


def test_a_page_is_told_what_only_python_draws():
    methods = told(Session("dimple", ["sgd", "smoothout", "entropy_sgd"], "sgd"))[1]["methods"]
    assert {method["key"]: method["surface"] for method in methods} == {
        "sgd": [], "smoothout": ["noise_width"],
        "entropy_sgd": ["inner_steps", "scope", "scope_growth", "temperature", "unused_gradients"],  # L says at which step it is
    }
