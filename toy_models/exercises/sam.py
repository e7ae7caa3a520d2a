"""Write SAM: ask for the slope a little way uphill, and step from where you stand.

    x̂ = x + ρ g(x) / |g(x)|,      x <- x - η g(x̂),      both g on ONE minibatch

Look for: how long the way uphill is, and from where the step is made.
"""

NAME = "SAM's step"
ORDER = 6
METHOD = "sam"
NUMBERS = {"step_size": 0.1, "radius": 0.5}
PLACES = {"dimple": ((0.4, 0.2), (-0.6, -1.4)), "ravine": ((0.5, 1.0),)}
TILT = (0.5, "isotropic")
QUIET = {"at ρ = 0 it is plain descent, with two gradients, to rounding": {"radius": 0.0}}
GIVEN = """batch = objective.minibatch()
uphill = objective.gradient(state.x, batch)
probe = state.x   # yours: a length p.radius uphill
slope = objective.gradient(probe, batch)
return State(x=state.x - p.step_size * slope)"""
ANSWER = GIVEN.replace("state.x   # yours: a length p.radius uphill", "state.x + p.radius * uphill / (norm(uphill) + 1e-12)")
AWAY = "p.radius * uphill / (norm(uphill) + 1e-12)"
MISTAKES = (
    ("it asks at x",
     "This is plain descent, paid for twice: the slope that x follows is the one where it stands.",
     (f"state.x + {AWAY}", "state.x")),
    ("the slope has not been made a length",
     "ρg is long where f is steep and nothing where it is flat: the reach is no radius. What has the length 1?",
     (AWAY, "p.radius * uphill")),
    ("the way leads downhill",
     "It asks at the lower place: what it finds is flatter than here, and sharp valleys suit it.",
     (f"+ {AWAY}", f"- {AWAY}")),
    ("it is not put back",
     "The step is made from x̂: each step carries x uphill by ρ first.",
     ("x=state.x -", "x=probe -")),
    ("there are two minibatches",
     "The way uphill is that of other data than the slope: the two tilts no longer go together. SAM asks both on one.",
     ("objective.gradient(probe, batch)", "objective.gradient(probe, objective.minibatch())")),
    ("it is divided by the square",
     "g/|g|² is long where f is flat: the reach is ρ/|g|.",
     ("(norm(uphill) + 1e-12)", "(norm(uphill) + 1e-12) ** 2")),
    ("it climbs",
     "The slope is added: x goes where f is higher.",
     ("- p.step_size * slope", "+ p.step_size * slope")),
)
