"""`simulate` on a card that is played by this processor, and without one."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import toy_models as tm
from toy_kernels.threads import card
from toy_models import on_card

path = Path(__file__).parents[1] / "toy_kernels" / "threads" / "test_ensemble.py"
spec = importlib.util.spec_from_file_location("played", path)
played = importlib.util.module_from_spec(spec)
spec.loader.exec_module(played)


@pytest.fixture
def with_card(monkeypatch):
    """A card in this machine."""
    there = played.PlayedCard(1 << 28)
    monkeypatch.setattr(card, "find", lambda: there)
    return there


@pytest.fixture
def without_card(monkeypatch):
    """No card in this machine."""

    def none():
        raise card.NoCard("the driver is on holiday")

    monkeypatch.setattr(card, "find", none)


@pytest.mark.parametrize("parameters", [None, {"temperature": [0.1, 0.5, 0.1, 2.0]}])
def test_the_card_gives_the_bits_of_the_processor(with_card, parameters):
    arguments = {"replicas": 4, "steps": 21, "seed": 8, "record_every": 5, "parameters": parameters}
    mine, theirs = (tm.simulate("dimple", "langevin", device=device, **arguments) for device in ("cuda", "cpu"))
    np.testing.assert_array_equal(mine.x, theirs.x, strict=True)
    np.testing.assert_array_equal(mine.energy, theirs.energy)
    assert mine.diverged_at == theirs.diverged_at
    assert mine.about["ran on"] == "played"
    assert theirs.about["ran on"] == "cpu"
    assert {**mine.about, "device": 0, "ran on": 0} == {**theirs.about, "device": 0, "ran on": 0}


def test_no_card_is_said_for_cuda_and_no_matter_for_auto(without_card, monkeypatch):
    with pytest.raises(tm.InvalidArgument, match=r"device = 'cuda'.*on holiday"):
        tm.simulate("dimple", "langevin", steps=2, replicas=2, device="cuda")
    monkeypatch.setattr(on_card, "PAYS", 1)
    monkeypatch.setattr(on_card, "FEWEST", 1)
    assert tm.simulate("dimple", "langevin", steps=2, replicas=2).about["ran on"] == "cpu"


def test_auto_takes_the_card_where_it_pays(with_card, monkeypatch):
    assert tm.simulate("dimple", "sgd", steps=2, replicas=2).about["ran on"] == "cpu"
    monkeypatch.setattr(on_card, "PAYS", 1)
    monkeypatch.setattr(on_card, "FEWEST", 1)
    assert tm.simulate("dimple", "sgd", steps=2, replicas=2).about["ran on"] == "played"


def test_a_card_without_room_is_no_card(with_card):
    with_card.free = 1 << 20
    with pytest.raises(tm.InvalidArgument, match="are free"):
        tm.simulate("dimple", "sgd", steps=2, replicas=2, device="cuda")
