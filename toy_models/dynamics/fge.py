"""FGE, fast geometric ensembling: in every cycle the step falls to a small one and rises again.

    c times, each on a fresh minibatch:   x <- x - ηᵢ g(x),      ηᵢ = η (r + (1 - r) |2i/c - 1|),      i = 1, ..., c

Garipov, Izmailov, Podoprikhin, Vetrov and Wilson, NeurIPS 2018, arXiv 1802.10026, section 4: the models at the low points, half a
cycle in, are kept and averaged. One step here is a cycle; it ends at the large step.
On ½λx² a cycle multiplies x by Π (1 - ηᵢλ).
Look for: the inner walk. With large steps it leaves a valley's floor, with small ones it settles; where it settles differs from
cycle to cycle.
"""

from toy_models.contract import Parameter, Reading, State
from toy_models.notation import maximum

NAME = "FGE"
ORDER = 22
FAMILY = "Cycles"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "the largest step of a cycle", scale="log"),
    Parameter("low_share", "r", 0.01, 0.0, 1.0, "share of it at the low point"),
    Parameter("cycle", "c", 20, 1, 200, "steps in a cycle", whole=True,
              reading=Reading("{} evaluations a cycle", lambda p: p.cycle)),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}, "no cycle": {"low_share": 1.0}}
REDUCES_TO = {"sgd": {"cycle": 1}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One cycle, as in the box above."""
    x = state.x
    for turn in range(p.cycle):
        way = 2 / p.cycle * (turn + 1) - 1
        step_size = p.step_size * (p.low_share + (1 - p.low_share) * maximum(way, -way))
        x = x - step_size * objective.gradient(x, objective.minibatch())
        watch(inner=x)
    return State(x=x)
