"""The right side as a widget: its traits are what a new view is drawn from."""

from types import SimpleNamespace

import pytest

from toy_models import networks
from toy_models.contract import InvalidArgument
from toy_models.notation import where
from widgets.network_picture import Snapshot
from widgets.page_text import own
from widgets.training import Training


class Stage:
    """What a view asks of its session."""

    key, at_hand = "a session", ()

    def __init__(self, network):
        self.network, self.attached = network, []

    def about(self):
        return {"total": 6000, "network": self.network is not None}

    def palette(self):
        return {"methods": [], "maps": {}}

    def views(self, kind):
        return self.attached

    def attach(self, view):
        self.attached.append(view)


def test_the_network_is_known_before_anything_is_computed():
    session = Stage(networks.get("mlp"))
    view = Training(session)
    assert session.attached == [view]
    assert view.network["layers"] == [784, 32, 10] and view.network["weights"] == 784 * 32 + 32 + 32 * 10 + 10
    assert view.curves == {} and view.records == b""


def test_what_a_network_needs_is_known_as_well():
    """Of the folder's none needs more than is there; of a text that NumPy cannot follow the page says so before it trains."""
    text = lambda w, images: where(images @ w.W1 > 0, images @ w.W1, 0.1) @ w.W2 + w.b2 + 0 * w.b1.sum()  # noqa: E731
    planted = networks.Network("planted", SimpleNamespace(NAME="Planted", LAYERS=(784, 4, 10), SCALES={}, logits=text))
    assert Training(Stage(planted)).network["needs"] == "torch"
    assert {key for key in networks.names() if Training(Stage(networks.get(key))).network["needs"]} == set()


def test_a_session_without_a_network_is_refused():
    with pytest.raises(InvalidArgument, match="network"):
        Training(Stage(None))


def test_only_what_changed_is_sent():
    view, sent = Training(Stage(networks.get("mlp"))), []
    first = Snapshot({"number": 1}, records=b"1234", plane={"method": "sam"}, paths=b"5678")
    view.show_training(first)
    view.observe(lambda change: sent.append(change.name))
    view.show_training(Snapshot({"number": 2}, records=b"1234", plane={"method": "sam"}, paths=b"56789"))
    assert sorted(sent) == ["curves", "paths"]


def test_the_module_holds_its_drawing():
    assert "class Curves" in own("training") and "class Training" in own("training")
