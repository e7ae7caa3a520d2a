"""SmoothOut's rise: how much higher the energy is on average in a box about the place.

    rise(a) = E f(x + n) - f(x),      n uniform on (-a, a)ᴰ,      a² tr ∇²f / 6 + O(a⁴) for small a

An unbiased estimate from mirrored pairs ±n, which cancel the slope; its error is the standard error over pairs.
Wen, Wang, Yan, Xu, Chen and Li, arXiv 1805.07898.
Look for: divided by a²/6 it is the trace for small a only; a network leaves its parabola early.
"""

from toy_models.contract import ROUNDING, Found, Parameter

NAME = "Rise in a box"
SYMBOL = "f̄ - f"
ORDER = 11
WORLDS = ("landscape", "network")
UNIT = "energy"
ERROR = "standard error"
PARAMETERS = (
    Parameter("width", "a", 0.05, 1e-3, 1.0, "half-width of the box", scale="log", lawful=(0, 1e6)),
    Parameter("pairs", "n", 50, 2, 1000, "mirrored pairs of probes", whole=True, lawful=(2, 100_000)),
)


def measure(at, draw, p):
    """The mean over pairs."""
    n, f = p.width * draw.uniforms(p.pairs), at.energy()
    rises = 0.5 * (at.energies(at.x + n) + at.energies(at.x - n)) - f
    return Found(rises.mean(), max(rises.std(ddof=1) / p.pairs**0.5, ROUNDING * abs(f)))
