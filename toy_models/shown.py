"""How an object of ours shows itself at the end of a cell: a line of text, and as HTML that line, its file's text and a table."""

import html
import reprlib

import numpy as np

MOST_ROWS = 12  # of a table; what is left out is counted
_drawn = {}


def drawn_by(kind, draw):
    """Let objects of a class show a picture before their table: draw(object) is HTML, "" for none. Nothing here draws."""
    _drawn[kind] = draw


class Shown:
    """A base for what a cell may end with.

    `_line()` is what it is, on one line; `_head()` and `_rows()` its table, by default its fields. The text of its file, where it
    has one, stands as its `__doc__`, which is what `object?` and hovering show.
    """

    def __repr__(self):
        return f"<{self._line()}>"

    def _line(self):
        return type(self).__name__.lower()

    def _head(self):
        return ()

    def _rows(self):
        return [(name, value) for name, value in vars(self).items() if not name.startswith("_")]

    def _repr_html_(self):
        text = vars(self).get("__doc__") if hasattr(self, "__dict__") else None
        draw = next((_drawn[kind] for kind in type(self).__mro__ if kind in _drawn), lambda one: "")
        name = f"<p><b>{html.escape(repr(self).strip('<>'))}</b></p>"
        lines = [name, draw(self), f"<pre>{html.escape(text)}</pre>" if text else ""]
        return "".join([*lines, table(self._rows(), self._head())])


def cell(value):
    """A value in a table, as text: numbers to five digits, arrays and long things cut."""
    if isinstance(value, str):
        return value if len(value) <= 200 else f"{value[:199]}…"
    if isinstance(value, (bool, np.bool_)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return f"{value:.5g}"
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=4) if value.size <= 8 else f"array {value.shape} {value.dtype}"
    return f"{value:,}" if isinstance(value, (int, np.integer)) else reprlib.repr(value)


def table(rows, head=()):
    """Rows of values as an HTML table; "" for none."""
    rows = list(rows)
    if not rows:
        return ""
    left, shown = len(rows) - MOST_ROWS, rows[:MOST_ROWS]
    lines = ["".join(f"<th>{html.escape(cell(value))}</th>" for value in head)] if head else []
    lines += ["".join(f"<td>{html.escape(cell(value))}</td>" for value in row) for row in shown]
    lines += [f"<td colspan={len(rows[0])}>and {left:,} more</td>"] if left > 0 else []
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
