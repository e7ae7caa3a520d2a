"""Solutions with a margin have more solutions around them, as many as the exact means say."""

import numpy as np

import toy_models as tm


def test_counts_are_those_of_the_exact_means_and_rise_with_the_margin():
    """Four standard errors; the mean of a ratio is off that of its parts by the order of their variance: a twentieth more."""
    found = tm.experiments.perceptron_margins(seeds=4)
    for case in (0, 1):
        _, counted, error = found.along("cores", case)
        _, exact, _ = found.along("cores_law", case)
        assert (np.abs(counted - exact) < 4 * error + 0.05 * exact).all()
        _, around, error = found.along("neighbours", case)
        _, exact, _ = found.along("neighbours_law", case)
        assert (np.abs(around - exact) < 4 * error + 0.05 * exact).all()
        assert (np.diff(around) > 0).all()
        assert around[-1] == 120, "two flips cannot bring a field of 5 below 1"
    few, many = (found.along("neighbours", case)[1] for case in (0, 1))
    assert (few[:2] > many[:2]).all()
