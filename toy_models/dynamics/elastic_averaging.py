"""Elastic averaging: copies that descend by themselves, and are held by springs to their mean.

    xᵢ <- xᵢ - η (gᵢ(xᵢ) + κ (xᵢ - ⟨x⟩)),      ⟨x⟩ = mean over the n copies of a group, gᵢ on a minibatch of its own

Zhang, Choromanska and LeCun, NeurIPS 2015, arXiv 1412.6651, with the centre at the mean: replicated SGD, Baldassi
et al., PNAS 2016. On ½λx² with minibatch noise σ, the mean has the variance of plain descent over n, and what a copy differs from
it (1 - 1/n) η²σ²/(1 - (1 - η(λ + κ))²).
Look for: a stiff spring lets the group move as one with a quieter slope; a soft one lets copies choose valleys of their own.
"""

from toy_models.contract import Gauge, Parameter, State
from toy_models.notation import together

NAME = "Elastic averaging"
ORDER = 30
FAMILY = "Replicas"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("coupling", "κ", 1.0, 0.0, 10.0, "stiffness of the spring between a copy and the mean"),
    Parameter("copies", "n", 4, 2, 16, "copies in a group", whole=True, slider="group", lawful=(1, 16)),
)
GAUGES = (
    Gauge("h(λmax + κ)", lambda p: p.step_size * (p.curvature + p.coupling), "step_size", "stable", unstable_from=2.0),
)
SURFACE = None
PRESETS = {"canonical": {}, "stiff": {"coupling": 10.0}}
REDUCES_TO = {"sgd": {"coupling": 0.0}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    gradient = objective.gradient(state.x, objective.minibatch())
    pull = state.x - together(state.x, p.copies)
    return State(x=state.x - p.step_size * (gradient + p.coupling * pull))
