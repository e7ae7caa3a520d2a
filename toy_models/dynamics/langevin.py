"""Langevin dynamics: descend, and be shaken by heat.

    x <- x - η g(x) + √(2ηT) ξ,      ξ ~ N(0, I),      g on one minibatch

Rossky, Doll and Friedman, J. Chem. Phys. 69 (1978); with minibatches, SGLD: Welling and Teh, ICML 2011.
As η -> 0 it samples the Gibbs law exp(-f/T). On ½λx² its variance is T / (λ (1 - ηλ/2)): the step size itself adds heat.
Look for: it leaves a well in a time that grows like exp(barrier / T), and dwells where there is room, not where it is deepest.
"""

from toy_models.contract import Gauge, Parameter, Reading, State

NAME = "Langevin"
ORDER = 2
FAMILY = "Foundations"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("temperature", "T", 1.0, 0.0, 10.0, "heat: at rest, points are spread as exp(-f/T)", scale="log",
              reading=Reading("each shake: √(2hT) = {}", lambda p: (2 * p.step_size * p.temperature) ** 0.5)),
)
GAUGES = (Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=2.0),)
SURFACE = None
PRESETS = {"canonical": {}, "cold": {"temperature": 0.1}}
REDUCES_TO = {"sgd": {"temperature": 0.0}}
CARRIES = ()
HEAT = "temperature"


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    batch = objective.minibatch()
    drift = objective.gradient(state.x, batch)
    return State(x=state.x - p.step_size * drift + (2 * p.step_size * p.temperature) ** 0.5 * noise.normal())
