"""Without a card the reason is said; with one, its bits are the lanes'."""

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes
from toy_kernels.threads import card, ensemble


def found():
    """The card, or why there is none."""
    try:
        return card.find()
    except card.NoCard as reason:
        return reason


def test_a_card_or_a_reason():
    """On a machine without one, the second half of this test is what there is to test."""
    there = found()
    if isinstance(there, card.NoCard):
        assert "extra gpu" in str(there) or "no card" in str(there)
        return
    method, place = tm.dynamics.get("langevin"), tm.landscapes.get("two_gaussians")
    start, rows, plan = np.tile(place.start, (1000, 1)), np.arange(1000), [(300, method.defaults().as_dict())]
    mine = ensemble.run(there, method.step, place.text, start, rows, 3, [(rows, plan)], 7, method.CARRIES)
    theirs = lanes.run(method.step, place.text, start, rows, 3, plan, 7, carries=method.CARRIES)
    for one, other in zip(mine, theirs, strict=True):
        np.testing.assert_array_equal(one, other)


def test_no_package_is_a_reason_and_not_an_error(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cuda.core", None)
    with pytest.raises(card.NoCard, match="extra gpu"):
        card.Card()
