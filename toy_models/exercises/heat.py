"""Write the step that descends the heat mean w without ever computing it.

    x <- x - η g(x + √(T/γ) ξ)

w(x) is the mean of f(x + √(T/γ) ξ), so its slope is the mean of such slopes: one of them is enough for one step.
Look for: where the slope is asked, and from where x moves.
"""

NAME = "One step on the heat mean"
ORDER = 3
METHOD = "heat"
NUMBERS = {"step_size": 0.1, "scope": 4.0, "temperature": 0.5}
PLACES = {"two_gaussians": ((-1.0, 0.4), (0.9, -0.3)), "double_well": ((0.4, -0.5),)}
TILT = (0.5, "isotropic")
QUIET = {"at T = 0 it is plain descent, to rounding": {"temperature": 0.0}}
GIVEN = """probe = state.x   # yours: a place around x
slope = objective.gradient(probe, objective.minibatch())
return State(x=state.x - p.step_size * slope)"""
ANSWER = GIVEN.replace("state.x   # yours: a place around x", "state.x + (p.temperature / p.scope) ** 0.5 * noise.normal()")
RADIUS = "(p.temperature / p.scope) ** 0.5"
MISTAKES = (
    ("it asks at x",
     "This is plain descent of f: it sees no further than where it stands.",
     (f"state.x + {RADIUS} * noise.normal()", "state.x")),
    ("the root is missing",
     "T/γ is the variance of the places, not their distance: below 1 the disc is too small, above 1 too large.",
     (RADIUS, "(p.temperature / p.scope)")),
    ("the spring works the wrong way",
     "√(Tγ): a stiffer spring would look further. It holds on to x.",
     (RADIUS, "(p.temperature * p.scope) ** 0.5")),
    ("it is not put back",
     "x goes on from the displaced place: it diffuses, by T/γ in every step, and γ has become a heat.",
     ("x=state.x -", "x=probe -")),
    ("it is a box, not a Gaussian",
     "A uniform displacement gives the box mean, SmoothOut's, with a third of the variance. The heat equation makes "
     "Gaussians.",
     ("noise.normal()", "noise.uniform()")),
    ("the variance is doubled",
     "√(2T/γ): the 2 belongs to time that is counted with ½Δ. Here time 1/γ gives the variance T/γ.",
     (RADIUS, "(2 * p.temperature / p.scope) ** 0.5")),
    ("it climbs",
     "The slope is added: x runs up the smoothed surface.",
     ("- p.step_size * slope", "+ p.step_size * slope")),
)
