"""Methods whose replicas meet: all that the folder holds, under every order of a group's members and of whole groups."""

import math
from itertools import permutations

import numpy as np
import pytest

import toy_models as tm
from toy_kernels import lanes, text
from toy_models import dynamics

STEPS, SIZE = 30, 5
ORDERS = np.array(list(permutations(range(SIZE))))
ALIKE = {"together": math.factorial(SIZE), "ring": 2 * SIZE}  # orders that a meeting cannot tell apart: all; turns and reflections
GROUPED = [key for key in dynamics.names() if dynamics.get(key).text.group]


def defined(run, method, rows):
    """(frames, row, 2) by the plain loop, and what one rounding is."""
    return run(method, {method.text.group: SIZE}, rows=rows, steps=STEPS)[0], np.finfo(float).eps


def compiled(run, method, rows):
    """The same by lanes, in blocks of whole groups."""
    start, p = run(method, {method.text.group: SIZE}, rows=rows, steps=1)[0][0], method.parameters({method.text.group: SIZE})
    bowl = tm.landscapes.from_formula("x^2/2 + 2*y^2")
    frames, _ = lanes.run(method.step, bowl.text, start, rows, 3, [(STEPS, p.as_dict())], 1, method.CARRIES, gradient_noise=0.7)
    return frames, np.finfo(np.float32).eps


@pytest.fixture(params=[defined, compiled])
def by(request, run):
    """A runner: (method, replica numbers) -> points, rounding."""
    return lambda method, rows: request.param(run, method, np.asarray(rows))


def meeting(method):
    """The one word by which a method's rows meet."""
    (word,) = method.text.words & set(text.COUPLING)
    return word


@pytest.mark.parametrize("key", GROUPED)
def test_of_all_orders_of_the_members_a_meeting_tells_apart_exactly_those_it_should(by, key):
    """120 groups, one for each order of the same five replicas with their starts and their noise. An order is told apart if what a
    replica does differs; else by rounding alone: a sum of five in another order, in every step.
    """
    method = dynamics.get(key)
    x, rounding = by(method, ORDERS.ravel())
    groups = x.reshape(STEPS + 1, len(ORDERS), SIZE, 2)
    replicas = np.stack([groups[:, i, np.argsort(order)] for i, order in enumerate(ORDERS)], axis=1)
    apart = np.abs(replicas - replicas[:, :1]).max((0, 2, 3))
    same = apart < SIZE * STEPS * rounding * np.abs(x).max()
    assert same.sum() == ALIKE[meeting(method)]
    assert (apart[~same] > 1e-3).all()


@pytest.mark.parametrize("key", GROUPED)
def test_groups_that_change_places_take_every_bit_along(by, key):
    """Sixty groups of five and one of three; three orders of the sixty."""
    method, draw = dynamics.get(key), np.random.default_rng(0)
    rows = np.arange(60 * SIZE + 3)
    x, _ = by(method, rows)
    for _ in range(3):
        order = np.concatenate([rows[:-3].reshape(60, SIZE)[draw.permutation(60)].ravel(), rows[-3:]])
        assert np.array_equal(by(method, order)[0], x[:, order])


@pytest.mark.parametrize("key", GROUPED)
def test_members_meet(run, key):
    """In groups of one they go other ways."""
    method = dynamics.get(key)
    (one, _), (alone, _) = (run(method, {method.text.group: size}, rows=range(SIZE)) for size in (SIZE, 1))
    assert np.abs(alone - one).max() > 1e-3


def test_every_way_to_meet_has_its_law():
    assert set(ALIKE) == set(text.COUPLING)
