"""Counts against a count by hand, the exact law against quadrature, walkers at rest against the law, and the level of the tests."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import dblquad

import toy_models as tm
from toy_models import crowd, gibbs

WELL = tm.landscapes.get("double_well")
N = 65_536


@pytest.fixture(scope="module")
def rested():
    """Langevin's walkers on the double well, all from one place: T = 0.5, a step that adds 1 % of heat, 60 slowest waits."""
    run = tm.simulate(WELL, "langevin", start=(-1.0, 0.0), steps=6000, replicas=N, seed=5, record_every=100,
                      parameters={"temperature": 0.5, "step_size": 0.01})
    return run.x


def test_counts_are_those_of_a_count_by_hand_and_sum_to_the_walkers():
    draw = np.random.default_rng(1)
    x = draw.normal(scale=2.0, size=(3, 500, 2))
    x[0, 7] = np.nan
    across, up = np.linspace(-2, 2, 9), np.linspace(-3, 1, 5)
    counts = crowd.density(x, across, up)
    assert counts.shape == (3, 4, 8)
    for frame, points in zip(counts, x, strict=True):
        assert np.array_equal(frame, np.histogram2d(points[:, 1], points[:, 0], bins=(up, across))[0])
        inside = (points[:, 0] >= -2) & (points[:, 0] <= 2) & (points[:, 1] >= -3) & (points[:, 1] <= 1)
        assert frame.sum() == inside.sum()
    corners = np.array([[-2, -3], [2, 1], [2.0001, 0]])
    assert crowd.density(corners, across, up)[0, 0] == crowd.density(corners, across, up)[-1, -1] == 1
    for wrong in ([0], [0, 1, 3], [1, 0], [[0, 1]]):
        with pytest.raises(tm.InvalidArgument, match="across"):
            crowd.density(x, wrong, up)


@pytest.mark.parametrize("name", tm.landscapes.names())
def test_a_grid_covers_the_extent_with_cells_about_square(name):
    landscape = tm.landscapes.get(name)
    across, up = crowd.edges(landscape)
    assert ((across[0], across[-1]), (up[0], up[-1])) == landscape.extent
    assert (len(across) - 1) * (len(up) - 1) == crowd.CELLS
    assert 0.5 <= (across[1] - across[0]) / (up[1] - up[0]) <= 2


def test_a_uniform_cloud_is_uniform():
    across, up = crowd.edges(WELL)
    low, high = np.array(WELL.extent).T
    counts = crowd.density(np.random.default_rng(2).uniform(low, high, (N, 2)), across, up)
    assert counts.sum() == N
    even = np.full(counts.shape, 1 / counts.size)
    assert crowd.differs(counts, even, N) > crowd.LEVEL
    assert crowd.differs(counts, crowd.law(WELL, 0.5), N) < 1e-12


def test_the_law_on_the_grid_is_the_integral_of_it():
    across, up = crowd.edges(WELL)
    found, temperature = crowd.law(WELL, 0.5), 0.5

    def weight(y, x):
        return np.exp(-float(WELL.energy(np.array([x, y]))) / temperature)

    total = dblquad(weight, -6, 6, -6, 6, epsabs=1e-7)[0]
    for row, column in ((len(up) // 2, 10), (len(up) // 3, len(across) // 2)):
        exact = dblquad(weight, across[column], across[column + 1], up[row], up[row + 1], epsabs=1e-10)[0] / total
        assert abs(found[row, column] - exact) < 3e-3 * exact + 1e-9
    assert found.sum() <= 1 + 1e-12


def test_walkers_at_rest_are_spread_as_the_law_and_have_its_heat(rested):
    """Four standard errors, and the heat that the step adds: of an axis of curvature λ, hλ/2 of T."""
    last, bias = rested[-1], 0.01 * 2 / 2  # the largest curvature at a minimum is 2
    counts, expected = crowd.coarse(crowd.density(last, *crowd.edges(WELL))), crowd.coarse(crowd.law(WELL, 0.5)) * N
    full = expected > 50
    assert full.sum() > 20
    assert (np.abs(counts - expected)[full] < 4 * np.sqrt(expected[full]) + 3 * bias * expected[full]).all()
    share, error = crowd.shares(WELL, last)
    assert (np.abs(share - gibbs.shares(WELL, 0.5)) < 4 * error).all()
    found = crowd.temperatures(WELL, last[:8192])
    assert set(found) == {"virial", "configurational"}
    for value, error in found.values():
        assert abs(value - 0.5) < 4 * error + bias * 0.5
        assert 0.001 < error < 0.02
    heights = WELL.energy(last)
    for share, height in zip(crowd.INSIDE, crowd.lines(WELL, 0.5), strict=True):
        assert abs((heights <= height).mean() - share) < 4 * np.sqrt(share * (1 - share) / N) + bias


def test_a_crowd_on_its_way_has_changed_and_one_at_rest_has_not(rested):
    """Halves are other walkers, so that the level is that of the test."""
    grid, half = crowd.edges(WELL), N // 2

    def p(early, late):
        return crowd.changed(crowd.coarse(crowd.density(rested[early, :half], *grid)),
                             crowd.coarse(crowd.density(rested[late, half:], *grid)))

    assert p(2, 4) < 1e-12
    assert p(len(rested) // 2, len(rested) - 1) > crowd.LEVEL
    assert p(0, 0) == 1


def test_two_samples_of_one_law_differ_as_often_as_the_level_says():
    draw, law = np.random.default_rng(3), np.linspace(1, 9, 40) / 200
    looks, p = 2000, []
    for _ in range(looks):
        p.append(crowd.changed(draw.multinomial(900, law), draw.multinomial(400, law)))
    error = np.sqrt(crowd.LEVEL * (1 - crowd.LEVEL) / looks)
    assert abs(np.mean(np.array(p) < crowd.LEVEL) - crowd.LEVEL) < 4 * error
    p = [crowd.differs(draw.multinomial(900, law), law, 900) for _ in range(looks)]
    assert abs(np.mean(np.array(p) < crowd.LEVEL) - crowd.LEVEL) < 4 * error


def test_the_tail_is_that_of_the_chi_squared_law():
    before, now = np.array([30, 40, 50]), np.array([45, 35, 40])
    assert crowd.changed(before, now) == pytest.approx(stats.chi2_contingency([before, now], correction=False).pvalue, rel=1e-9)
    assert crowd.differs(before, np.full(3, 1 / 3), 120) == pytest.approx(stats.chisquare(before).pvalue, rel=1e-9)
    with pytest.raises(tm.InvalidArgument, match="before, now"):
        crowd.changed([0, 0], [1, 2])


def test_a_field_has_no_temperature_and_a_lost_point_is_in_no_basin():
    field = next(tm.landscapes.get(name) for name in tm.landscapes.names() if not tm.landscapes.get(name).conservative)
    assert crowd.temperatures(field, np.ones((10, 2))) is None
    share, error = crowd.shares(WELL, [[np.nan, 0.0], [-1.0, 0.0], [1.0, 0.0], [-1.0, 0.1]])
    assert share.sum() == 0.75
    assert error == pytest.approx(np.sqrt(share * (1 - share) / 4))
