"""A refusal knows the way out of what people bring from other languages; each way is itself in the notation."""

import ast

import pytest

from toy_models import step_hints
from toy_models.step_text import read


@pytest.mark.parametrize("name", ["max", "min", "sign", "sum", "clip", "rand"])
def test_what_is_offered_instead_can_be_read(name):
    said = step_hints.way_out(name).removeprefix(". Write ").split(" or ")[0].removesuffix(", entry by entry")
    given = "g = objective.gradient(state.x, objective.minibatch())\na = g\nb = g\nc = norm(g)\n"
    read(f"{given}d = {said}\nreturn State(x=g)")


@pytest.mark.parametrize(("said", "reason"), [
    ("a < b", "condition of where"), ("a and b", "condition of where"), ("noise.normal", "is called: noise.normal(...)"),
    ("np.exp", "sqrt(a), not np.sqrt(a)"), ("a.shape", "outside the notation of a step"), ("[" + "a, " * 40 + "]", "…")])
def test_what_is_no_arithmetic_is_shown_and_refused_with_a_reason(said, reason):
    words = step_hints.strange(ast.parse(said, mode="eval").body)
    assert reason in words
    assert len(words) < 150
