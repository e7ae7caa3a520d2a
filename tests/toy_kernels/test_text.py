"""What a step's text says of itself, and what it may not say."""

import pytest

from toy_kernels import text
from toy_models.contract import State
from toy_models.notation import together, where


def plain(state, objective, noise, watch, p):
    batch = objective.minibatch()
    slope = objective.gradient(state.x, batch)
    watch(here=state.x)
    return State(x=state.x - p.size * slope + noise.normal(), memory=p.keep * state.memory)


def looping(state, objective, noise, watch, p):
    x = state.x
    for _ in range(p.first):
        x = x - objective.gradient(x, objective.minibatch()) + noise.normal() * noise.uniform()
    for _ in range(p.second):
        watch(inner=x, other=x)
        x = x - objective.gradient(objective.gradient(x, objective.minibatch()), objective.minibatch())
    return State(x=x - objective.gradient(x, objective.minibatch()))


def test_a_straight_step_is_counted_once():
    said = text.read(plain)
    assert (said.parameters, said.state, said.carries) == ({"size", "keep"}, {"memory"}, {"memory"})
    assert (said.gradients.total({}), said.minibatches.total({}), said.draws.total({})) == (1, 1, 1)
    assert said.watched == ("here",)


def test_calls_in_a_loop_are_counted_by_its_parameter():
    said, values = text.read(looping), {"first": 5, "second": 7}
    assert said.gradients == text.Calls(1, (("first", 1), ("second", 2)))
    assert said.gradients.total(values) == 1 + 5 + 14
    assert said.minibatches.total(values) == 1 + 5 + 14
    assert said.draws == text.Calls(0, (("first", 2),))
    assert (said.parameters, said.state, said.carries) == ({"first", "second"}, frozenset(), frozenset())
    assert said.watched == ("inner", "other")


def test_a_text_is_read_once_and_its_source_is_the_step():
    assert text.read(plain) is text.read(plain)
    assert text.read(plain).source.startswith("def plain(state, objective, noise, watch, p):\n")


def test_a_step_defined_inside_something_can_be_read():
    def inner(state, objective, noise, watch, p):
        return State(x=state.x * p.size)

    assert text.read(inner).parameters == {"size"}


def number_loop(state, objective, noise, watch, p):
    for _ in range(5):
        objective.gradient(state.x, None)
    return State(x=state.x)


def list_loop(state, objective, noise, watch, p):
    for _ in p.turns:
        objective.gradient(state.x, None)
    return State(x=state.x)


def nested_loop(state, objective, noise, watch, p):
    for _ in range(p.outer):
        for _ in range(p.inner):
            objective.gradient(state.x, None)
    return State(x=state.x)


def endless_loop(state, objective, noise, watch, p):
    while p.turns:
        objective.gradient(state.x, None)
    return State(x=state.x)


def hidden_loop(state, objective, noise, watch, p):
    return State(x=sum(objective.gradient(state.x, None) for _ in range(p.turns)))


def branch(state, objective, noise, watch, p):
    if p.turns:
        objective.gradient(state.x, None)
    return State(x=state.x)


def quiet_branch(state, objective, noise, watch, p):
    return State(x=objective.gradient(state.x, None) if p.turns else state.x)


def short_circuit(state, objective, noise, watch, p):
    return State(x=p.turns or objective.gradient(state.x, None))


@pytest.mark.parametrize(("step", "line"), [
    (number_loop, 2), (list_loop, 2), (nested_loop, 3), (endless_loop, 2), (hidden_loop, 2), (branch, 2), (quiet_branch, 2),
                                            (short_circuit, 2),
])
def test_what_would_make_the_counts_wrong_is_refused_with_its_line(step, line):
    with pytest.raises(text.Unreadable, match=f"line {line}: a (loop|step) (must|may)"):
        text.read(step)


def comparing(state, objective, noise, watch, p):
    here = state.x > 0
    return State(x=where(here, state.x, 0))


def comparing_numbers(state, objective, noise, watch, p):
    return State(x=state.x * (p.size > 0))


@pytest.mark.parametrize(("step", "line"), [(comparing, 2), (comparing_numbers, 2)])
def test_a_comparison_stands_in_where_alone(step, line):
    with pytest.raises(text.Unreadable, match=f"line {line}: a comparison stands in the condition of where"):
        text.read(step)


def two_sizes(state, objective, noise, watch, p):
    return State(x=together(state.x, p.one) - together(state.x, p.two))


def a_number(state, objective, noise, watch, p):
    return State(x=together(state.x, 4))


@pytest.mark.parametrize("step", [two_sizes, a_number])
def test_a_group_has_one_size_that_a_parameter_says(step):
    with pytest.raises(text.Unreadable, match="name one parameter"):
        text.read(step)


def alike(state, objective, noise, watch, p):
    return State(x=together(state.x, p.copies))


def test_what_a_step_says_and_what_it_asks_is_read():
    assert (text.read(plain).group, text.read(alike).group) == (None, "copies")
    assert (text.read(alike).words, text.read(alike).asks) == ({"State", "together"}, frozenset())
    assert text.read(looping).asks == {"gradient", "minibatch"}


def rare(state, objective, noise, watch, p):
    whole = objective.everything()
    x = state.x - objective.gradient(state.x, whole) - objective.hessian_times(state.x, state.x, objective.minibatch())
    for _ in range(p.first):
        x = x - objective.natural(x, objective.gradient(x, whole), whole, p.second) * objective.blocks(x)
    return State(x=x)


def test_each_word_of_the_objective_has_its_price_and_all_data_are_counted_apart():
    said = text.read(rare)
    assert said.asks == {"everything", "gradient", "hessian_times", "minibatch", "natural", "blocks"}
    assert said.gradients == text.Calls(2, ())
    assert said.wholes == text.Calls(1, (("first", 2),))


def mixed(state, objective, noise, watch, p):
    batch = objective.everything()
    batch = objective.minibatch()
    return State(x=objective.gradient(state.x, batch))


def renamed(state, objective, noise, watch, p):
    whole = objective.everything()
    batch = whole
    return State(x=objective.gradient(state.x, batch))


@pytest.mark.parametrize("step", [mixed, renamed])
def test_what_all_data_are_called_is_plain(step):
    with pytest.raises(text.Unreadable, match=r"what everything\(\) gives has one name"):
        text.read(step)


def no_end(state, objective, noise, watch, p):
    objective.gradient(state.x, None)


def two_ends(state, objective, noise, watch, p):
    early = State(x=state.x)
    return State(x=early.x)


@pytest.mark.parametrize("step", [no_end, two_ends])
def test_a_step_returns_one_state(step):
    with pytest.raises(text.Unreadable, match=r"exactly one State"):
        text.read(step)
