"""The page about flatness is told what stands; messages that make no sense are answered and change nothing."""

import pytest

import widgets
from toy_models.contract import InvalidArgument
from widgets import protocol


class Said:
    """A view that keeps what it is told."""

    def __init__(self):
        self.answers, self.greeted = [], False

    def send(self, message):
        self.answers.append(message)


@pytest.fixture(scope="module")
def page():
    whole = widgets.flatness()
    whole.session.work.pause(True)  # nobody waits for its networks
    yield whole
    whole.session.close()


def tell(page, content):
    view = Said()
    page.session._receive(view, content, [])
    return view.answers


@pytest.mark.parametrize("content", [
    {"type": "flat", "runs": []}, {"type": "flat", "factor": -4}, {"type": "flat", "digits": 10**9}, {"type": "flat", "cells": []},
    {"type": "want", "landscape": "dimple"}, {"type": "undo"}, {"type": "measure", "measure": "trace"}, {"type": "pause"},
    {"type": "no_such"}, {"type": ["flat"]}, {"type": "flat", "runs": [["sgd", 64]] * 3000}, {}, [],
])
def test_what_makes_no_sense_is_answered_and_changes_nothing(page, content):
    before = page.session.everything()["asked"]
    (answer,) = tell(page, content)
    assert answer["type"] == "error"
    assert "not allowed" in answer["message"]
    assert page.session.everything()["asked"] == before


def test_what_is_asked_is_told_in_small_messages_and_can_be_held(page):
    assert tell(page, {"type": "flat", "products": 9, "factor": 4.0, "runs": [["sgd", 16], ["sgd", 1024]]}) == []
    told = page.session.everything()
    assert told["asked"]["products"] == 9
    assert [run["hollow"] for run in told["runs"]] == [False, True], "of one method the second is hollow"
    assert told["asked"]["factor"] == 1.0, "another network stands first: it is as it was trained"
    assert protocol.size(list(told.values())) < protocol.LARGEST_MESSAGE
    tell(page, {"type": "pause", "paused": True})
    assert page.session.everything()["state"]["state"] == "paused"
    tell(page, {"type": "stop"})
    assert page.session.everything()["state"]["state"] == "cancelled"


@pytest.mark.parametrize("runs", [[], [("no_such", 64)], [("sgd", 65)]])
def test_networks_that_are_not_there_are_refused(runs):
    with pytest.raises(InvalidArgument):
        widgets.flatness(runs=runs)
