"""A Python text that is taken away, run as it stands: it must make the table that comes with it, to the bit."""

from widgets import taken


def remade(found):
    """What a `Taken`'s text leaves behind, {name: value}; its columns and rows are the table's."""
    space = {}
    exec(compile(found.python, "taken.py", "exec"), space)
    assert space["columns"] == taken.heads(found.columns)
    assert [tuple(row) for row in space["rows"]] == [tuple(row) for row in found.rows]
    return space
