"""The list of what a step may say: nothing of a file's notation is missing, every bound binds, outside names become numbers."""

import ast

import pytest

from toy_kernels.text import PRICES, Unreadable
from toy_models import notation, step_rules
from toy_models.step_text import read

GOOD = "g = objective.gradient(state.x, objective.minibatch())\n"
END = "return State(x=state.x - p.step_size * g)"


def test_every_word_of_an_objective_has_its_number_of_arguments():
    assert step_rules.ASKED.keys() == PRICES.keys()


def test_every_word_is_one_of_the_notation():
    assert {word for word in step_rules.WORDS if not hasattr(notation, word)} == {"abs"}


@pytest.mark.parametrize(("line", "most"), [
    ("a = noise.normal()\n", step_rules.MOST_DRAWN),
    ("g = objective.gradient(g, objective.minibatch())\n", (step_rules.MOST_ASKED - 2) // 2),
    ("for k{0} in range(p.n):\n    g = 2 * g\n", step_rules.MOST_LOOPS), ("g = g * p.a{0}\n", step_rules.MOST_NUMBERS - 1)])
def test_a_bound_binds_at_its_number(line, most):
    def text(count):
        return GOOD + "".join(line.format(k) for k in range(count)) + END

    read(text(most))
    with pytest.raises(Unreadable, match="at most"):
        read(text(most + 1))


def test_names_from_outside_become_numbers():
    tree = read(GOOD + "a = 2 * (3 + scale) ** 2 * g\n" + END, {"scale": 0.5})
    assert "a = 2 * (3 + 0.5) ** 2 * g" in ast.unparse(tree)


@pytest.mark.parametrize("known", [-3, -0.5, -0.0, 2.0])
def test_a_number_from_outside_keeps_its_sign_under_a_power(known):
    """-3 ** 2 is -9, and the square of -3 is 9; what is written out is read again by every runner."""
    again = ast.parse(ast.unparse(read(GOOD + "a = 2 + k**2\n" + END, {"k": known}))).body[0]
    assert ast.literal_eval(again.body[1].value.right.left) == known
    assert isinstance(again.body[1].value.right.op, ast.Pow)


def test_a_name_of_the_step_stands_before_one_from_outside():
    tree = read(GOOD + "scale = 2 * g\na = scale\n" + END, {"scale": 0.5})
    assert "a = scale" in ast.unparse(tree)


def test_what_a_loop_sets_has_no_value_after_it():
    with pytest.raises(Unreadable, match="line 4: “a” has no value"):
        read(GOOD + "for k in range(p.n):\n    a = k * g\nb = a\n" + END)
