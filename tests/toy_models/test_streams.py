"""Streamlines: along the force, evenly spread."""

import numpy as np

import toy_models as tm
from toy_models import streams

ROUND = tm.landscapes.from_force("-y", "x", extent=((-2, 2), (-1, 1)))


def test_around_a_centre_they_are_circles():
    """A midpoint step that turns by θ multiplies the radius by √(1 + θ⁴/4 / (1 + θ²/4 + ...)), which is 1 + θ⁴/8 at most."""
    step = streams.STEP * np.hypot(4, 2)
    for line in streams.lines(ROUND):
        radius = np.linalg.norm(line, axis=-1)
        assert np.ptp(radius) / radius.min() < len(line) * (step / radius.min()) ** 4 / 8 + 1e-9
        turn = np.cross(np.c_[line[:-1], np.zeros(len(line) - 1)], np.c_[line[1:], np.zeros(len(line) - 1)])[:, 2]
        assert (turn > 0).all(), "they run with the force"


def test_no_line_enters_a_cell_of_another_and_few_cells_are_empty():
    side, owners = 2 / streams.CELLS, {}
    for number, line in enumerate(streams.lines(ROUND)):
        for cell in {(int((x + 2) / side), int((y + 1) / side)) for x, y in line}:
            assert owners.setdefault(cell, number) == number
    assert len(owners) > 0.6 * 2 * streams.CELLS**2


def test_a_line_ends_where_the_force_vanishes():
    """All lead to the origin, and none beyond: a node."""
    node = tm.landscapes.from_force("-x", "-2*y", extent=((-1, 1), (-1, 1)))
    lines = streams.lines(node)
    assert lines
    for line in lines:
        assert np.isfinite(line).all()
        assert (np.diff(np.linalg.norm(line, axis=-1)) < 0.02).all()


def test_they_are_the_same_every_time():
    one, other = streams.lines(ROUND), streams.lines(ROUND)
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
