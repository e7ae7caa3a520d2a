"""A minus is set as a minus, in whatever the page explains."""

import re

import pytest

from widgets import controls, glossary
from widgets.typeset import typeset


@pytest.mark.parametrize(("written", "printed"), [
    ("exp(-f/T)", "exp(−f/T)"), ("u = -T log", "u = −T log"), ("a - b", "a − b"), ("Entropy-SGD of 64", "Entropy-SGD of 64"),
    ("(-1, -1)", "(−1, −1)"),
])
def test_a_minus_is_a_minus_and_a_hyphen_a_hyphen(written, printed):
    assert typeset(written) == printed


def test_no_explanation_on_the_page_has_a_hyphen_for_a_minus():
    texts = [entry[name] for entry in glossary.words() for name in ("text", "look")]
    texts += [entry["meaning"] for entry in controls.schema(None)]
    assert any("−" in text for text in texts)
    assert [text for text in texts if re.search(r"(^|[\s(=])-\w", text)] == []
