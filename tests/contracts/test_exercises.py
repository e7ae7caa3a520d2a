"""What every exercise promises. The folder is the list: a new file is tested by being there."""

import itertools
import re
from pathlib import Path

import pytest

from toy_models import dynamics, exercises, step_law
from toy_models.contract import InvalidArgument

NAMES = sorted(path.stem for path in Path(exercises.__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def example():
    """The exercise that CONTRIBUTING.md shows, as a reader would write it down."""
    section = (Path(exercises.__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## An exercise")[1]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]


@pytest.fixture(params=[*NAMES, "CONTRIBUTING.md"])
def exercise(request):
    """One exercise after the other, and the one that CONTRIBUTING.md shows."""
    if request.param in NAMES:
        return exercises.get(request.param)
    module = type(exercises)("clipped_sgd")
    exec(example(), vars(module))
    return exercises.Exercise("clipped_sgd", module)
ASIDE = "batch_aside = objective.minibatch()\nnormal_aside = noise.normal()\n"  # what follows draws other numbers


def read(exercise, text):
    method = dynamics.read(text)
    return method, exercise.values(method)


def test_the_answer_is_the_method_to_rounding(exercise):
    assert step_law.apart(read(exercise, exercise.ANSWER), (exercise.method, exercise.NUMBERS), exercise.bench) == 0


def test_what_is_given_can_be_read_leaves_a_gap_and_is_a_mistake_that_is_known(exercise):
    one = read(exercise, exercise.GIVEN)
    assert "# yours" in exercise.GIVEN
    assert len(exercise.GIVEN.splitlines()) <= 12
    assert exercises._recognised(exercise, one) is not None


def test_its_mistakes_are_mistakes_in_law_each_another(exercise, monkeypatch):
    walks, walk = {}, step_law._places

    def once(each, bench, landscape, start, *when):
        key = id(each), landscape, when
        if key not in walks:
            walks[key] = walk(each, bench, landscape, start, *when)
        return walks[key]

    monkeypatch.setattr(step_law, "_places", once)
    own = exercise.method, exercise.NUMBERS
    steps = {mistake.name: read(exercise, mistake.step) for mistake in exercise.mistakes}
    assert len(steps) == len(exercise.MISTAKES) >= 5
    for name, one in steps.items():
        assert not step_law.alike(one, own, exercise.bench), name
    aside = {mistake.name: read(exercise, ASIDE + mistake.step) for mistake in exercise.mistakes}
    for name, other in itertools.combinations(steps, 2):
        assert not step_law.alike(steps[name], aside[other], exercise.bench), f"on other numbers {name} and {other} are one law"


def test_every_mistake_says_what_it_does_and_none_says_the_answer(exercise):
    gap = [line for line in exercise.ANSWER.splitlines() if line not in exercise.GIVEN]
    assert gap
    for mistake in exercise.mistakes:
        assert re.fullmatch(r"[a-z].*[^.]", mistake.name)
        assert re.fullmatch(r".{20,}[.?]", mistake.words)
        assert not any(line.split("=", 1)[-1].strip() in mistake.words for line in gap)


def test_a_check_says_how_many_tests_pass(exercise):
    found = exercises.check(exercise, exercise.GIVEN)
    passed = [test.passed for test in found.tests]
    assert not found.right
    assert found.verdict == f"Not yet: {found.mistake.name}. {sum(passed)} of {len(passed)} tests pass."
    assert all(test.said for test in found.tests if not test.passed)
    assert len(found.seen) == sum(map(len, exercise.PLACES.values()))
    assert found.verdict in repr(found)
    assert found.mistake.words.split("'")[0][:20] in found._repr_html_()


ASKS, DRAWS = "g = objective.gradient(state.x, objective.minibatch())\n", "z = noise.normal()\n"
STEP = ASKS + "return State(x=state.x - {} * g)"


LOOP = f"for k in range(p.step_size):\n    {DRAWS}"


@pytest.mark.parametrize(("name", "was", "instead"), [
    ("langevin", "(2 * heat) ** 0.5", "p.temperature / 2"), ("langevin", "- p.step_size * drift", "- 0.05 * drift"),
    ("heat", "(p.temperature / p.scope) ** 0.5", "p.temperature / 2 ** 0.5"),
    ("entropy_sgd", "- p.step_size * (state", "- 2 * p.averaging * (state"), ("sgd", "- p.step_size * v", "- 0.08 * v"),
    ("gld", "(one - other) / 2 ** 0.5", "p.added_noise * (other - one)")])
def test_a_step_that_is_right_at_the_numbers_of_the_exercise_alone_is_not_right(name, was, instead):
    exercise = exercises.get(name)
    found = exercises.check(name, exercise.ANSWER.replace(was, instead))
    *others, elsewhere = found.tests
    assert all(test.passed for test in others)
    assert not (found.right or elsewhere.passed)
    assert "it is another step" in elsewhere.said
    assert found.mistake is None


def test_the_answer_is_right_at_numbers_that_have_nothing_to_do_with_those_given(exercise):
    assert exercises.check(exercise, exercise.ANSWER).how == "rounding"
    assert not any(exercise.elsewhere[name] == value for name, value in exercise.NUMBERS.items())


@pytest.mark.parametrize(("step", "reason"), [
    ("x = 1\nwhile x:\n    pass", "line 2"), (STEP.format("p.my_own"), "p.my_own"), (STEP.format("max(1, 2)"), "maximum"),
    (LOOP + STEP.format("p.step_size"), "p.step_size"),
    (ASKS * 5 + "return State(x=g)", "at most 4 a step"), (DRAWS * 5 + STEP.format("p.step_size"), "at most 4 a step"),
    (7, "text"), ("", "line 1")])
def test_what_is_no_step_of_it_is_refused_with_the_reason(step, reason):
    with pytest.raises(InvalidArgument, match=re.escape(reason)):
        exercises.check("langevin", step)


def test_rows_do_not_meet_in_an_exercise():
    step = STEP.format("p.step_size").replace("state.x,", "together(state.x, p.inner_steps),")
    with pytest.raises(InvalidArgument, match="rows do not meet"):
        exercises.check("entropy_sgd", step)


def test_an_exercise_that_lacks_a_name_says_which():
    module = type(exercises)("half")
    module.NAME = "Half"
    with pytest.raises(TypeError, match="lacks ORDER, METHOD"):
        exercises.Exercise("half", module)
