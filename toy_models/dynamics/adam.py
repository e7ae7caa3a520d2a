"""Adam: every coordinate takes steps of its own, as long as its slope is steady and no longer.

    m <- β₁ m + (1 - β₁) g,      v <- β₂ v + (1 - β₂) g²,      x <- x - η m̂ / (√v̂ + ε),      m̂ = m / (1 - β₁ᵗ),  v̂ = v / (1 - β₂ᵗ)

Kingma and Ba, ICLR 2015, arXiv 1412.6980, Algorithm 1, entry by entry, g on one minibatch.
f and 1000 f give the same path: η is a length, not a length for each unit of slope, and has a slider of its own.
Look for: the first step has length η along each axis, whatever the slope. It never runs away, but a large η makes it hover.
"""

from toy_models.contract import Parameter, Reading, State

NAME = "Adam"
ORDER = 30
FAMILY = "Adaptive steps"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of a step along each axis", scale="log", slider="adaptive_step",
              reading=Reading("the first step moves each coordinate by {}", lambda p: p.step_size)),
    Parameter("slope_memory", "β₁", 0.9, 0.0, 0.999, "share of the mean slope that is kept", basic=False, lawful=(0, 1)),
    Parameter("square_memory", "β₂", 0.999, 0.0, 0.9999, "share of the mean square that is kept", basic=False, lawful=(0, 1)),
    Parameter("floor", "ε", 1e-8, 1e-12, 1.0, "least length that a slope is divided by", scale="log", basic=False),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}}
REDUCES_TO = {}
CARRIES = ("slope", "square")


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    gradient = objective.gradient(state.x, objective.minibatch())
    slope = p.slope_memory * state.slope + (1 - p.slope_memory) * gradient
    square = p.square_memory * state.square + (1 - p.square_memory) * gradient * gradient
    mean = slope / (1 - p.slope_memory ** (state.t + 1))
    size = (square / (1 - p.square_memory ** (state.t + 1))) ** 0.5
    return State(x=state.x - p.step_size * mean / (size + p.floor), slope=slope, square=square)
