"""The accuracy that `toy_models.surfaces.smooth` states, searched for its worst case: shares of the coloured heights.

The landscape of the search is a bowl with a hole of any depth, width and place, for which every surface is a closed form, or a
closed form and an integral over the hole alone.
"""

import itertools
import math

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import erf

import toy_models as tm
from toy_models import sampling, spots

SHAPE = (21, 27)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(640)


class Hole:
    """f = ½k|x|² - d exp(-|x - s|² / 2ς²) and its surfaces at places (n, 2)."""

    def __init__(self, k, d, width, place):
        self.k, self.d, self.width, self.place = k, d, width, np.array(place)
        x, y = place
        text = f"{k / 2!r}*(x^2+y^2) - {d!r}*e^(-((x-({x!r}))^2+(y-({y!r}))^2)/(2*{width!r}^2))"
        self.landscape = tm.landscapes.from_formula(text)
        low, high = self.landscape.height_range
        self.scale = high - low

    def local_entropy(self, x, scope, temperature):
        """The bowl's closed form, and the difference that the hole makes, by Gauss-Legendre over ±6 of its widths."""
        k = self.k
        bowl = 0.5 * scope * k / (scope + k) * (x**2).sum(-1) + temperature * math.log(1 + k / scope)
        offset = 6 * self.width * NODES
        y = self.place + np.stack(np.meshgrid(offset, offset), axis=-1)
        base = 0.5 * k * (y**2).sum(-1)
        found = []
        for at, value in zip(x, bowl, strict=True):
            spring = 0.5 * scope * ((y - at) ** 2).sum(-1)
            own, less = (value - base + self.depth(y) - spring) / temperature, (value - base - spring) / temperature
            area = np.outer(WEIGHTS, WEIGHTS) * (6 * self.width) ** 2 * scope / (2 * math.pi * temperature)
            top = max(0.0, own.max())
            total = math.exp(-top) + ((np.exp(own - top) - np.exp(less - top)) * area).sum()
            found.append(value - temperature * (top + math.log(total)))
        return np.array(found)

    def depth(self, y):
        return self.d * np.exp(-((y - self.place) ** 2).sum(-1) / (2 * self.width**2))

    def moreau(self, x, scope):
        """The lower of the bowl's envelope and the lowest place in the hole, by a fine grid and Newton's method."""
        bowl = 0.5 * scope * self.k / (scope + self.k) * (x**2).sum(-1)
        offset = 7 * self.width * np.linspace(-1, 1, 281)
        y = self.place + np.stack(np.meshgrid(offset, offset), axis=-1)
        heights, found = 0.5 * self.k * (y**2).sum(-1) - self.depth(y), []
        for at, value in zip(x, bowl, strict=True):
            total = heights + 0.5 * scope * ((y - at) ** 2).sum(-1)
            best = start = y.reshape(-1, 2)[total.argmin()]
            for _ in range(6):
                hessian = self.landscape.hessian(best) + scope * np.eye(2)
                if np.linalg.eigvalsh(hessian)[0] > 0:
                    best = best - np.linalg.solve(hessian, self.landscape.gradient(best) + scope * (best - at))
            refined = float(self.landscape.energy(best) + 0.5 * scope * ((best - at) ** 2).sum())
            near = np.abs(best - start).max() < 0.1 * self.width
            found.append(min(value, total.min(), refined if near else math.inf))
        return np.array(found)

    def heat(self, x, deviation):
        wide = self.width**2 + deviation**2
        hole = self.d * self.width**2 / wide * np.exp(-((x - self.place) ** 2).sum(-1) / (2 * wide))
        return 0.5 * self.k * ((x**2).sum(-1) + 2 * deviation**2) - hole

    def box(self, x, half):
        def along(z):
            ends = erf((z + half) / (self.width * math.sqrt(2))) - erf((z - half) / (self.width * math.sqrt(2)))
            return self.width * math.sqrt(math.pi / 2) / (2 * half) * ends

        z = x - self.place
        return 0.5 * self.k * ((x**2).sum(-1) + 2 * half**2 / 3) - self.d * along(z[..., 0]) * along(z[..., 1])


