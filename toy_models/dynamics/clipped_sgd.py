"""Clipped descent: no gradient counts as longer than c.

    g <- g c / max(|g|, c),      v <- μ v + g,      x <- x - η v,      g on one minibatch

Pascanu, Mikolov and Bengio, ICML 2013, arXiv 1211.5063, Algorithm 1. The length is over all coordinates together.
Far from the minimum of ½λx² it walks ηc a step, and within c/λ it is plain descent. What would diverge bounces instead.
Look for: on a cliff or a rugged wall it takes steps of one length where plain descent is thrown out of the picture.
"""

from toy_models.contract import Parameter, Reading, State
from toy_models.notation import maximum, norm

NAME = "Clipped SGD"
ORDER = 21
FAMILY = "Momentum and clipping"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("threshold", "c", 1.0, 0.1, 100.0, "no gradient is longer than this", scale="log", joint=True,
              lawful=(1e-30, 3.4e38), reading=Reading("moves at most {} a step", lambda p: p.step_size * p.threshold)),
    Parameter("momentum", "μ", 0.0, 0.0, 0.99, "share of the last move that is kept", basic=False, lawful=(0, 1)),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}, "with momentum": {"momentum": 0.9}}
REDUCES_TO = {"sgd": {"threshold": 100.0}}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    gradient = objective.gradient(state.x, objective.minibatch())
    velocity = p.momentum * state.velocity + gradient * (p.threshold / maximum(norm(gradient), p.threshold))
    return State(x=state.x - p.step_size * velocity, velocity=velocity)
