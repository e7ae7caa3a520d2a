"""Tail averaging: descend, and report the mean of where you have been lately.

    y <- y - η g(y) on one minibatch,      x = the mean of all y from step T₀ on, and y itself before

Ruppert (1988); Polyak and Juditsky, SIAM J. Control Optim. 30 (1992); as a rival of flatness: Granziol et al., arXiv 2003.01247.
On ½λx² with slopes of variance σ², the variance of y grows with η; that of the mean of T points tends to σ²/(λ²T) for every η.
Look for: y goes on shaking, its mean comes to rest. A mean that begins too early drags the way there behind it.
"""

from toy_models.contract import Gauge, Parameter, State

NAME = "Tail averaging"
ORDER = 21
FAMILY = "Averages"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("tail_start", "T₀", 100, 1, 500, "step from which on points are averaged", scale="log", whole=True),
)
GAUGES = (Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=2.0),)
SURFACE = None
PRESETS = {"canonical": {}}
REDUCES_TO = {"sgd": {"tail_start": 10**6}}
CARRIES = ("lead",)


def step(state, objective, noise, watch, p):
    """One step; the lead is y - x, and `before`, late or 0, counts the points that the mean holds already."""
    fast = state.x + state.lead
    fast = fast - p.step_size * objective.gradient(fast, objective.minibatch())
    watch(fast=fast)
    late = state.t + 1 - p.tail_start
    before = (late + (late * late) ** 0.5) / 2
    x = state.x + (fast - state.x) / (1 + before)
    return State(x=x, lead=fast - x)
