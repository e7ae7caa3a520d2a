"""What is measured of two clouds lies on the closed forms, and they say which rule is the wider one."""

import numpy as np

import toy_models as tm


def test_measured_and_closed_form_agree_and_the_rules_change_places():
    """Four standard errors of 40 mixtures, and 1/N for the finite size, which shifts a steep curve by more: 0.02."""
    found = tm.experiments.mixture_rules(seeds=4)
    for case in (0, 1):
        for name in ("error", "rise", "training"):
            _, mean, error = found.along(name, case)
            np.testing.assert_array_less(np.abs(mean - found.along(f"{name}_law", case)[1]), 4 * error + 0.02)
    hebb, least = (found.along("rise", case)[1] for case in (0, 1))
    assert hebb[1] > least[1]
    assert least[-1] > 8 * hebb[-1]
    assert (found.along("error", 0)[1] < found.along("error", 1)[1]).all()
    assert (found.along("training", 1)[1] == 0).all()
