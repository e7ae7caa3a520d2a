"""Parle: copies that each descend the local entropy, and after every inner loop are drawn to their mean.

    y <- xᵢ,   μᵢ <- xᵢ
    L times, each on a fresh minibatch:
        y <- y - η′ (g(y) + γ (y - xᵢ)) + √(2η′T) ξ
        μᵢ <- (1 - α) μᵢ + α y
    xᵢ <- xᵢ - η (xᵢ - μᵢ + ρ (xᵢ - ⟨x⟩)),      ⟨x⟩ = mean over the n copies of a group

Chaudhari et al., arXiv 1707.00424, without its momentum; 1/γ, α and 1/ρ there are γ, 1 - α and ρ here, both springs stiffen there,
and T = 0. Copies meet once in L evaluations: what makes it parallel. On ½λx² let an inner loop at T = 0 end at μ = m x: then the
mean keeps 1 - η(1 - m) of itself a step, and what copies differ in 1 - η(1 - m + ρ).
Look for: the group crosses what one copy falls into, twice softened: by each copy's walk and by how far the copies are apart.
"""

from toy_models.contract import Gauge, Parameter, State
from toy_models.notation import together

NAME = "Parle"
ORDER = 33
FAMILY = "Replicas"
PARAMETERS = (
    Parameter("scope", "γ", 1.0, 1e-4, 100.0, "stiffness of the spring to x; larger looks nearer", scale="log"),
    Parameter("inner_steps", "L", 20, 1, 200, "steps inside each outer step", scale="log", whole=True),
    Parameter("temperature", "T", 1.0, 0.0, 10.0, "heat of the inner walk", scale="log"),
    Parameter("inner_step_size", "η′", 0.01, 1e-4, 1.0, "length of one inner step", scale="log", slider="step_size"),
    Parameter("step_size", "η", 0.5, 0.0, 1.0, "how far x moves towards the mean; 1 jumps onto it", slider="outer_step"),
    Parameter("averaging", "α", 0.75, 0.01, 1.0, "weight of the newest inner point in the mean", lawful=(0, 1)),
    Parameter("cohesion", "ρ", 0.2, 0.0, 1.0, "pull of the group's mean, where that of the inner walk's mean is 1"),
    Parameter("copies", "n", 4, 2, 16, "copies in a group", whole=True, slider="group", lawful=(1, 16)),
)
GAUGES = (
    Gauge("h(λmax + γ)", lambda p: p.inner_step_size * (p.curvature + p.scope), "step_size", "walk stable", unstable_from=2.0,
          unstable="walk unstable"),
    Gauge("Γ = hγL", lambda p: p.inner_step_size * p.scope * p.inner_steps, "scope", "acts", dead_below=0.05,
          dead="dead: the spring cannot act"),
)
SURFACE = None
PRESETS = {"canonical": {}, "no heat": {"temperature": 0.0}}
REDUCES_TO = {
    "entropy_sgd": {"cohesion": 0.0},
    "sgd": {"cohesion": 0.0, "inner_steps": 1, "averaging": 1.0, "step_size": 1.0, "temperature": 0.0},
}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One outer step, as in the box above."""
    x = state.x
    apart = x - together(x, p.copies)
    y = x
    mean = x
    for _ in range(p.inner_steps):
        drift = objective.gradient(y, objective.minibatch()) + p.scope * (y - x)
        y = y - p.inner_step_size * drift + (2 * p.inner_step_size * p.temperature) ** 0.5 * noise.normal()
        mean = (1 - p.averaging) * mean + p.averaging * y
        watch(inner=y, mean=mean)
    return State(x=x - p.step_size * (x - mean + p.cohesion * apart))
