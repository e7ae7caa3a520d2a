"""Stochastic gradient descent with heavy-ball momentum: what every other method is measured against.

    v <- μ v + g(x),      x <- x - η v,      g on one minibatch

Polyak, USSR Computational Mathematics 4 (1964); μ = 0 is Robbins and Monro (1951).
Look for: without noise it stops in the first valley it meets, however narrow. On ½λx² it is stable for ηλ < 2(1 + μ).
"""

from toy_models.contract import Gauge, Parameter, State

NAME = "SGD"
ORDER = 1
FAMILY = "Foundations"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("momentum", "μ", 0.0, 0.0, 0.99, "share of the last move that is kept", basic=False, lawful=(0, 1)),
)
GAUGES = (
    Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=lambda p: 2 * (1 + p.momentum)),
)
SURFACE = None
PRESETS = {"canonical": {}, "with momentum": {"momentum": 0.9}}
REDUCES_TO = {}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    batch = objective.minibatch()
    velocity = p.momentum * state.velocity + objective.gradient(state.x, batch)
    return State(x=state.x - p.step_size * velocity, velocity=velocity)
