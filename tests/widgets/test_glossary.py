"""Whatever the page lets one tap is explained: every slider, every file."""

from toy_models import dynamics, landscapes, surfaces
from widgets.controls import schema
from widgets.glossary import words

KNOWN = {entry["key"]: entry for entry in words()}


def test_every_slider_is_explained_with_its_own_symbol():
    for slider in schema():
        assert KNOWN[slider["name"]]["text"]
        assert KNOWN[slider["name"]]["symbol"] == slider["symbol"]


def test_every_file_says_what_it_is_and_what_to_look_for():
    for folder, catalogue in {"landscapes": landscapes, "dynamics": dynamics, "surfaces": surfaces}.items():
        for key in catalogue.names():
            entry = KNOWN[f"{folder}/{key}"]
            assert entry["text"]
            assert entry["look"].endswith(".")
            assert "\n" not in entry["look"]


def test_the_words_of_the_papers_are_there():
    terms = {entry["term"].lower() for entry in KNOWN.values()}
    assert {"the local entropy", "scope", "inner steps", "outer step", "averaging", "gradient evaluation"} <= terms
