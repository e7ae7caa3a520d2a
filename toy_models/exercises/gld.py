"""Write noise that has the shape of a minibatch's own, without knowing its covariance.

    x <- x - η (g + s e),      E e = 0,      e with the covariance Σ of a minibatch's slope

Look for: what the difference of two slopes on two minibatches has no longer, and what it has twice.
"""

NAME = "Noise shaped like a minibatch's"
ORDER = 4
METHOD = "gld"
NUMBERS = {"step_size": 0.1, "added_noise": 0.7}
PLACES = {"double_well": ((-0.8, 0.3), (0.4, -0.5)), "himmelblau": ((2.5, 1.5),)}
TILT = (0.8, "hessian")
QUIET = {"at s = 0 it is SGD, to rounding": {"added_noise": 0.0}}
GIVEN = """slope = objective.gradient(state.x, objective.minibatch())
one = objective.gradient(state.x, objective.minibatch())
other = objective.gradient(state.x, objective.minibatch())
extra = 0 * one   # yours: mean 0, covariance as of one slope
return State(x=state.x - p.step_size * (slope + p.added_noise * extra))"""
ANSWER = GIVEN.replace("0 * one   # yours: mean 0, covariance as of one slope", "(one - other) / 2 ** 0.5")
EXTRA = "(one - other) / 2 ** 0.5"
MISTAKES = (
    ("nothing is added",
     "This is SGD as it was. A slope minus itself is nothing too: each minibatch is drawn by a call of its own.",
     (EXTRA, "0 * one")),
    ("it is √2 too large",
     "one − other has the covariance Σ + Σ = 2Σ: variances of independent slopes add up, with a minus sign too.",
     (EXTRA, "one - other")),
    ("it is √2 too small",
     "(one − other)/2 has the covariance ½Σ. What must 2Σ be divided by, and what the difference itself?",
     (EXTRA, "(one - other) / 2")),
    ("it has a mean",
     "one + other is twice the slope, plus noise: x descends faster, and the noise is not all that was added.",
     (EXTRA, "(one + other) / 2 ** 0.5")),
    ("it uses the slope of the step again",
     "slope − other is not independent of slope: together they have the covariance (1 + s√2 + s²)Σ.",
     (EXTRA, "(slope - other) / 2 ** 0.5")),
    ("it is round",
     "A normal number for every coordinate has no direction: it does not know which minibatches disagree about what.",
     (EXTRA, "noise.normal()")),
)
