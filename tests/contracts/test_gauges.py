"""What a gauge says of a method is tried to either side of its limit."""

import numpy as np

import toy_models as tm
from tests.contracts.conftest import elsewhere


def at(gauge, method, share, values, curvature=400.0):
    """{the gauge's parameter: the value at which the gauge stands at `share` of its limit}, by halving."""
    parameter = method.by_slider()[gauge.slider]
    low, high = parameter.low, parameter.high
    for _ in range(60):
        middle = (low * high) ** 0.5
        now = method.now(method.parameters({**values, parameter.name: middle}), curvature=curvature)
        low, high = (low, middle) if gauge.value(now) > share * gauge.limits(now)[1] else (middle, high)
    return {**values, parameter.name: low}


def settings(method, gauge):
    """The defaults, then one parameter after the other elsewhere, momenta up to their end; none that makes a limit move in time."""
    found = [{}]
    for parameter in method.PARAMETERS:
        for value in (elsewhere(parameter), 0.9, parameter.high) if "momentum" in parameter.name else (elsewhere(parameter),):
            first, later = (method.now(method.parameters({parameter.name: value}), t) for t in (0, 1))
            still = (gauge.value(first), *gauge.limits(first)) == (gauge.value(later), *gauge.limits(later))
            found += [{parameter.name: value}] if still and parameter.slider != gauge.slider else []
    return found


def test_what_a_gauge_calls_unstable_runs_away_and_what_it_calls_stable_does_not(run, method):
    """On 200 |x|², 5 % to either side of the stated limit. What is random there stays within some units."""
    bowl = tm.landscapes.from_formula("200*(x^2 + y^2)")
    for gauge in method.GAUGES:
        if gauge.limits(method.now(method.defaults()))[1] == np.inf:
            continue
        for values in settings(method, gauge):
            for share, runs_away in ((0.95, False), (1.05, True)):
                placed = at(gauge, method, share, values)
                steps = 400 if method.evaluations(method.parameters(placed)) < 10 else 120
                x, _ = run(method, placed, landscape=bowl, rows=range(2), steps=steps)
                farthest = np.abs(x[-10:]).max()
                assert (farthest > 1e5) == runs_away, (gauge.symbol, placed, farthest)
                assert (farthest < 1e3) != runs_away, (gauge.symbol, placed, farthest)
