"""Descent on a network that is blind to the size of its weights: the weights grow, and the rate that counts falls by itself.

    f(c w) = f(w):      wᵀ∇f = 0,      |w - η ∇f|² = |w|² + η² |∇f|²,      ∇f(c w) = ∇f(w)/c

All of descent with (c w, c² η) is that with (w, η), c times as large: what counts is the effective rate η/|w|². Kodryan,
Lobacheva, Nakhodnov and Vetrov, NeurIPS 2022, arXiv 2209.03695; the curvature of c w is 1/c² of that of w.
Look for: ten times the weights are as good, a hundred times as flat, and as slow; a step a hundred times as long makes up for it.
"""

from toy_models import data, networks
from toy_models.contract import Quantity
from toy_models.lanczos import lanczos
from toy_models.place import places

NAME = "Growing weights"
ORDER = 9
ACROSS = Quantity("steps", "", "steps of descent on all digits", log=True)
COLUMNS = (
    Quantity("loss", "L", "training loss", log=True),
    Quantity("curvature", "λmax", "largest curvature", log=True),
    Quantity("rate", "η/|w|²", "effective rate", log=True),
    Quantity("growth", "|w|²", "squared length of the weights, over that at the start"),
    Quantity("pythagoras", "", "1 + the sum of all squared steps, over the same", law_of="growth"),
)
CASES = {"η = 0.05": (1.0, 0.05), "η = 0.05, 10 times the weights": (10.0, 0.05), "η = 5, 10 times the weights": (10.0, 5.0)}
FROM, SEEDS, SECONDS = None, 3, 20
HIDES = "the rate of each unit, which is its own; and weight decay, which shrinks what grows until the two are even."

NET, DIGITS = "mlp_normalised", 100
CLOCKS, PRODUCTS = (0, 1, 3, 10, 30, 120), 10


def trace(case, seed):
    """One descent in float64, read at `CLOCKS`; the first is drawn at half a step, for the axis is logarithmic."""
    factor, step = case
    digits, network = data.mnist(DIGITS, 10), networks.get(NET)
    at = places(network, factor * network.start(seed, 1).astype(float), digits.train)[0]
    start, first = at.draws(seed).normals(1)[0], at.x @ at.x
    walked = 0.0
    for done in range(CLOCKS[-1] + 1):
        energy, slope = at.energy_and_slope()
        if done in CLOCKS:
            curvature = float(lanczos(at.hessian_times, start, PRODUCTS).values[-1])
            yield max(done, 0.5), {"loss": energy, "curvature": curvature, "rate": float(step / (at.x @ at.x)),
                                   "growth": float(at.x @ at.x / first), "pythagoras": 1 + walked}
        elif done % 3 == 0:
            yield None
        move = step * slope
        walked += float(move @ move / first)
        at = at.there(at.x - move)
