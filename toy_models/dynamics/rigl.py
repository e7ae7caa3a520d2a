"""RigL: train a few of the weights, and at times exchange the smallest for those whose slope is largest.

    ΔT times:   x <- x - η m ∘ g(x),      each on a fresh minibatch
    then   stay = the (1 - f) s n largest of |x| in m,      m <- stay and the largest of |g| outside it, s n in all,
           x <- x ∘ stay

Evci, Gale, Menick, Castro and Elsen, ICML 2020, arXiv 1911.11134. s is the share of the n weights that is there, f the share of
those that is exchanged; here over all weights together and at a constant f. At first the largest weights
are there, where the paper draws.
Look for: no more weights are there than at first. On a landscape with s = ½ one of the two axes stands at zero.
"""

from toy_models.contract import Parameter, State
from toy_models.notation import largest, maximum, where

NAME = "RigL"
ORDER = 23
FAMILY = "Sparse"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("density", "s", 0.5, 0.01, 1.0, "share of the weights that is there", joint=True),
    Parameter("exchanged", "f", 0.3, 0.0, 1.0, "share of those that is exchanged", lawful=(0, 1), joint=True),
    Parameter("interval", "ΔT", 20, 1, 200, "steps between two exchanges", whole=True),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}, "all exchanged": {"exchanged": 1.0}}
REDUCES_TO = {}
CARRIES = ("mask",)


def step(state, objective, noise, watch, p):
    """ΔT steps and one exchange, as in the box above."""
    mask = state.mask + 0**state.t * largest(maximum(state.x, -state.x), p.density)
    x = mask * state.x
    for _ in range(p.interval):
        x = x - p.step_size * (mask * objective.gradient(x, objective.minibatch()))
        watch(inner=x)
    slope = objective.gradient(x, objective.minibatch())
    stay = largest(mask * maximum(x, -x) + mask - 1, p.density * (1 - p.exchanged))
    wanted = where(stay > 0.5, 3e38, maximum(slope, -slope))
    return State(x=stay * x, mask=largest(wanted, p.density))
