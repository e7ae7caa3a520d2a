"""Undo goes back act by act, redo comes again, and a new act ends what was undone."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.history import History


def test_undo_and_redo_walk_the_same_way():
    history = History("a")
    for state in "bcd":
        history.act(state)
    assert [history.undo() for _ in range(5)] == ["c", "b", "a", "a", "a"]
    assert [history.redo() for _ in range(5)] == ["b", "c", "d", "d", "d"]


def test_an_equal_state_is_no_act():
    history = History("a")
    history.act("b")
    history.act("b")
    assert history.undo() == "a"


def test_a_new_act_ends_what_was_undone():
    history = History("a")
    history.act("b")
    history.undo()
    history.act("c")
    assert history.redo() == "c"
    assert history.undo() == "a"


@given(st.lists(st.integers(0, 3), max_size=250))
def test_it_forgets_only_what_is_more_than_its_bound_ago(states):
    history, passed = History(-1), [-1]
    for state in states:
        history.act(state)
        if state != passed[-1]:
            passed.append(state)
    back = passed[-History.MOST - 1 :]
    for state in reversed(back[:-1]):
        assert history.undo() == state
    assert history.undo() == back[0]
