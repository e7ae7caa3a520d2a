"""Fixed point: look for the slope that you will find where it takes you.

    p <- g(x),      L times: p <- (1 - α) p + α g(x - η p), each on a fresh minibatch,      x <- x - η p

Chaudhari, Oberman, Osher, Soatto and Carlier (2018), arXiv 1704.04932; "FP" in the authors' program: p = ∇f(x - ηp) is an implicit
step of descent, and the slope of the Moreau envelope with γ = 1/η.
Look for: beyond hλ = 2, where descent bounces out, it walks on: the implicit step is stable at any length. Only the search for
it is not, from α(1 + ηλ) of about 2 on, and it costs L + 1 gradients.
"""

from types import MappingProxyType

from toy_models.contract import Gauge, Parameter, Reading, State, Surface


def _growth(p):
    """By how much one turn may enlarge an error, for x to grow: below 1 it dies out.

    With a = ηλ and r = 1 - α(1 + a), the step multiplies x by (1 - rᴸa²) / (1 + a): below -1 if rᴸa² > 2 + a, above 1 if rᴸa < -1.
    """
    a = p.step_size * p.curvature
    r = 1 - p.relaxation * (1 + a)
    negative = (1 - r / (r * r + 1e-18) ** 0.5) / 2 * (1 - (-1) ** p.turns) / 2
    return (r * r) ** 0.5 * (a ** (2 - negative) / (2 + a) ** (1 - negative)) ** (1 / p.turns)


NAME = "Fixed point"
ORDER = 41
FAMILY = "Relaxations"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of the implicit step", scale="log"),
    Parameter("turns", "L", 3, 1, 50, "turns of the search for the slope", scale="log", whole=True,
              reading=Reading("{} evaluations a step; {steps} so far", lambda p: p.turns + 1)),
    Parameter("relaxation", "α", 0.5, 0.0, 1.0, "weight of the newest slope in the search; 0 is descent", lawful=(0, 1)),
)
GAUGES = (
    Gauge("growth a turn", _growth, "step_size", "search stable", unstable_from=1.0, unstable="search unstable"),
)
SURFACE = Surface(
    kind="moreau", name="the Moreau envelope", symbol="u₀", arguments=MappingProxyType({"scope": lambda p: 1 / p.step_size}),
    hides="this is where the search would end. A short one stops on the way.",
)
PRESETS = {"canonical": {}}
REDUCES_TO = {"sgd": {"relaxation": 0.0}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One implicit step, as in the box above."""
    slope = objective.gradient(state.x, objective.minibatch())
    for _ in range(p.turns):
        ahead = state.x - p.step_size * slope
        watch(inner=ahead)
        slope = (1 - p.relaxation) * slope + p.relaxation * objective.gradient(ahead, objective.minibatch())
    return State(x=state.x - p.step_size * slope)
