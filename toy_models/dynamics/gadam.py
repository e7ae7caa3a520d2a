"""Gadam: Adam, reported as the mean of its tail.

    y <- a step of Adam from y,      x = the mean of all y from step T₀ on, and y itself before

Granziol, Wan, Albanie and Roberts, arXiv 2003.01247, who argue that the gain of averaging is less noise, not a flatter place.
Look for: Adam hovers about a minimum at a distance of some η; its mean goes in.
"""

from toy_models.contract import Parameter, State

NAME = "Gadam"
ORDER = 31
FAMILY = "Adaptive steps"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of a step along each axis", scale="log", slider="adaptive_step"),
    Parameter("tail_start", "T₀", 100, 1, 500, "step from which on points are averaged", scale="log", whole=True),
    Parameter("slope_memory", "β₁", 0.9, 0.0, 0.999, "share of the mean slope that is kept", basic=False, lawful=(0, 1)),
    Parameter("square_memory", "β₂", 0.999, 0.0, 0.9999, "share of the mean square that is kept", basic=False, lawful=(0, 1)),
    Parameter("floor", "ε", 1e-8, 1e-12, 1.0, "least length that a slope is divided by", scale="log", basic=False),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}}
REDUCES_TO = {"adam": {"tail_start": 10**6}}
CARRIES = ("slope", "square", "lead")


def step(state, objective, noise, watch, p):
    """One step; the lead is y - x, and `before`, late or 0, counts the points that the mean holds already."""
    fast = state.x + state.lead
    gradient = objective.gradient(fast, objective.minibatch())
    slope = p.slope_memory * state.slope + (1 - p.slope_memory) * gradient
    square = p.square_memory * state.square + (1 - p.square_memory) * gradient * gradient
    mean = slope / (1 - p.slope_memory ** (state.t + 1))
    size = (square / (1 - p.square_memory ** (state.t + 1))) ** 0.5
    fast = fast - p.step_size * mean / (size + p.floor)
    watch(fast=fast)
    late = state.t + 1 - p.tail_start
    before = (late + (late * late) ** 0.5) / 2
    x = state.x + (fast - state.x) / (1 + before)
    return State(x=x, slope=slope, square=square, lead=fast - x)
