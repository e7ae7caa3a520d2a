"""GLD, diagonal: added noise that knows how noisy each coordinate is, and nothing of how they go together.

    x <- x - η (g₁ + s (g₂ - g₃) / √2 · ξ),      ξ ~ N(0, I), entry by entry,      g₁, g₂, g₃ at x on three minibatches

"GLD diag" of Zhu, Wu, Yu, Wu and Ma, ICML 2019, arXiv 1803.00195: covariance diag(Σ), Σ that of minibatches. A draw of its own for
each coordinate leaves E(g₂ - g₃)ᵢ²/2 = Σᵢᵢ as it is and every product of two coordinates without a mean.
Look for: where the valley lies across the axes it does what GLD does; turned by 45°, it is the isotropic one.
"""

from toy_models.contract import Gauge, Parameter, Reading, State

NAME = "GLD, diagonal"
ORDER = 62
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
    return State(x=state.x - p.step_size * (gradient + p.added_noise * (one - other) / 2**0.5 * noise.normal()))
