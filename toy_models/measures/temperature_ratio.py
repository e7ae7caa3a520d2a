"""Whether a cloud at rest in a valley has one temperature: that along its stiffest axis over that along its softest.

    Tᵢ = λᵢ Var(vᵢᵀx),      ratio = T(stiffest) / T(softest),      λ, v of ∇²f at the mean

Fluctuations over responses: a force along vᵢ moves a valley's bottom by 1/λᵢ for each unit, and heat T spreads a cloud by Tᵢ = T in
every direction. The error is the standard error over rows, by the jackknife. Estimated from few rows, the ratio is biased as
1/rows. Mignacco and Urbani, J. Stat. Mech. 2022, arXiv 2112.10852, for the effective temperature of SGD.
Look for: Langevin's is 1, up to (1 - hλ/2) of the two axes; noise shaped like the Hessian, as SGD's, makes it the ratio of the
curvatures.
"""

import numpy as np

from toy_models.contract import Found

NAME = "Ratio of temperatures"
SYMBOL = "T₁ / T₂"
ORDER = 22
WORLDS = ("landscape",)
UNIT = ""
ERROR = "standard error"
PARAMETERS = ()


def among(all, draw, p):
    """The ratio; `temperatures` (softest, stiffest)."""
    x = np.array([at.x for at in all])
    if len(x) < 3:
        return Found(np.nan, np.nan, temperatures=np.full(2, np.nan))
    at = all[0].there(x.mean(axis=0))
    values, vectors = np.linalg.eigh(np.array([at.hessian_times(axis) for axis in np.eye(len(at.x))]))
    away = (x @ vectors - at.x @ vectors) ** 2
    n, total = len(x), away.sum(axis=0)
    ratios = ((total - n / (n - 1) * away) @ np.diag(values))  # λ times the sum of squares, with one row left out
    ratios = ratios[:, -1] / ratios[:, 0]
    temperatures = values * total / (n - 1)
    error = np.sqrt((n - 1) / n * ((ratios - ratios.mean()) ** 2).sum())
    note = "" if values[0] > 0 else "The mean of the cloud is not in a valley: not all curvatures are positive."
    return Found(temperatures[-1] / temperatures[0], error, note, temperatures=temperatures)
