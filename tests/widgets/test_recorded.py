"""The recording that a page shows in its first seconds is that of the run it opens with."""

import base64
import json

import numpy as np
import pytest

from toy_models import dynamics
from widgets import recorded
from widgets.legend import palette


@pytest.fixture(scope="module")
def kept():
    return json.loads(recorded.FILE.read_text(encoding="utf-8"))


def test_the_recording_is_what_the_dashboard_opens_with(kept):
    """`python -m widgets.recorded` makes it anew. Places and heights to one part in 255: rounding may fall otherwise elsewhere."""
    now = recorded.recorded()
    for name in ("heights", "places"):
        one, other = (np.frombuffer(base64.b64decode(text), np.uint8).astype(int) for text in (now.pop(name), kept[name]))
        assert one.shape == other.shape
        assert np.abs(one - other).max() <= 1
    assert now == {name: value for name, value in kept.items() if name in now}
    assert set(kept) == {*now, "heights", "places"}


def test_it_begins_at_the_start_and_fits_a_first_visit(kept):
    places = np.frombuffer(base64.b64decode(kept["places"]), np.uint8)
    places = places.reshape(len(kept["methods"]), kept["frames"], kept["replicas"], 2) / 255 * 2 - 0.5
    assert np.abs(places[:, 0] - kept["start"]).max() <= 2 / 255
    assert recorded.FILE.stat().st_size < 20_000
    expected = palette(dynamics.foundations())["methods"]
    assert [method["name"] for method in kept["methods"]] == [method["name"] for method in expected]
