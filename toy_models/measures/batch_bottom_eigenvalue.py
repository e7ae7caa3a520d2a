"""The smallest curvature that a minibatch sees.

    λmin(B) = mean over batches b of λmin(∇²f_b),      at most λmin of all images

The images are cut into batches of about B, in their order, and each is estimated by Lanczos' method; the mean weighs batches by
their size. The error is the mean residual. Since f is the mean of the f_b and λmin is concave, it can only fall as batches are
halved. Granziol, Zohren and Roberts, JMLR 23 (2022), arXiv 2006.09092.
Look for: what is a minimum for all images is a saddle for most batches.
"""

from toy_models.contract import Found, Parameter
from toy_models.lanczos import lanczos

NAME = "Smallest curvature of a batch"
SYMBOL = "λmin(B)"
ORDER = 16
WORLDS = ("network",)
UNIT = "energy / length²"
ERROR = "residual"
RANKS = False  # far below 0 is a saddle, and no flat minimum
PARAMETERS = (
    Parameter("batch_size", "B", 64, 1, 10_000, "images of a batch", scale="log", whole=True),
    Parameter("steps", "m", 60, 1, 200, "most Hessian products on a batch", whole=True, lawful=(1, 200)),
)


def measure(at, draw, p):
    """The mean of θ and of its residual; `batches`, one for each."""
    start = draw.normals(1)[0]
    parts = [(share, lanczos(part.hessian_times, start, p.steps)) for share, part in at.parts(p.batch_size)]
    value, error = (sum(share * getattr(ritz, name)[0] for share, ritz in parts) for name in ("values", "residuals"))
    return Found(value, error, batches=[ritz.values[0] for _, ritz in parts])
