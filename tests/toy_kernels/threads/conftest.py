"""The page's walker, under node."""

import base64
from pathlib import Path

import numpy as np
import pytest

from tests.node import answers


def bits(text, kind):
    """The array behind a base64 text."""
    return np.frombuffer(base64.b64decode(text), kind)


def _walk(orders, wide=False):
    """Walk each (about, order) in the page's own walker, one by one or in fours; gives [(frames, lost, tables)]."""
    told = [{"about": about, "order": order} for about, order in orders]
    found = answers(Path(__file__).with_name("walk.mjs"), told, *(["wide"] if wide else []), fused=wide)
    return [(bits(a["frames"], np.float32), bits(a["lost"], np.int32), [bits(t, np.float32) for t in a["tables"]]) for a in found]


@pytest.fixture(scope="session")
def walk():
    """The page's walker under node."""
    return _walk
