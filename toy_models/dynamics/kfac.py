"""K-FAC: divide the slope by the curvature, layer by layer.

    x <- x - η (C + λ)⁻¹ g,      C = A ⊗ S on a layer, of its inputs and its slopes,      C = |H| on a landscape

Martens and Grosse, ICML 2015, arXiv 1503.05671, with the factors of one minibatch and the damped product solved exactly. Undamped,
the network says the same whatever units its inputs are measured in. With λ far above the curvature it is SGD with the step η/λ.
Look for: valleys are as fast along as across, for η is a share of the way and not a length. With η = 1 and a small λ a bowl takes
one step; a saddle, whose curvatures count as positive, is left.
"""

from toy_models.contract import Parameter, Reading, State

NAME = "K-FAC"
ORDER = 32
FAMILY = "Adaptive steps"
PARAMETERS = (
    Parameter("step_size", "η", 0.1, 1e-3, 1.0, "share of the way to where the curvature says that the bottom is", scale="log",
              slider="natural_step", reading=Reading("a step goes {} of the way to the bottom", lambda p: p.step_size)),
    Parameter("damping", "λ", 0.1, 1e-4, 10.0, "curvature that is added to every curvature", scale="log"),
)
GAUGES = ()
SURFACE = None
PRESETS = {"canonical": {}, "nearly Newton": {"step_size": 1.0, "damping": 1e-3}}
REDUCES_TO = {}
CARRIES = ()


def step(state, objective, noise, watch, p):
    """One step, as in the box above."""
    batch = objective.minibatch()
    gradient = objective.gradient(state.x, batch)
    return State(x=state.x - p.step_size * objective.natural(state.x, gradient, batch, p.damping))
