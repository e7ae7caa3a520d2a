"""A schedule of sliders as one method lives it: its parameters, the steps it has done, and what its formulas say, at any moment."""

import numpy as np

from toy_models.contract import Parameters
from toy_models.plans import clocks, segments


def for_method(method, schedule):
    """A schedule of sliders as (parameters, events) of one method."""
    by_slider = method.by_slider()

    def own(values):
        return {by_slider[name].name: value for name, value in values.items() if name in by_slider}

    moved = [(at, own(values)) for at, values in schedule.events]
    return own(schedule.base), [(at, values) for at, values in moved if values]


def parameters_at(method, schedule, clock, curvature=0.0):
    """What the formulas of a method are functions of at a moment of the clock: its parameters, `t` and `curvature`."""
    base, events = for_method(method, schedule)
    steps = sum(count for count, _ in segments(method, method.parameters(base), events, evaluations=clock))
    values = schedule.values_at(clock)
    held = method.parameters({parameter.name: values[slider] for slider, parameter in method.by_slider().items()})
    return method.now(held, steps, curvature)


def moments(method, schedule, total):
    """(clock, what the formulas are functions of) at the start, at every move of a slider, and at every step in between."""
    base, events = for_method(method, schedule)
    steps = clocks(method, segments(method, method.parameters(base), events, evaluations=total))
    starts = [0, *(at for at, _ in schedule.events if 0 < at < total)]
    for begin, end in zip(starts, [*starts[1:], total], strict=True):
        held = parameters_at(method, schedule, begin).as_dict()
        yield begin, Parameters(held)
        for t in range(held["t"] + 1, int(np.searchsorted(steps, end))):
            yield int(steps[t]), Parameters({**held, "t": t})


def pace(method, schedule, total):
    """[[clock, steps done then, gradient evaluations a step from then on]]: from it the steps done at any clock follow."""
    base, events = for_method(method, schedule)
    found, clock, steps = [], 0, 0
    for count, parameters in segments(method, method.parameters(base), events, evaluations=total):
        cost = method.evaluations(parameters)
        if not found or found[-1][2] != cost:
            found.append([clock, steps, cost])
        clock, steps = clock + count * cost, steps + count
    return found


def causes(method, schedule, clock, curvature):
    """The gauges that say "unstable" at a moment, as [{symbol, value, limit, slider, remedy}].

    With the slider at `remedy` the value is about half of its limit, as far as it is proportional to the slider.
    """
    now, found = parameters_at(method, schedule, clock, curvature), []
    for gauge in method.GAUGES:
        value, limit = gauge.value(now), gauge.limits(now)[1]
        if value >= limit:
            place = getattr(now, method.by_slider()[gauge.slider].name)
            remedy = float(f"{place * max(limit, 0) / value / 2:.0e}")
            found.append({"symbol": gauge.symbol, "value": value, "limit": limit, "slider": gauge.slider, "remedy": remedy})
    return found
