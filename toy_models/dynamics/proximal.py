"""Proximal point: descend with a spring to where you stand, then go where that ended.

    y <- x,      L times: y <- y - η′ (g(y) + γ (y - x)), each on a fresh minibatch,      x <- x - η (x - y)

Chaudhari, Oberman, Osher, Soatto and Carlier (2018), arXiv 1704.04932; "HJB" in the authors' program: Entropy-SGD without heat and
without a mean. With many inner steps y is the minimum of f(y) + ½γ|y - x|², and γ(x - y) the slope of the Moreau envelope.
Look for: unlike Entropy-SGD it does not care for width. Every minimum of f is one of the envelope's, as deep as before.
"""

from types import MappingProxyType

from toy_models.contract import Gauge, Parameter, Reading, State, Surface

NAME = "Proximal point"
ORDER = 40
FAMILY = "Relaxations"
PARAMETERS = (
    Parameter("scope", "γ", 1.0, 1e-4, 100.0, "stiffness of the spring to x; larger looks nearer", scale="log"),
    Parameter("inner_steps", "L", 20, 1, 200, "descent steps inside each outer step", scale="log", whole=True,
              reading=Reading("{} evaluations a step; {steps} so far", lambda p: p.inner_steps)),
    Parameter("inner_step_size", "η′", 0.01, 1e-4, 1.0, "length of one inner step", scale="log", slider="step_size"),
    Parameter("step_size", "η", 0.5, 0.0, 1.0, "how far x moves towards y; 1 jumps onto it", slider="outer_step",
              reading=Reading("moves {} % of the way to y", lambda p: 100 * p.step_size)),
)
GAUGES = (
    Gauge("h(λmax + γ)", lambda p: p.inner_step_size * (p.curvature + p.scope), "step_size", "descent stable", unstable_from=2.0,
          unstable="descent unstable"),
    Gauge("Γ = hγL", lambda p: p.inner_step_size * p.scope * p.inner_steps, "scope", "acts", dead_below=0.05,
          dead="dead: the spring cannot act"),
)
SURFACE = Surface(
    kind="moreau", name="the Moreau envelope", symbol="u₀", arguments=MappingProxyType({"scope": lambda p: p.scope}),
    hides="this is where the inner descent would end. A short one stops on the way.",
)
PRESETS = {"canonical": {}}
REDUCES_TO = {"sgd": {"inner_steps": 1, "step_size": 1.0}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One outer step, as in the box above."""
    y = state.x
    for _ in range(p.inner_steps):
        y = y - p.inner_step_size * (objective.gradient(y, objective.minibatch()) + p.scope * (y - state.x))
        watch(inner=y)
    return State(x=state.x - p.step_size * (state.x - y))
