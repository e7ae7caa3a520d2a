"""Local energy: how many more images are read wrongly when every weight is shaken in proportion to its size.

    δ(σ) = E error(x (1 + σ ξ)) - error(x),      ξ ~ N(0, I),      error: the share of images read wrongly

An unbiased estimate, the mean over probes, with their standard error. A landscape reads nothing: its energy stands for the error.
Pittorino, Lucibello, Feinauer, Perugini, Baldassi, Demyanenko and Zecchina, ICLR 2021, arXiv 2006.07897.
Look for: the whole curve, `tm.measures.local_energy.over("width", [0.1, 0.2, 0.5], ...)`: wide minima stay low for longer. The
last layer's size does not count.
"""

from toy_models.contract import Found, Parameter

NAME = "Local energy"
SYMBOL = "δ(σ)"
ORDER = 10
WORLDS = ("landscape", "network")
UNIT = ""
ERROR = "standard error"
PARAMETERS = (
    Parameter("width", "σ", 0.3, 0.0, 2.0, "size of the shaking, in units of each coordinate", lawful=(0, 1e6)),
    Parameter("probes", "n", 100, 2, 1000, "shaken copies", whole=True, lawful=(2, 100_000)),
)


def budget(products, digits):
    """Its parameters, and how many digits, where there is time for so many Hessian products on so many."""
    return {"probes": products}, digits


def measure(at, draw, p):
    """The mean over shaken copies, less what it is unshaken."""
    rises = at.mistakes(at.x * (1 + p.width * draw.normals(p.probes))) - at.mistakes(at.x[None])
    quiet = p.width > 0 and (rises == rises[0]).all()
    note = "Every shaken copy was the same: the standard error is not zero, only too small to be seen." if quiet else ""
    return Found(rises.mean(), rises.std(ddof=1) / p.probes**0.5, note)
