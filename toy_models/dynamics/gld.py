"""GLD: add to descent more of the noise that its minibatches have.

    x <- x - η (g₁ + s (g₂ - g₃) / √2),      g₁, g₂, g₃ at x on three minibatches

Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195: descent with noise of covariance Σ, that of minibatches. A difference of two
slopes has the covariance 2Σ and no mean, so the noise here is (1 + s²)Σ, in its own shape.
On ½Σλᵢxᵢ² the variance along an axis is η(1 + s²)Σᵢᵢ / (λᵢ(2 - ηλᵢ)): each axis has a temperature of its own.
Look for: turn up the gradient noise and change its law. Noise along the curvature leaves a sharp valley, equal noise in all
directions does not.
"""

from toy_models.contract import Gauge, Parameter, Reading, State

NAME = "GLD"
ORDER = 60
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
    return State(x=state.x - p.step_size * (gradient + p.added_noise * (one - other) / 2**0.5))
