"""SmoothOut: take the gradient at a randomly displaced point, then put the weights back.

    g = mean over N copies of g(x + a ζ),      ζ ~ Uniform[-1, 1] in each coordinate,      x <- x - η g

Wen et al., arXiv 1805.07898; one copy is its stochastic form, the one that is trained. The displacement is undone exactly,
because x itself is never overwritten.
g is an unbiased slope of the box mean E f(x + aζ), which on a quadratic is f + (a²/6) tr H.
Look for: a well narrower than the box fills in. The walker does not diffuse: it is displaced, asked, and put back.
"""

from types import MappingProxyType

from toy_models.contract import Gauge, Parameter, Reading, State, Surface

NAME = "SmoothOut"
ORDER = 4
FAMILY = "Foundations"
PARAMETERS = (
    Parameter("step_size", "η", 0.01, 1e-4, 1.0, "length of one descent step", scale="log"),
    Parameter("noise_width", "a", 0.6, 0.0, 3.0, "half-width of the box that is averaged over",
              reading=Reading("asks up to {} away along each axis", lambda p: p.noise_width)),
    Parameter("copies", "N", 1, 1, 16, "displaced copies averaged in one step", whole=True, basic=False),
    Parameter("momentum", "μ", 0.0, 0.0, 0.99, "share of the last move that is kept", basic=False, lawful=(0, 1)),
)
GAUGES = (
    Gauge("h λmax", lambda p: p.step_size * p.curvature, "step_size", "stable", unstable_from=lambda p: 2 * (1 + p.momentum)),
)
SURFACE = Surface(
    kind="box", name="the box mean", symbol="f̄",
    arguments=MappingProxyType({"width": lambda p: p.noise_width}),
    hides="this is the mean over all displacements. One step asks at one of them.",
    pace=lambda p: p.step_size / (1 - p.momentum),
)
PRESETS = {"canonical": {}, "with momentum": {"momentum": 0.9}}
REDUCES_TO = {"sgd": {"noise_width": 0.0, "copies": 1}}
CARRIES = ("velocity",)


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    total = 0 * state.x
    for _ in range(p.copies):
        batch = objective.minibatch()
        probe = state.x + p.noise_width * noise.uniform()
        watch(probe=probe)
        total = total + objective.gradient(probe, batch)
    velocity = p.momentum * state.velocity + total / p.copies
    return State(x=state.x - p.step_size * velocity, velocity=velocity)
