"""Write SmoothOut: ask for the slope at a random place of a box, and put the weights back.

    x <- x - η g(x + a ζ),      ζ ~ Uniform[-1, 1] in each coordinate

Look for: what is left of the displacement after the step.
"""

NAME = "SmoothOut's step"
ORDER = 7
METHOD = "smoothout"
NUMBERS = {"step_size": 0.1, "noise_width": 0.6}
PLACES = {"dimple": ((0.4, 0.2), (-0.6, -1.4)), "ravine": ((0.5, 1.0),)}
TILT = (0.5, "isotropic")
QUIET = {"at a = 0 it is plain descent, to rounding": {"noise_width": 0.0}}
GIVEN = """probe = state.x   # yours: a place in the box
slope = objective.gradient(probe, objective.minibatch())
return State(x=state.x - p.step_size * slope)"""
ANSWER = GIVEN.replace("state.x   # yours: a place in the box", "state.x + p.noise_width * noise.uniform()")
MISTAKES = (
    ("it asks at x",
     "This is plain descent: there is no box.",
     ("state.x + p.noise_width * noise.uniform()", "state.x")),
    ("it is not put back",
     "x goes on from the displaced place: it diffuses, and the box has become a heat.",
     ("x=state.x -", "x=probe -")),
    ("it is a Gaussian, not a box",
     "A normal number has three times the variance of a uniform one on (−1, 1), and reaches out of the box.",
     ("noise.uniform()", "noise.normal()")),
    ("the box is half",
     "A uniform number here lies between −1 and 1 already: a is half of the width, not all of it.",
     ("p.noise_width *", "p.noise_width / 2 *")),
    ("it looks to one side",
     "|ζ| is never negative: the mean over such places is the slope of a box that lies beside x.",
     ("noise.uniform()", "abs(noise.uniform())")),
    ("it climbs",
     "The slope is added: x goes where f̄ is higher.",
     ("- p.step_size * slope", "+ p.step_size * slope")),
)