def holes(narrowest, widest=0.8):
    """Bowls with holes whose standard deviation is at least a share `narrowest` of the diagonal, 8.5."""
    return st.builds(Hole, st.floats(0.02, 0.5), st.floats(0.3, 3.0), st.floats(math.log(8.5 * narrowest),
    math.log(widest)).map(math.exp), st.tuples(st.floats(-2.2, 2.2), st.floats(-2.2, 2.2)))


def seen(hole, kind, look, **arguments):
    """(places, values): the whole map, or the hole from near by, `look` of its widths away."""
    side = [(c - look * hole.width, c + 1.1 * look * hole.width) for c in hole.place]
    found = tm.landscapes.smooth(hole.landscape, kind, SHAPE, None if look is None or look > 8 else side, **arguments)
    return np.stack(np.meshgrid(*found.grid), axis=-1).reshape(-1, 2), found.values.ravel()


def powers(low, high):
    return st.floats(math.log10(low), math.log10(high)).map(lambda power: 10**power)


LOOKS = st.sampled_from([2, 6, 9])


@pytest.mark.slow
@settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])
@given(hole=holes(1 / 1000), look=LOOKS, scope=powers(0.05, 300))
def test_moreau_envelopes_are_good_to_a_thousandth(hole, look, scope):
    x, values = seen(hole, "moreau", look, scope=scope)
    assert np.abs(values[::29] - hole.moreau(x[::29], scope)).max() <= 1e-3 * hole.scale


@pytest.mark.slow
@settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])
@given(hole=holes(1 / 1000, 0.2), look=LOOKS, scope=powers(0.05, 30), temperature=powers(2e-3, 5))
def test_local_entropies_are_good_to_a_thousandth_and_warm_ones_to_a_millionth(hole, look, scope, temperature):
    x, values = seen(hole, "local_entropy", look, scope=scope, temperature=temperature)
    exact = hole.local_entropy(x[::53], scope, temperature)
    warm = sampling.lower_nodes(hole.landscape, np.unique(x[:, 0]), np.unique(x[:, 1]), scope, temperature)[2]
    assert np.abs(values[::53] - exact).max() <= (1e-6 if warm else 1e-3) * hole.scale


@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate])
@given(hole=holes(1 / 1000), look=LOOKS, size=powers(1e-3, 2))
def test_means_are_good_to_a_ten_thousandth(hole, look, size):
    x, values = seen(hole, "box", look, width=size)
    assert np.abs(values - hole.box(x, size)).max() <= 1e-4 * hole.scale
    x, values = seen(hole, "heat", look, scope=size**-2, temperature=1.0)
    assert np.abs(values - hole.heat(x, size)).max() <= 1e-4 * hole.scale


@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate])
@given(hole=holes(1 / 40), radius=powers(3e-3, 1.5), turned=st.booleans())
def test_maxima_are_good_to_a_hundredth(hole, radius, turned):
    """A hole or a peak; against 400 x 25 places of each disc, and the peak itself where it lies inside."""
    f = hole.landscape if not turned else tm.landscapes.from_formula(f"-1*({hole.landscape.name})")
    low, high = f.height_range
    found = tm.landscapes.smooth(f, "max", SHAPE, radius=radius)
    angle, share = np.meshgrid(np.linspace(0, 2 * np.pi, 400), np.linspace(0, 1, 25))
    x = np.stack(np.meshgrid(*found.grid), axis=-1).reshape(-1, 2)[::5]
    exact = f.energy(x[:, None] + (radius * share[..., None] * np.stack([np.cos(angle), np.sin(angle)], -1)).reshape(-1,
    2)).max(axis=1)
    inside = np.hypot(*(x - hole.place).T) < radius
    exact = np.where(inside, np.maximum(exact, f.energy(hole.place)), exact)
    top = hole.d / hole.width**2 * spots.spacing(f) ** 2 / 4 if turned else 0.0  # half a spacing off along both axes
    assert np.abs(found.values.ravel()[::5] - exact).max() <= 1e-2 * (high - low) + top


