"""Heat: descend the energy blurred by a Gaussian.

    g = mean over N copies of g(x + √(T/γ) ξ),      ξ ~ N(0, I),      x <- x - η g

Chaudhari, Oberman, Osher, Soatto and Carlier (2018), arXiv 1704.04932, where it stands beside the local entropy u: w, the mean of
f(x + √(T/γ) ξ), is nowhere below u. The authors' program named HEAT runs an inner walk instead; this is the mean itself.
g is an unbiased slope of w; cos(kx) becomes exp(-k²T/2γ) cos(kx).
Look for: a ripple finer than √(T/γ) is gone. A deep narrow hole leaves more of a mark on w than on u.
"""

from types import MappingProxyType

from toy_models.contract import Gauge, Parameter, Reading, State, Surface
from toy_models.notation import TINY

NAME = "Heat"
ORDER = 42
FAMILY = "Relaxations"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("scope", "γ", 1.0, 1e-4, 100.0, "stiffness of the spring to x; larger looks nearer", scale="log"),
    Parameter("temperature", "T", 1.0, 0.0, 10.0, "heat that spreads the places that are asked", scale="log",
              reading=Reading("asks about √(T/γ) = {} away along each axis", lambda p: (p.temperature / p.scope) ** 0.5)),
    Parameter("copies", "N", 1, 1, 16, "displaced copies averaged in one step", whole=True, basic=False),
)
GAUGES = (Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=2.0),)
SURFACE = Surface(
    kind="heat", name="the heat mean", symbol="w",
    arguments=MappingProxyType({"scope": lambda p: p.scope, "temperature": lambda p: p.temperature}),
    hides="this is the mean over all displacements. One step asks at one of them.",
    pace=lambda p: p.step_size,
)
PRESETS = {"canonical": {}}
REDUCES_TO = {"sgd": {"temperature": 0.0, "copies": 1}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    total = 0 * state.x
    for _ in range(p.copies):
        batch = objective.minibatch()
        probe = state.x + (p.temperature / (p.scope + TINY)) ** 0.5 * noise.normal()
        watch(probe=probe)
        total = total + objective.gradient(probe, batch)
    return State(x=state.x - p.step_size * total / p.copies)
