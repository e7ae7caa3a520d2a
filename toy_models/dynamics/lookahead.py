"""Lookahead: let a fast point run ahead, then follow it part of the way.

    y <- x,      k times: y <- y - η g(y), each on a fresh minibatch,      x <- x + α (y - x)

Zhang, Lucas, Hinton and Ba, NeurIPS 2019, arXiv 1907.08610, with descent as the inner method.
On ½λx² with slopes of variance σ², Var x = α² V (1 - q²ᵏ) / (1 - (1 - α + αqᵏ)²), q = 1 - ηλ, V = η²σ² / (1 - q²): less than V.
Look for: the fast point jitters, the slow one hardly. With an odd k it is stable beyond ηλ = 2: the fast point overshoots to and
fro, and part of the way is less than all of it.
"""

from toy_models.contract import Gauge, Parameter, Published, Reading, State


def _edge(p):
    """ηλ where 1 - α + α(1 - ηλ)ᵏ leaves [-1, 1]: at -1 for odd k, at 1 for even."""
    odd = (1 - (-1) ** p.fast_steps) / 2
    return 1 + ((2 - p.pull) / p.pull) ** (odd / p.fast_steps)


NAME = "Lookahead"
ORDER = 20
FAMILY = "Averages"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("fast_steps", "k", 5, 1, 50, "descent steps of the fast point before the slow one follows", scale="log", whole=True,
              reading=Reading("{} evaluations a step; {steps} so far", lambda p: p.fast_steps)),
    Parameter("pull", "α", 0.5, 0.01, 1.0, "how far the slow point follows the fast one; 1 jumps onto it", lawful=(0.01, 1),
              reading=Reading("follows {} % of the way", lambda p: 100 * p.pull)),
)
GAUGES = (Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=_edge),)
SURFACE = None
# The authors' program; its inner method is whatever it is given.
PRESETS = {"canonical": {}, "as coded": Published(fast_steps=5, pull=0.8)}
REDUCES_TO = {"sgd": {"fast_steps": 1, "pull": 1.0}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One step of the slow point, as in the box above."""
    fast = state.x
    for _ in range(p.fast_steps):
        fast = fast - p.step_size * objective.gradient(fast, objective.minibatch())
        watch(fast=fast)
    return State(x=state.x + p.pull * (fast - state.x))
