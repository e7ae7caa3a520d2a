"""(|H| + λ)⁻¹ g of two coordinates as straight-line arithmetic, which the definition calls and the compiled lanes read.

    |H| = (H H + s I) / √(tr H H + 2s),      s = |det H|,      t = tr |H|,      det(|H| + λ) = s + λt + λ²

|H| is H with its eigenvalues made positive: √M = (M + √det M I) / √(tr M + 2 √det M) for M = H H, and det |H| = s. The last
equation keeps float32 from a difference of large products where H has one flat direction.
"""

from numpy import sqrt


def damped(a, b, d, u, v, damping):
    """(|H| + λ)⁻¹ (u, v) for H = [[a, b], [b, d]]: two coordinates."""
    s = abs(a * d - b * b)
    t = sqrt(a * a + 2 * b * b + d * d + 2 * s)
    n = t + 1e-30
    p = (a * a + b * b + s) / n + damping
    q = b * (a + d) / n
    r = (b * b + d * d + s) / n + damping
    e = s + damping * (t + damping)
    return (r * u - q * v) / e, (p * v - q * u) / e
