"""Persistent SGD: stay with a minibatch before you take the next.

    τ times: x <- x - η g(x),      g on the SAME minibatch

After Mignacco, Urbani and Zdeborová (2021) and Mignacco and Urbani (2022), arXiv 2112.10852, where each example stays for a time
that is drawn, τ on average; here all of a minibatch stay τ steps.
On ½λx² with slopes of variance σ², Var x = (σ/λ)² (1 - qᵗ) / (1 + qᵗ), qᵗ = (1 - ηλ)^τ: for long stays σ²/λ², whatever the step.
Look for: turn up the gradient noise. With a long τ it settles into one minibatch's own minimum after the other.
"""

from toy_models.contract import Gauge, Parameter, Reading, State

NAME = "Persistent SGD"
ORDER = 63
FAMILY = "Noise"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("persistence", "τ", 10, 1, 100, "steps on one minibatch", scale="log", whole=True,
              reading=Reading("stays for a time ητ = {}", lambda p: p.step_size * p.persistence)),
)
GAUGES = (Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=2.0),)
SURFACE = None
PRESETS = {"canonical": {}}
REDUCES_TO = {"sgd": {"persistence": 1}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """All steps on one minibatch."""
    batch = objective.minibatch()
    x = state.x
    for _ in range(p.persistence):
        x = x - p.step_size * objective.gradient(x, batch)
        watch(inner=x)
    return State(x=x)
