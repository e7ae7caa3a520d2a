"""Decentralised SGD: learners on a ring, each of which takes the mean with its two neighbours instead of with all.

    xᵢ <- Σⱼ Mᵢⱼ xⱼ - η gᵢ(xᵢ),      M = (1 - m) I + m (⅓ at i - 1, i, i + 1),      gᵢ on a minibatch of its own

Lian et al., NeurIPS 2017, arXiv 1705.09056; that it smooths the landscape: Zhang et al., arXiv 2112.01433. n learners to a ring.
M keeps the mean, and shrinks what differs from it by 1 - m + m (1 + 2 cos(2π/n))/3 at least: 0.8047 for m = 1, n = 8.
On ½λx² it is stable for ηλ < 1 + the least eigenvalue of M, which is 2 - 4m/3 where n is even.
Look for: the learners never quite agree. How far they are apart depends on the slope: it is a noise that knows the landscape.
"""

from toy_models.contract import Parameter, State
from toy_models.notation import ring

NAME = "Decentralised SGD"
ORDER = 31
FAMILY = "Replicas"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("mixing", "m", 1.0, 0.0, 1.0, "share taken from the mean with the neighbours", lawful=(0, 1)),
    Parameter("learners", "n", 8, 2, 16, "learners on a ring", whole=True, slider="group", lawful=(1, 16)),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}, "seldom": {"mixing": 0.1}}
REDUCES_TO = {"sgd": {"mixing": 0.0}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    gradient = objective.gradient(state.x, objective.minibatch())
    return State(x=(1 - p.mixing) * state.x + p.mixing * ring(state.x, p.learners) - p.step_size * gradient)
