"""SWA, stochastic weight averaging: the mean of a few points that lie far apart on one run.

    c times: y <- y - η g(y), each on a fresh minibatch,      then x <- x + (y - x) / (n + 1), n = the cycles averaged before

Izmailov, Podoprikhin, Garipov, Vetrov and Wilson, UAI 2018, arXiv 1803.05407, with a constant step; averaging begins with cycle T₀.
Look for: y wanders on the walls of a wide valley, and its mean lies inside: lower than any y where the walls curve up.
"""

from toy_models.contract import Gauge, Parameter, Reading, State

NAME = "SWA"
ORDER = 22
FAMILY = "Averages"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("cycle", "c", 10, 1, 200, "descent steps between two points that are averaged", whole=True,
              reading=Reading("{} evaluations a cycle; {steps} cycles so far", lambda p: p.cycle)),
    Parameter("tail_start", "T₀", 100, 1, 500, "step from which on points are averaged", scale="log", whole=True),
)
GAUGES = (Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=2.0),)
SURFACE = None
PRESETS = {"canonical": {}}
REDUCES_TO = {"tail_averaging": {"cycle": 1}, "sgd": {"cycle": 1, "tail_start": 10**6}}
CARRIES = ("lead",)


def step(state, objective, noise, watch, p):
    """One cycle; the lead is y - x, and `before`, late or 0, counts the points that the mean holds already."""
    fast = state.x + state.lead
    for _ in range(p.cycle):
        fast = fast - p.step_size * objective.gradient(fast, objective.minibatch())
        watch(fast=fast)
    late = state.t + 1 - p.tail_start
    before = (late + (late * late) ** 0.5) / 2
    x = state.x + (fast - state.x) / (1 + before)
    return State(x=x, lead=fast - x)
