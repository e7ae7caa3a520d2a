"""The largest curvature that a minibatch sees.

    λmax(B) = mean over batches b of λmax(∇²f_b),      at least λmax of all images,      λmax(B) - λmax ≈ (1/B - 1/N) σ² D / λmax

The images are cut into batches of about B, in their order, and each is estimated by Lanczos' method; the mean weighs batches by
their size. The error is the mean residual. Since f is the mean of the f_b and λmax is convex, it can only grow as batches are
halved. Granziol, Zohren and Roberts, JMLR 23 (2022), arXiv 2006.09092.
Look for: SGD meets these curvatures, and needs a smaller step than descent on all images would.
"""

from toy_models.contract import Found, Parameter
from toy_models.lanczos import lanczos

NAME = "Largest curvature of a batch"
SYMBOL = "λmax(B)"
ORDER = 15
WORLDS = ("network",)
UNIT = "energy / length²"
ERROR = "residual"
PARAMETERS = (
    Parameter("batch_size", "B", 64, 1, 10_000, "images of a batch", scale="log", whole=True),
    Parameter("steps", "m", 20, 1, 200, "most Hessian products on a batch", whole=True, lawful=(1, 200)),
)


def measure(at, draw, p):
    """The mean of θ and of its residual; `batches`, one for each."""
    start = draw.normals(1)[0]
    parts = [(share, lanczos(part.hessian_times, start, p.steps)) for share, part in at.parts(p.batch_size)]
    value, error = (sum(share * getattr(ritz, name)[-1] for share, ritz in parts) for name in ("values", "residuals"))
    return Found(value, error, batches=[ritz.values[-1] for _, ritz in parts])
