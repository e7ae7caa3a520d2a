"""Write SGD with momentum, whose only noise is that of its minibatch.

    v <- μ v + g(x),      x <- x - η v,      g on one minibatch

Look for: where the noise comes from, and what multiplies the slope.
"""

NAME = "SGD, whose noise is its data's"
ORDER = 5
METHOD = "sgd"
NUMBERS = {"step_size": 0.08, "momentum": 0.6}
PLACES = {"slanted_noise": ((-0.8, 0.3), (0.4, -0.5)), "uneven_noise": ((0.6, 0.5),)}
TILT = (0.8, "of_landscape")
QUIET = {"at μ = 0 it is plain descent, to rounding": {"momentum": 0.0}}
GIVEN = """slope = objective.gradient(state.x, objective.everything())   # yours: on a minibatch
v = slope   # yours: with p.momentum and state.velocity
return State(x=state.x - p.step_size * v, velocity=v)"""
ANSWER = GIVEN.replace("everything())   # yours: on a minibatch", "minibatch())").replace(
    "v = slope   # yours: with p.momentum and state.velocity", "v = p.momentum * state.velocity + slope")
V, SLOPE = "p.momentum * state.velocity + slope", "slope = objective.gradient(state.x, objective.minibatch())"
MISTAKES = (
    ("neither noise nor memory",
     "This is descent on all data: nothing shakes it, and nothing is kept.",
     ("minibatch()", "everything()"), (V, "slope")),
    ("it sees all data",
     "objective.everything() is f itself: no minibatch, no noise. All that this lesson measures is gone.",
     ("minibatch()", "everything()")),
    ("it forgets",
     "v is the newest slope alone: μ does nothing.",
     (V, "slope")),
    ("the slope is weighed by 1 − μ",
     "v is a mean of slopes, not their sum: the step is 1 − μ times as long as here. Both are in use; this one is written v "
     "← μv + g.",
     (V, "p.momentum * state.velocity + (1 - p.momentum) * slope")),
    ("it looks ahead",
     "The slope is asked at x − ημv: that is Nesterov's momentum.",
     ("gradient(state.x,", "gradient(state.x - p.step_size * p.momentum * state.velocity,")),
    ("heat is put in by hand",
     "A round shake was added to the minibatch's own: that makes it warmer, and rounder than SGD is.",
     ("- p.step_size * v,", "- p.step_size * v + p.step_size * noise.normal(),")),
    ("two minibatches are averaged",
     "The mean of two slopes has half the covariance: it is SGD at twice the batch, and at half the temperature.",
     (SLOPE,
      f"{SLOPE}\nslope = (slope + objective.gradient(state.x, objective.minibatch())) / 2")),
    ("it climbs",
     "The slope is added: x goes where f is higher.",
     ("- p.step_size * v", "+ p.step_size * v")),
)
