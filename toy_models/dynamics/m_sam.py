"""m-SAM: cut the minibatch in parts, and let each part look uphill by itself.

    x̂ᵢ = x + ρ gᵢ(x) / |gᵢ(x)|,      x <- x - η mean over M parts of gᵢ(x̂ᵢ),      gᵢ on one small minibatch

Foret, Kleiner, Mobahi and Neyshabur, ICLR 2021, arXiv 2010.01412, section 4.1 (m-sharpness): a part is what one accelerator holds.
Without minibatch noise all parts agree, and it is SAM. With it each part guesses another way uphill, and the mean of their slopes
feels the neighbourhood on all sides.
Look for: turn up the gradient noise. One part bounces along one line; many parts bounce less, and are drawn to wide places still.
"""

from types import MappingProxyType

from toy_models.contract import Gauge, Parameter, Reading, State, Surface
from toy_models.notation import TINY, norm

NAME = "m-SAM"
ORDER = 50
FAMILY = "Sharpness"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("radius", "ρ", 0.1, 0.0, 2.0, "how far uphill the gradient is taken", joint=True,
              reading=Reading("asks for each gradient {} uphill of x", lambda p: p.radius)),
    Parameter("parts", "M", 2, 1, 16, "minibatches in one step, each with its own way uphill", whole=True,
              reading=Reading("{} evaluations a step; {steps} so far", lambda p: 2 * p.parts)),
    Parameter("momentum", "μ", 0.0, 0.0, 0.99, "share of the last move that is kept", basic=False, lawful=(0, 1)),
)
GAUGES = (
    Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=lambda p: 2 * (1 + p.momentum)),
)
SURFACE = Surface(
    kind="max", name="the neighbourhood maximum", symbol="f↑",
    arguments=MappingProxyType({"radius": lambda p: p.radius}),
    hides="this is the ideal for all data. Each part climbs the energy of its own minibatch.",
)
PRESETS = {"canonical": {}}
REDUCES_TO = {"sam": {"parts": 1}, "sgd": {"radius": 0.0, "parts": 1}}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    total = 0 * state.x
    for _ in range(p.parts):
        batch = objective.minibatch()
        gradient = objective.gradient(state.x, batch)
        probe = state.x + p.radius * gradient / (norm(gradient) + TINY)
        watch(probe=probe)
        total = total + objective.gradient(probe, batch)
    velocity = p.momentum * state.velocity + total / p.parts
    return State(x=state.x - p.step_size * velocity, velocity=velocity)
