"""Families: what a page opens with, and what its menu says of the rest."""

import re

from toy_models import dynamics


def test_a_page_opens_with_five_methods():
    assert len(dynamics.foundations()) == 5
    assert [key for keys in dynamics.families().values() for key in keys] == dynamics.names()


def test_the_menu_says_where_a_method_is_from(method):
    """The beginning of what follows the equation, with a year or the number of a paper in it, no longer than a line."""
    said = dynamics.reference(method.key)
    assert re.search(r"(19|20)\d\d\)?$|arXiv \d{4}\.\d{5}$", said)
    assert len(said) < 100
    assert method.module.__doc__.index(said.split()[0]) > method.module.__doc__.index("\n    ")
