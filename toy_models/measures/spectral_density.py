"""The density of the Hessian's eigenvalues, by stochastic Lanczos quadrature, and the share of the axes that are stiff.

    share = #{λᵢ > c λmax} / D = E Σₖ wₖ [θₖ > c λmax],      density(λ) = E Σₖ wₖ N(λ; θₖ, s²)

θ and w are Ritz values and their Gauss weights from Lanczos' method, started at random signs; E is the mean over runs, whose
standard error is the error. The estimate is unbiased where the steps exhaust the space; with fewer, eigenvalues close to the cut
may fall on its other side. The curve is drawn with s = (range of θ) / steps.
Lin, Saad and Yang, SIAM Review 58 (2016); on networks Ghorbani, Krishnan and Xiao, ICML 2019, arXiv 1901.10159.
Look for: a great heap at zero and about as many stiff axes as there are classes.
"""

import numpy as np

from toy_models.contract import Found, Parameter
from toy_models.lanczos import lanczos

NAME = "Share of stiff axes"
SYMBOL = "#{λ > c λmax} / D"
ORDER = 5
WORLDS = ("landscape", "network")
UNIT = ""
ERROR = "standard error"
PARAMETERS = (
    Parameter("above", "c", 0.1, 0.0, 1.0, "where stiff begins, as a share of the largest curvature", lawful=(0, 1)),
    Parameter("runs", "k", 10, 2, 100, "random starts", whole=True, lawful=(2, 1000)),
    Parameter("steps", "m", 40, 2, 200, "most Hessian products of a run", whole=True, lawful=(2, 200)),
)
RANKS = False  # the sharper a few axes are, the fewer others are stiff beside them
PLACES, STARTS = 256, 4


def budget(products, digits):
    """Its parameters, and how many digits: as many steps as there is time for, from a few starts, whose spread is its error."""
    return {"runs": STARTS, "steps": products}, digits


def measure(at, draw, p):
    """The share; `curvature` and `density` (256,) with its `density_error`, and `nodes` and `weights`, an array for each run."""
    runs = [lanczos(at.hessian_times, start, p.steps) for start in draw.signs(p.runs)]
    low, high = min(ritz.values[0] for ritz in runs), max(ritz.values[-1] for ritz in runs)
    if not np.isfinite(high - low):
        return Found(np.nan, np.nan, curvature=None, density=None, density_error=None, nodes=None, weights=None)
    shares = np.array([ritz.weights[ritz.values > p.above * high].sum() for ritz in runs])
    width = max((high - low) / p.steps, 1e-12 * max(abs(low), abs(high)), 1e-300)
    grid = np.linspace(low - 4 * width, high + 4 * width, PLACES)
    curves = np.array([curve(ritz, grid, width) for ritz in runs])
    density, spread = curves.mean(axis=0), curves.std(axis=0, ddof=1) / p.runs**0.5
    return Found(shares.mean(), shares.std(ddof=1) / p.runs**0.5, curvature=grid, density=density, density_error=spread,
                 nodes=[ritz.values for ritz in runs], weights=[ritz.weights for ritz in runs])


def curve(ritz, grid, width):
    """Σₖ wₖ N(λ; θₖ, width²) at the places of a grid (n,)."""
    return np.exp(-0.5 * ((grid[:, None] - ritz.values) / width) ** 2) @ ritz.weights / (width * (2 * np.pi) ** 0.5)
