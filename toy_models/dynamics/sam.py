"""SAM, sharpness-aware minimisation: ask for the gradient a little way uphill.

    x̂ = x + ρ g(x) / |g(x)|,      v <- μ v + g(x̂),      x <- x - η v,      both g on ONE minibatch

Foret, Kleiner, Mobahi and Neyshabur, ICLR 2021, arXiv 2010.01412, Algorithm 1. The length is over all coordinates together.
On ½λx² it does not settle: it bounces with amplitude ηλρ / (2 - ηλ).
Look for: the probe points uphill and, in a valley narrower than ρ, reaches across. SAM drifts along a valley to where it is
wider. From an isolated well it gets no further than about ρ, where its probe falls back in: a large ρ parks it outside the well's
basin, so that it is counted with another minimum, which it does not reach.
"""

from types import MappingProxyType

from toy_models.contract import Gauge, Parameter, Published, Reading, State, Surface
from toy_models.notation import TINY, norm

NAME = "SAM"
ORDER = 5
FAMILY = "Foundations"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("radius", "ρ", 0.1, 0.0, 2.0, "how far uphill the gradient is taken", joint=True,
              reading=Reading("asks for the gradient {} uphill of x", lambda p: p.radius)),
    Parameter("momentum", "μ", 0.0, 0.0, 0.99, "share of the last move that is kept", basic=False, lawful=(0, 1)),
)
GAUGES = (
    Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=lambda p: 2 * (1 + p.momentum)),
)
SURFACE = Surface(
    kind="max", name="the neighbourhood maximum", symbol="f↑",
    arguments=MappingProxyType({"radius": lambda p: p.radius}),
    hides="this is the ideal. One uphill step only guesses where the maximum is, and SAM may park where that guess turns round.",
)
# The paper's own program uses Nesterov's form of the momentum; here it is the heavy ball.
PRESETS = {"canonical": {}, "as published": Published(radius=0.05, momentum=0.9)}
REDUCES_TO = {"sgd": {"radius": 0.0}}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    batch = objective.minibatch()
    gradient = objective.gradient(state.x, batch)
    probe = state.x + p.radius * gradient / (norm(gradient) + TINY)
    watch(probe=probe)
    velocity = p.momentum * state.velocity + objective.gradient(probe, batch)
    return State(x=state.x - p.step_size * velocity, velocity=velocity)
