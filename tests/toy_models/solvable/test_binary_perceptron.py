"""The binary perceptron: its counts against theory and against counting by hand, and who lives near a large margin."""

import itertools

import numpy as np
import pytest

import toy_models as tm
from toy_models.draws import Draws

counted = tm.solvable.binary_perceptron
above, both = counted.module.above, counted.module.both


@pytest.mark.parametrize(("patterns", "margin", "mean"), [(8, 0.0, 128.0), (10, 0.0, 32.0), (8, 0.5, 2.366)])
def test_the_mean_number_of_solutions(patterns, margin, mean):
    """N = 15: 2¹⁵ / 2ᴾ at κ = 0, as a pattern is right under half of all weights; 2,000 instances, four standard errors."""
    found = counted(patterns=patterns, margin=margin, instances=2000, seed=1)
    assert found.expected["solutions"] == pytest.approx(mean, rel=1e-3)
    assert found.mean("solutions") == pytest.approx(mean, abs=4 * found.standard_error("solutions") + 1e-3)
    assert found.standard_error("solutions") < 0.15 * mean


def test_every_count_is_that_of_all_weights_one_by_one():
    """N = 6, P = 3, in loops over all 64 weights and all pairs of them, to the unit."""
    found = counted(inputs=6, patterns=3, margin=0.3, core_margin=0.9, distance=2, instances=20)
    weights = np.array(list(itertools.product([-1, 1], repeat=6)))[:, ::-1]  # number n has +1 where its binary digit is 1
    for i in range(20):
        patterns = Draws(0, 1, i).signs(3, 6)
        margins = (weights @ patterns.T).min(axis=1) / 6**0.5
        solutions, cores = margins >= 0.3, margins >= 0.9
        near = [sum(solutions[b] and 0 < (weights[a] != weights[b]).sum() <= 2 for b in range(64)) for a in range(64)]
        assert found.values["solutions"][i] == solutions.sum()
        assert found.values["cores"][i] == cores.sum()
        assert found.values["pairs"][i] == sum(near[a] for a in np.flatnonzero(cores))
        assert found.more["margins"][i] == pytest.approx(margins[solutions])
        assert found.more["neighbours"][i].tolist() == [near[a] for a in np.flatnonzero(solutions)]


@pytest.mark.parametrize("distance", [1, 2, 3])
def test_the_mean_number_of_pairs(distance):
    found = counted(patterns=6, core_margin=0.2, distance=distance, instances=1000, seed=3)
    assert found.mean("pairs") == pytest.approx(found.expected["pairs"], abs=4 * found.standard_error("pairs"))
    assert found.standard_error("pairs") < 0.1 * found.expected["pairs"]


def test_its_chances_are_those_of_sums_of_signs():
    """Over all 2⁷ rows of seven signs; the second vector differs in the last two."""
    signs = np.array(list(itertools.product([-1, 1], repeat=7)))
    first, second = signs.sum(axis=1), signs[:, :5].sum(axis=1) - signs[:, 5:].sum(axis=1)
    for x, y in itertools.product([-7, -1, 0, 1, 2.5, 3, 7, 7.1], repeat=2):
        assert above(7, x) == (first >= x).mean()
        assert both(7, 2, x, y) == ((first >= x) & (second >= y)).mean()


def test_large_margins_have_more_neighbours():
    """N = 15, P = 6, within two flips: 48.7 solutions on average around a core of margin 3/√15, 29.3 around any; 4 standard
    errors of the ratio of means, from the spread of pairs - ratio x cores over 1,000 instances.
    """
    found = {core: counted(patterns=6, core_margin=core, instances=1000, seed=4) for core in (0.0, 0.75)}
    near = {}
    for core, one in found.items():
        near[core] = one.expected["pairs"] / one.expected["cores"]
        left = one.values["pairs"] - near[core] * one.values["cores"]
        assert abs(left.mean()) < 4 * left.std() / 1000**0.5
    assert near == pytest.approx({0.0: 29.3, 0.75: 48.7}, abs=0.05)
