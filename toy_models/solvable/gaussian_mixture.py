"""Two clouds in N dimensions and two ways to tell them apart: Hebb's rule, and the least weights that are right by one on all.

    x = y v + √Δ z,      |v| = 1,      y = ±1,      z ~ N(0, I),      M examples
    Hebb: w = mean(y x)                              least: w = argmin |w|   with   y x·w = 1 on every example
    error = Φ(-cos(w, v)/√Δ),      cos² = 1/(1 + ΔN/M)      and      K/(K + (1 + ΔK)² + ΔK²),      K = M/Δ(N - M)
    rise(σ) = E training error(w (1 + σξ)) - training error(w),      ξ ~ N(0, I)
    Hebb: Φ(-√(ΔR/(1 + σ²))) - Φ(-√(ΔR)),   R = (1 + ΔN/M)/Δ²        least: Φ(-1/σ√(ΔK(1 - a))),   a = K/(1 + K(1 + Δ))

The means are those of N → ∞ at M/N fixed; at a finite size they are off by the order of 1/N. `least` is there while M < N alone.
Within an instance errors and rises are exact. Pittorino, Lucibello, Feinauer, Perugini, Baldassi, Demyanenko and Zecchina, ICLR
2021, arXiv 2006.07897; here the closed forms are derived anew.
Look for: Hebb's rule leaves examples wrong, is right more often on new ones, and rises less when its weights are shaken.
"""

from math import erfc, sqrt

import numpy as np

from toy_models.contract import Found, Parameter

NAME = "Gaussian mixture"
ORDER = 2
PARAMETERS = (
    Parameter("inputs", "N", 200, 20, 1000, "dimensions", whole=True, lawful=(3, 5000)),
    Parameter("examples", "M", 150, 10, 2000, "points to learn from", whole=True, lawful=(2, 20_000)),
    Parameter("spread", "Δ", 1.0, 0.1, 4.0, "variance of a cloud along each axis", lawful=(1e-6, 1e6)),
    Parameter("shaking", "σ", 0.5, 0.05, 2.0, "of the weights, in units of each weight", lawful=(1e-6, 1e6)),
)


def tail(x):
    """Φ(-x): the chance that a standard normal is above x."""
    return erfc(x / sqrt(2)) / 2


def instance(draw, p):
    """Of each rule the error on new points, that on the examples, and how much this rises under shaking."""
    axis = np.full(p.inputs, p.inputs**-0.5)
    rows = axis + p.spread**0.5 * draw.normals(p.examples, p.inputs)  # y x
    rules = {"hebb": rows.mean(axis=0)}
    if p.examples < p.inputs:
        rules["least"] = np.linalg.lstsq(rows, np.ones(p.examples), rcond=None)[0]
    found = {}
    for name, w in rules.items():
        margins, spreads = rows @ w, p.shaking * np.sqrt(rows**2 @ w**2)
        training = (margins < 0).mean()
        found |= {f"{name}_error": tail(axis @ w / (np.linalg.norm(w) * p.spread**0.5)), f"{name}_training_error": training,
                  f"{name}_rise": np.mean([tail(x) for x in margins / spreads]) - training}
    return found


def expected(p):
    """The means in the limit, each with 1/N for what a finite size adds."""
    delta, load = p.spread, p.examples / p.inputs
    ratio = sqrt((1 + delta / load) / delta)
    means = {"hebb_error": tail(1 / sqrt(delta * (1 + delta / load))), "hebb_training_error": tail(ratio),
             "hebb_rise": tail(ratio / sqrt(1 + p.shaking**2)) - tail(ratio)}
    if load < 1:
        k = load / (delta * (1 - load))
        squared = k * (1 - k / (1 + k * (1 + delta)))  # |w|²
        means |= {"least_error": tail(sqrt(k / (k + (1 + delta * k) ** 2 + delta * k**2) / delta)), "least_training_error": 0.0,
                  "least_rise": tail(1 / (p.shaking * sqrt(delta * squared)))}
    return {name: Found(mean, 1 / p.inputs) for name, mean in means.items()}