def ravine(x, y, scope, temperature):
    """Along x a closed form; along y an integral."""
    def weight(v):
        k = 1 + v * v
        own = 0.5 * scope * k / (scope + k) * x * x + 0.5 * temperature * math.log(1 + k / scope)
        return math.exp(-(own + 0.5 * scope * (v - y) ** 2) / temperature) * math.sqrt(scope / (2 * math.pi * temperature))

    deviation = math.sqrt(temperature / scope)
    marks = sorted([y - 9 * deviation, *(y + k * deviation for k in (-3, -1, 1, 3)), -1.0, 0.0, 1.0, y, y + 9 * deviation])
    marks = [mark for mark in marks if abs(mark - y) < 9.001 * deviation]
    parts = (quad(weight, a, b, epsabs=0, epsrel=1e-10, limit=200)[0] for a, b in itertools.pairwise(marks))
    return -temperature * math.log(sum(parts))


@settings(max_examples=15, deadline=None, derandomize=True, phases=[Phase.generate])
@given(scope=powers(0.01, 20), temperature=powers(0.05, 10))
def test_a_spring_may_reach_six_diagonals_where_valleys_run_along_an_axis(scope, temperature):
    """At γ = 0.01, T = 10 the ravine was 6.6e-2 off: what matters lies up to 280 away, where it is 0.03 wide."""
    f = tm.landscapes.get("ravine")
    found = tm.landscapes.smooth(f, "local_entropy", (24, 31), scope=scope, temperature=temperature)
    for i, j in ((0, 0), (12, 15), (3, 25), (20, 8)):
        exact = ravine(found.grid[0][j], found.grid[1][i], scope, temperature)
        assert found.values[i, j] == pytest.approx(exact, abs=1e-6 * (f.height_range[1] - f.height_range[0]))


@pytest.mark.parametrize("text", ["x^4 - y^4", "-e^x", "x^2 - y^2", "-3x^2", "x*y", "x^3", "log(x^2 + y^2)", "-1/abs(x - y)"])
def test_where_f_falls_faster_than_the_spring_holds_it_is_minus_infinity_and_says_so(text):
    """γ = 1: -½γy² cannot hold -y², -y⁴, -x³, nor xy, whose fall along (1, -1) is as steep as the spring; and no pole."""
    found = tm.landscapes.smooth(tm.landscapes.from_formula(text), "moreau", SHAPE, scope=1.0)
    assert np.isneginf(found.values).all()
    assert "minus infinity" in found.note
    assert found.minima.shape == (0, 2)
    assert np.isnan(found.gradient([0.3, 0.4])).all()


@pytest.mark.parametrize("text", ["x^2 - y^2/3", "x", "-abs(x)", "cos(5x)", "x*y/2", "(x^2-1)^2 + y^2"])
def test_where_the_spring_holds_it_is_a_number(text):
    found = tm.landscapes.smooth(tm.landscapes.from_formula(text), "moreau", SHAPE, scope=1.0)
    assert np.isfinite(found.values).all()
    assert found.note == ""


def test_a_spring_wider_than_what_was_searched_says_so_and_means_hold_at_any_width():
    bowl = tm.landscapes.from_formula("x^2/2 + y^2", extent=((-3, 3), (-4, 4)))  # the diagonal is 10, so six of them 60
    for scope, said in ((1.01 / 3600, ""), (0.99 / 3600, "6 diagonals")):
        found = tm.surfaces.smooth(bowl, "local_entropy", shape=(16, 16), scope=scope, temperature=1.0).note
        assert said in found
        assert bool(said) == bool(found)
        assert not tm.surfaces.smooth(bowl, "heat", shape=(16, 16), scope=scope, temperature=1.0).note
