"""AdaSmoothOut: take the gradient at a randomly displaced point, each filter displaced in proportion to its length.

    g = mean over N copies of g(x + a |x_f| r_f / |r_f|),      r ~ Uniform[-1, 1]ⁿ for each filter f,      x <- x - η g

Wen et al., arXiv 1805.07898, the adaptive form. A filter of n weights is displaced by exactly a of its length, with covariance
a² |x_f|²/n I: on a quadratic g is the slope of f + (a²/2) Σ (|x_f|²/n) tr H_ff, the filters' lengths held. A bias is a filter by
itself, and on a landscape each coordinate is: it is displaced by a |x| to one side or the other, and not at all where it is 0.
Look for: near the origin it sees every hole that SmoothOut overlooks, far from it none. What is displaced depends on where 0 is.
"""

from toy_models.contract import Parameter, Reading, State

NAME = "AdaSmoothOut"
ORDER = 52
FAMILY = "Sharpness"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("noise_width", "a", 0.3, 0.0, 1.0, "length of the displacement, as a share of the filter", slider="relative_width",
              reading=Reading("displaces each filter by {} of its length", lambda p: p.noise_width)),
    Parameter("copies", "N", 1, 1, 16, "displaced copies averaged in one step", whole=True, basic=False),
    Parameter("momentum", "μ", 0.0, 0.0, 0.99, "share of the last move that is kept", basic=False, lawful=(0, 1)),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}, "with momentum": {"momentum": 0.9}}
REDUCES_TO = {"sgd": {"noise_width": 0.0, "copies": 1}}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    total = 0 * state.x
    length = objective.blocks(state.x)
    for _ in range(p.copies):
        batch = objective.minibatch()
        draw = noise.uniform()
        probe = state.x + p.noise_width * length * draw / objective.blocks(draw)
        watch(probe=probe)
        total = total + objective.gradient(probe, batch)
    velocity = p.momentum * state.velocity + total / p.copies
    return State(x=state.x - p.step_size * velocity, velocity=velocity)
