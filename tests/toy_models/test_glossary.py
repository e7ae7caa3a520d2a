"""The words of the field: each once, in sentences, and none that belongs to a file of its own."""

import re

import pytest

from toy_models import dynamics, glossary, landscapes, networks

FILES = [catalogue.get(key) for catalogue in (dynamics, landscapes, networks) for key in catalogue.names()]


def test_each_word_stands_once():
    assert len({word.key for word in glossary.WORDS}) == len({word.term for word in glossary.WORDS}) == len(glossary.WORDS)


@pytest.mark.parametrize("word", glossary.WORDS, ids=lambda word: word.key)
def test_a_word_is_explained_in_at_most_fifty_words_and_names_no_file(word):
    assert 8 <= len(word.text.split()) <= 50
    assert word.text[0].isupper()
    assert word.text.endswith(".")
    names = {getattr(file, "NAME", None) or file.name for file in FILES}
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", word.text)] == []
