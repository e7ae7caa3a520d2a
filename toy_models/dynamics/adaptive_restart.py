"""Nesterov's momentum with restarts: forget the memory as soon as it leads uphill.

    y = x + μ v,      v <- μ v - η g(y),      x <- x + v,      then v <- 0 where g(y)·v > 0,      g on one minibatch

O'Donoghue and Candès, Foundations of Computational Mathematics 15 (2015), arXiv 1204.3982, the gradient scheme, with a constant μ.
On ½λx² with μ = 1 the memory is forgotten at the bottom, after a quarter of a swing: π / (2√(ηλ)) steps.
Look for: plain momentum swings to and fro across a valley; this one stops at the bottom and sets out again from there.
"""

from toy_models.contract import Gauge, Parameter, State
from toy_models.notation import dot, where

NAME = "Momentum with restarts"
ORDER = 20
FAMILY = "Momentum and clipping"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("momentum", "μ", 0.9, 0.0, 0.99, "share of the last move that is kept until it leads uphill", lawful=(0, 1),
              slider="restarted_momentum"),
)
GAUGES = (
    Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable",
          unstable_from=lambda p: (2 + 2 * p.momentum) / (1 + 2 * p.momentum)),
)
SURFACE = None
PRESETS = {"canonical": {}, "long memory": {"momentum": 0.99}}
REDUCES_TO = {"sgd": {"momentum": 0.0}}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    ahead = state.x + p.momentum * state.velocity
    gradient = objective.gradient(ahead, objective.minibatch())
    velocity = p.momentum * state.velocity - p.step_size * gradient
    kept = where(dot(gradient, velocity) > 0, 0 * velocity, velocity)
    return State(x=state.x + velocity, velocity=kept)
