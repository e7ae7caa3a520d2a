"""Intervals of paired differences hold what they say, equals have no winner, and the number of seeds is the one that is enough."""

import numpy as np
import pytest
from scipy import stats

from toy_models import paired
from toy_models.contract import InvalidArgument
from toy_models.paired import difference, podium, seeds_needed


def drawn(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


def test_the_interval_is_that_of_scipys_paired_t_test():
    one, other = drawn(0, 2, 9)
    found, theirs = difference(one, other), stats.ttest_rel(one, other)
    interval = theirs.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-12)
    assert found.mean / found.error == pytest.approx(theirs.statistic)
    assert found.told == (theirs.pvalue < 0.05)


def test_what_both_share_goes_out_of_the_difference():
    shared, apart = 100 * drawn(1, 6), drawn(2, 6)
    found = difference(shared + apart + 3, shared)
    assert found.error == pytest.approx(difference(apart, 0 * apart).error, rel=1e-9)
    assert found.told


@pytest.mark.parametrize("lanes", [2, 5])
@pytest.mark.parametrize("seeds", [3, 6])
def test_of_races_among_equals_at_most_one_in_twenty_names_a_winner(lanes, seeds):
    """1,000 races: four standard errors of a share of 0.05 are 0.028. With two lanes it is that share: t is exact for normals."""
    named = [podium(dict(enumerate(values))).winner is not None for values in drawn(lanes + 10 * seeds, 1000, lanes, seeds)]
    assert np.mean(named) < 0.05 + 0.028
    assert lanes > 2 or np.mean(named) > 0.05 - 0.028


@pytest.mark.parametrize("deviation", [0.5, 1.0])
def test_of_races_among_equals_that_are_counted_at_most_one_in_twenty_names_anybody(deviation):
    """400 races of five over three seeds, in counts of 50: four standard errors of a share of 0.05 are 0.044. Without a unit it is
    one in six."""
    counts = 50 * np.rint(20.3 + deviation * drawn(3, 400, 5, 3))
    named, blind = ([len(podium(dict(enumerate(values)), "less", unit=unit).steps) > 1 for values in counts] for unit in (50, 0))
    assert np.mean(named) < 0.05 + 0.044
    assert deviation > 0.5 or np.mean(blind) > 0.05 + 0.044


def test_a_difference_of_one_count_at_three_seeds_is_none_and_at_ten_it_is():
    for seeds, told in ((3, False), (10, True)):
        found = difference(np.full(seeds, 850), np.full(seeds, 800), unit=50)
        assert found.error == pytest.approx(50 / (6 * seeds) ** 0.5)
        assert found.told == told
    nothing = difference([800] * 3, [800] * 3, unit=50)
    assert (nothing.low, nothing.high, nothing.told) == (0, 0, False)


@pytest.mark.parametrize(("mean", "spread"), [(0.5, 1.0), (1.0, 1.0), (-2.0, 1.0), (0.02, 0.05)])
@pytest.mark.parametrize("pairs", [1, 10])
def test_so_many_seeds_show_it_four_times_in_five_and_one_less_do_not(mean, spread, pairs):
    """4,000 samples: four standard errors of a share of 0.8 are 0.025."""
    n = seeds_needed(mean, spread, pairs=pairs)

    def shown(n):
        found = mean + spread * drawn(7, 4000, n)
        bound = stats.t.ppf(1 - 0.05 / pairs / 2, n - 1)
        return (np.abs(found.mean(1)) > bound * found.std(1, ddof=1) / n**0.5).mean()

    assert shown(n) > 0.8 - 0.025
    assert shown(n - 1) < 0.8 + 0.025


def test_no_number_of_seeds_shows_what_is_not_there_and_two_show_what_never_varies():
    assert seeds_needed(0.0, 1.0) is None
    assert seeds_needed(1e-3, 1.0) is None, "millions"
    assert seeds_needed(0.1, 0.0) == 2
    assert difference([0.9, 0.9, 0.9], [0.8, 0.8, 0.8]).told
    assert not difference([0.9, 0.9], [0.9, 0.9]).told


def test_a_step_holds_all_that_are_not_told_from_its_best_and_who_did_not_finish_stands_nowhere():
    wobble = 0.01 * drawn(3, 4, 8)
    values = {"a": 1 + wobble[0], "b": 1 + wobble[1], "c": 0.5 + wobble[2], "d": np.where(np.arange(8) == 3, np.nan, 2.0)}
    found = podium(values)
    assert (set(found.steps[0]), found.steps[1], found.unfinished) == ({"a", "b"}, ("c",), ("d",))
    assert (found.winner, found.first.told) == (None, False)
    turned = podium(values, "less")
    assert (turned.winner, set(turned.steps[1])) == ("c", {"a", "b"})
    assert turned.first.mean < 0, "the best less the next"


def test_one_alone_has_won_nothing():
    assert podium({"a": [1.0, 2.0]}).winner is None
    assert podium({"a": [np.nan, 2.0]}).steps == ()


@pytest.mark.parametrize("call", [
    lambda: difference([1.0], [2.0]), lambda: difference([1.0, 2.0], [1.0, 2.0, 3.0]),
    lambda: difference([1.0, np.nan], [1.0, 2.0]),
    lambda: difference([1.0, 2.0], [1.0, 2.5], level=1.0), lambda: podium({}), lambda: podium({"a": [1.0, 2.0]}, "most"),
    lambda: podium({"a": [1.0, 2.0], "b": [1.0]}), lambda: seeds_needed(float("nan"), 1), lambda: seeds_needed(1, -1),
    lambda: seeds_needed(1, 1, power=1.0), lambda: seeds_needed(1, 1, pairs=0),
])
def test_what_means_nothing_is_refused(call):
    with pytest.raises(InvalidArgument, match="not allowed"):
        call()


def test_the_power_is_a_sum_over_both_tails_of_which_the_far_one_is_nothing():
    """What is left out is the chance of a difference of the wrong sign: of the order of 1e-4 where the power is a half."""
    n, ratio = 6, 0.8
    bound = stats.t.ppf(0.975, n - 1)
    both = stats.nct.sf(bound, n - 1, ratio * n**0.5) + stats.nct.cdf(-bound, n - 1, ratio * n**0.5)
    assert paired._power(ratio, n, 0.95, 1) == pytest.approx(both, abs=1e-3)
