"""Replicated SGD: copies on springs to their mean, springs that stiffen until the copies are one.

    κ = κ₀ (1 + κ₁)^t
    v <- μ v + gᵢ(xᵢ) + κ (xᵢ - ⟨x⟩),      xᵢ <- xᵢ - η v,      ⟨x⟩ = mean over the n copies of a group

Baldassi et al., PNAS 113 (2016); with a stiffness that grows by a factor, Pittorino et al., ICLR 2021, arXiv 2006.07897. A group
lowers Σ f(xᵢ) + κ/2 Σ |xᵢ - ⟨x⟩|², which weighs a valley by its width. Copies start where a run starts, not apart from each
other; their number does not multiply the step.
Look for: loose copies choose valleys of their own; as the springs tighten they meet in one with room for all. With κ₁ too large
they meet before they have chosen, and beyond h(λmax + κ) = 2 they swing apart.
"""

from toy_models.contract import Gauge, Parameter, State
from toy_models.notation import together


def _stiffness(p):
    """κ after t steps."""
    return p.coupling * (1 + p.coupling_growth) ** p.t


NAME = "Replicated SGD"
ORDER = 32
FAMILY = "Replicas"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("momentum", "μ", 0.0, 0.0, 0.99, "share of the last move that is kept", lawful=(0, 1)),
    Parameter("coupling", "κ", 1.0, 0.0, 10.0, "stiffness of the spring between a copy and the mean"),
    Parameter("coupling_growth", "κ₁", 5e-4, 0.0, 0.1, "growth of the stiffness at each step"),
    Parameter("copies", "n", 4, 2, 16, "copies in a group", whole=True, slider="group", lawful=(1, 16)),
)
GAUGES = (
    Gauge("h(λmax + κ)", lambda p: p.step_size * (p.curvature + _stiffness(p)), "step_size", "stable",
          unstable_from=lambda p: 2 * (1 + p.momentum)),
)
SURFACE = None
PRESETS = {"canonical": {}, "soon one": {"coupling": 10.0, "coupling_growth": 2e-3}}
REDUCES_TO = {"sgd": {"coupling": 0.0}, "elastic_averaging": {"momentum": 0.0, "coupling_growth": 0.0}}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    stiffness = p.coupling * (1 + p.coupling_growth) ** state.t
    gradient = objective.gradient(state.x, objective.minibatch())
    velocity = p.momentum * state.velocity + gradient + stiffness * (state.x - together(state.x, p.copies))
    return State(x=state.x - p.step_size * velocity, velocity=velocity)
