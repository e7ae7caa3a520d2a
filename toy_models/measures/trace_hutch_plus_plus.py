"""The trace of the Hessian, by Hutch++: the large eigenvalues exactly, the rest by Hutchinson.

    tr H = tr QᵀHQ + E vᵀ (I - QQᵀ) H (I - QQᵀ) v,      Q an orthonormal basis of H S,      S and v of random signs

An unbiased estimate; its error is the standard error of the second part. A third of the products each go into Q, into tr QᵀHQ
and into the rest. Meyer, Musco, Musco and Woodruff, SOSA 2021, arXiv 2010.09649.
Look for: where few axes hold most of the trace its error is far below Hutchinson's at equal cost.
"""

import numpy as np

from toy_models.contract import Found, Parameter

NAME = "Trace of the curvature, Hutch++"
SYMBOL = "tr H"
ORDER = 4
WORLDS = ("landscape", "network")
UNIT = "energy / length²"
ERROR = "standard error"
PARAMETERS = (Parameter("products", "m", 60, 6, 600, "Hessian products in all", whole=True, lawful=(6, 600)),)


def measure(at, draw, p):
    """The two parts of the trace."""
    third = p.products // 3
    sketch = np.array([at.hessian_times(v) for v in draw.signs(min(third, len(at.x)))])
    if not np.isfinite(sketch).all():
        return Found(np.nan, np.nan)
    basis = np.linalg.qr(sketch.T)[0].T
    large = sum(q @ at.hessian_times(q) for q in basis)
    probes = draw.signs(p.products - len(basis) - third if len(basis) == third else third)
    probes = probes - (probes @ basis.T) @ basis
    rest = np.array([v @ at.hessian_times(v) for v in probes])
    return Found(large + rest.mean(), rest.std(ddof=1) / len(rest) ** 0.5)
