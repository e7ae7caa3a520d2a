"""GLD, isotropic: as much added noise as minibatches have, the same in all directions.

    x <- x - η (g₁ + s |g₂ - g₃| / √2 · ξ/|ξ|),      ξ ~ N(0, I),      g₁, g₂, g₃ at x on three minibatches

"GLD dynamic" of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195: covariance (tr Σ / D) I, Σ that of minibatches. E|g₂ - g₃|²/2
is tr Σ, and ξ/|ξ| points everywhere alike, so the size is right on average and the shape at every step.
Look for: beside GLD, at one trace. Out of a sharp valley, where noise follows the curvature, it is the slower one.
"""

from toy_models.contract import Gauge, Parameter, Reading, State
from toy_models.notation import TINY, norm

NAME = "GLD, isotropic"
ORDER = 61
FAMILY = "Noise"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("added_noise", "s", 1.0, 0.0, 10.0, "size of the added noise, in units of a minibatch's",
              reading=Reading("adds {} times the variance of a minibatch", lambda p: p.added_noise**2)),
)
GAUGES = (Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=2.0),)
SURFACE = None
PRESETS = {"canonical": {}}
REDUCES_TO = {"sgd": {"added_noise": 0.0}}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    gradient = objective.gradient(state.x, objective.minibatch())
    one = objective.gradient(state.x, objective.minibatch())
    other = objective.gradient(state.x, objective.minibatch())
    draw = noise.normal()
    size = norm(one - other) / 2**0.5
    return State(x=state.x - p.step_size * (gradient + p.added_noise * size * draw / (norm(draw) + TINY)))
