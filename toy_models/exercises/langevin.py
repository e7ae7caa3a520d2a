"""Write the heat: the shake with which descent comes to rest as exp(-f/T).

    x <- x - η g + a shake

Its variance decides at which temperature the walkers rest: on ½λx² that of x is T / (λ(1 - ηλ/2)).
Look for: what happens to the heat when the step is halved.
"""

NAME = "The shake of Langevin's dynamics"
ORDER = 1
METHOD = "langevin"
NUMBERS = {"step_size": 0.05, "temperature": 0.4}
PLACES = {"double_well": ((-0.8, 0.3), (0.4, -0.5)), "two_gaussians": ((-1.0, 0.4),)}
TILT = (0.5, "isotropic")
QUIET = {"at T = 0 it is plain descent, to rounding": {"temperature": 0.0}}
GIVEN = """batch = objective.minibatch()
drift = objective.gradient(state.x, batch)
heat = p.step_size * p.temperature
shake = 0 * noise.normal()   # yours
return State(x=state.x - p.step_size * drift + shake)"""
ANSWER = GIVEN.replace("0 * noise.normal()   # yours", "(2 * heat) ** 0.5 * noise.normal()")
SHAKE, DRIFT = "(2 * heat) ** 0.5 * noise.normal()", "- p.step_size * drift"
MISTAKES = (
    ("there is no shake",
     "It is plain descent: every walker ends at the bottom of its well, whatever T is.",
     (SHAKE, "0 * noise.normal()")),
    ("the heat is half",
     "The shake is √(ηT) ξ: it rests as exp(−f/T) does at T/2. A shake of variance v each step, against a drift of η, rests "
     "at T = v/2η. What must v be?",
     (SHAKE, "heat ** 0.5 * noise.normal()")),
    ("the root is missing",
     "The shake is 2ηT ξ, so its variance is 4η²T²: with half the step half of the heat is gone, and as η → 0 all of it. "
     "Variances of steps add up, not their sizes: which of the two has to go with η?",
     (SHAKE, "2 * heat * noise.normal()")),
    ("the shake does not know the step",
     "√(2T) ξ is as large for a short step as for a long one: with half the step twice as many shakes fall into the same "
     "time, and it is hotter. How much of the shake belongs to a time η?",
     (SHAKE, "(2 * p.temperature) ** 0.5 * noise.normal()")),
    ("the shake is multiplied by the step, as a slope is",
     "η√(2T) ξ is what noise of the slope does: it rests at T times η, and that is why SGD with a small step is cold. Here "
     "the heat is to be T for every η.",
     (SHAKE, "p.step_size * (2 * p.temperature) ** 0.5 * noise.normal()")),
    ("the shake is no normal one",
     "A uniform number on (−1, 1) has variance ⅓: the heat is a third, and one step has no tails. With √3 before it the law "
     "at rest would be nearly right; one step would not.",
     (SHAKE, "(2 * heat) ** 0.5 * noise.uniform()")),
    ("it climbs",
     "The slope is added: walkers leave the wells uphill, and nothing holds them. Which way does f fall?",
     (DRIFT, "+ p.step_size * drift")),
)
