"""ASAM, adaptive SAM: look uphill as far as each filter is long, so that rescaled weights look at the same places.

    x̂ = x + ρ T² g(x) / |T g(x)|,      T = |filter of each weight| + τ,      v <- μ v + g(x̂),      x <- x - η v

Kwon, Kim, Park and Choi, ICML 2021, arXiv 2102.11600, with the lengths of filters; both g on ONE minibatch. A bias is a filter by
itself, and on a landscape each coordinate is: T = |x| + τ. Where τ = 0, x̂ says what it said if a layer is multiplied by a number
and the next one divided by it. On ½λx² it does not bounce, as SAM does: x <- (1 - ηλ(1 + ρ)) x.
Look for: near an axis it looks along the other one alone. The same valley, further from the origin, is looked at from further away.
"""

from toy_models.contract import Gauge, Parameter, Reading, State
from toy_models.notation import TINY, norm

NAME = "ASAM"
ORDER = 51
FAMILY = "Sharpness"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("radius", "ρ", 0.2, 0.0, 2.0, "how far uphill the gradient is taken, as a share of the filters", joint=True,
              slider="adaptive_radius", reading=Reading("asks for the gradient {} filters uphill of x", lambda p: p.radius)),
    Parameter("floor", "τ", 0.01, 0.0, 1.0, "length that is added to each filter's", basic=False, slider="filter_floor"),
    Parameter("momentum", "μ", 0.0, 0.0, 0.99, "share of the last move that is kept", basic=False, lawful=(0, 1)),
)
GAUGES = (
    Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable",
          unstable_from=lambda p: 2 * (1 + p.momentum) / (1 + p.radius)),
)
SURFACE = None
PRESETS = {"canonical": {}, "with momentum": {"momentum": 0.9}}
REDUCES_TO = {"sgd": {"radius": 0.0}}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    batch = objective.minibatch()
    gradient = objective.gradient(state.x, batch)
    size = objective.blocks(state.x) + p.floor
    probe = state.x + p.radius * size * size * gradient / (norm(size * gradient) + TINY)
    watch(probe=probe)
    velocity = p.momentum * state.velocity + objective.gradient(probe, batch)
    return State(x=state.x - p.step_size * velocity, velocity=velocity)
