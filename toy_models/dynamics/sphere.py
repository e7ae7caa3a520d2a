"""SGD on the sphere: descend at a fixed effective rate, and keep your length.

    y = x - ε |x|² g(x),      x <- |x| y/|y|,      g on one minibatch

Kodryan, Lobacheva, Nakhodnov and Vetrov, NeurIPS 2022, arXiv 2209.03695. Where f(cx) = f(x), as with normalised layers, only the
direction of x matters: descent in all of space with step η moves the direction at the effective rate ε = η/|x|², which here stays.
On (αx² + βy²)/|x|² with α - β = 2 it comes to rest at the bottom for ε < 1/2; above it bounces at height 1 - 1/(2ε).
Look for: a walk on one circle about the origin. It rests where the circle touches a contour, or bounces about that place for ever.
"""

from toy_models.contract import Parameter, State
from toy_models.notation import norm

NAME = "SGD on the sphere"
ORDER = 70
FAMILY = "Geometry"
PARAMETERS = (
    Parameter("step_size", "ε", 0.003, 1e-5, 10.0, "effective rate: the step for each unit of squared length", scale="log",
              slider="effective_step"),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}}
REDUCES_TO = {}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One step, as in the box above; at the origin it stays."""
    length = norm(state.x)
    y = state.x - p.step_size * length * length * objective.gradient(state.x, objective.minibatch())
    return State(x=length * y / (norm(y) + 1e-30))
