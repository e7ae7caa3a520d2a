"""Write the walk on a spring, and the step towards where it was on average.

    y <- y - η′ (g(y) + γ (y - x)) + √(2η′T) ξ,      μ <- (1 - α) μ + α y,      x <- x - η (x - μ)

γ(x - ⟨y⟩) is the slope of the local entropy u at x; u itself is never computed.
Look for: what pulls the walker back, and from where to where x moves.
"""

NAME = "The outer step of Entropy-SGD"
ORDER = 2
METHOD = "entropy_sgd"
NUMBERS = {"inner_steps": 4, "inner_step_size": 0.04, "scope": 4.0, "temperature": 0.5, "averaging": 0.4, "step_size": 0.8}
PLACES = {"two_gaussians": ((-1.0, 0.4), (0.9, -0.3)), "double_well": ((0.4, -0.5),)}
TILT = (0.5, "isotropic")
QUIET = {"at T = 0 it is the walk without heat, to rounding": {"temperature": 0.0}}
GIVEN = """y = state.x
mean = state.x
for turn in range(p.inner_steps):
    slope = objective.gradient(y, objective.minibatch())
    spring = 0 * y   # yours: what p.scope does
    shake = (2 * p.inner_step_size * p.temperature) ** 0.5 * noise.normal()
    y = y - p.inner_step_size * (slope + spring) + shake
    mean = (1 - p.averaging) * mean + p.averaging * y
return State(x=state.x)   # yours: towards the mean"""
ANSWER = GIVEN.replace("0 * y   # yours: what p.scope does", "p.scope * (y - state.x)").replace(
    "x=state.x)   # yours: towards the mean", "x=state.x - p.step_size * (state.x - mean))")
SPRING, OUT, SHAKE = "p.scope * (y - state.x)", "- p.step_size * (state.x - mean)", "(2 * p.inner_step_size * p.temperature) ** 0.5"
MISTAKES = (
    ("nothing moves",
     "The walk is done, and x stays where it is: what was found out is not used.",
     (OUT, "+ 0 * mean")),
    ("there is no spring",
     "The walker runs off as Langevin's does, as far as its L steps go: γ is dead, and what x moves towards is no slope of "
     "u. What holds y near x, and how strongly?",
     (SPRING, "0 * y")),
    ("the spring pushes",
     "γ(x − y) inside the bracket drives y away from x, faster the further it is. The bracket is a slope, and ½γ|y − x|² "
     "rises away from x.",
     (SPRING, "p.scope * (state.x - y)")),
    ("the slope is asked at x",
     "Every turn asks at x, not at y: the walk drifts along one slope, and width is never felt.",
     ("gradient(y,", "gradient(state.x,")),
    ("it steps away from the mean",
     "x + η(x − μ) climbs u. On average y is where the soft copy is lower.",
     (OUT, "+ p.step_size * (state.x - mean)")),
    ("it jumps to the last point",
     "x moves towards the last y, not towards the mean: one draw, whose spread is the whole disc √(T/γ).",
     (OUT, "- p.step_size * (state.x - y)")),
    ("old and new have changed places",
     "α is the weight of the newest point; here the old mean gets it. The authors' programs do this too.",
     ("(1 - p.averaging) * mean + p.averaging * y", "p.averaging * mean + (1 - p.averaging) * y")),
    ("the root is missing",
     "The inner shake is 2η′T ξ: with short steps the walk is cold, and u becomes the Moreau envelope.",
     (SHAKE, "(2 * p.inner_step_size * p.temperature)")),
    ("one minibatch serves the whole walk",
     "Every turn sees the same data: their tilt does not average out, and x follows it.",
     ("objective.gradient(y, objective.minibatch())", "objective.gradient(y, batch)"),
     ("y = state.x\nmean", "batch = objective.minibatch()\ny = state.x\nmean")),
    ("the spring is counted twice",
     "x moves by ηγ(x − μ). That is the printed last line; the text, and the programs, leave γ out of it, and so does the "
     "method here at κ = 0.",
     (OUT, "- p.step_size * p.scope * (state.x - mean)")),
)
