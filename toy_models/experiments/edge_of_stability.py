"""Descent on all digits at once, with steps of several lengths: what the curvature does at the step's limit.

    x <- x - h ∇f(x)      on ½λx² stable for h λ < 2

Cohen, Kaur, Li, Kolter and Talwalkar, ICLR 2021, arXiv 2103.00065. 500 digits of 7 x 7, no noise of any kind.
Look for: with short steps the curvature goes where it likes. With the longest, h λmax begins above 2, where a parabola would throw
it out; here the curvature is brought down towards 2/h instead, and the loss falls.
"""

from toy_models import data, networks
from toy_models.contract import Quantity
from toy_models.lanczos import lanczos
from toy_models.place import places

NAME = "Descent at its limit"
ORDER = 7
ACROSS = Quantity("steps", "", "steps of descent on all digits", log=True)
COLUMNS = (
    Quantity("product", "h λmax", "step times largest curvature", log=True),
    Quantity("limit", "", "the limit of a parabola", law_of="product"),
    Quantity("curvature", "λmax", "largest curvature", log=True),
    Quantity("loss", "L", "training loss", log=True),
)
CASES = {"h = 0.6": 0.6, "h = 1.2": 1.2, "h = 2.4": 2.4}
FROM, SEEDS, SECONDS = None, 3, 20
HIDES = "the other curvatures, some of which come to the limit as well; and minibatches, whose curvatures are larger."

NET, DIGITS = "49-24-10 tanh", 500
CLOCKS, PRODUCTS = (1, 3, 10, 20, 40, 80, 160, 320, 640), 12


def trace(case, seed):
    """One descent, read at `CLOCKS`."""
    digits, network = data.mnist(DIGITS, 100).pooled(4), networks.get(NET)
    at = places(network, network.start(seed, 1).astype(float), digits.train)[0]
    start = at.draws(seed).normals(1)[0]
    for step in range(CLOCKS[-1] + 1):
        energy, slope = at.energy_and_slope()
        if step in CLOCKS:
            curvature = float(lanczos(at.hessian_times, start, PRODUCTS).values[-1])
            yield step, {"product": case * curvature, "limit": 2.0, "curvature": curvature, "loss": energy}
        elif step % 5 == 0:
            yield None
        at = at.there(at.x - case * slope)
