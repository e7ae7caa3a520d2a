"""The surfaces that methods aim at, at the dashboard's grid of 116 x 266: how long one takes, and how far it is off.

One core, CPU time, medians of 9 rounds after one to warm up, or of as many as ten seconds hold; every way runs in every round.
Errors are the largest at 24 places that are coloured on the map, in per mille of the coloured height range, against the
integral, the minimum or the maximum itself on a million points about each place; along a crease, as in `basin`, a maximum is
good to a percent. `python benchmarks/surfaces.py` prints the tables; `--write` puts them into surfaces.md.
Beside it SciPy's filters on the same landscape, sampled at the grid's own spacing as far out as they reach: gaussian_filter (of
exp(-f/T) for the local entropy), uniform_filter, and maximum_filter with a disc. There is none for the Moreau envelope.
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

import math
import statistics
import sys
import time

import numpy as np
from report import machine, write
from scipy import ndimage

import toy_models as tm

SHAPE, ROUNDS, PATIENCE, PLACES = (116, 266), 9, 10.0, 24
CASES = [("local_entropy", {"scope": 1.0, "temperature": 1.0}), ("local_entropy", {"scope": 18.0, "temperature": 1.0}),
         ("local_entropy", {"scope": 1.0, "temperature": 0.1}), ("local_entropy", {"scope": 1.0, "temperature": 0.01}),
         ("moreau", {"scope": 1.0}), ("heat", {"scope": 1.0, "temperature": 1.0}), ("heat", {"scope": 10.0, "temperature": 0.1}),
         ("box", {"width": 0.1}), ("box", {"width": 0.6}), ("box", {"width": 3.0}),
         ("max", {"radius": 0.1}), ("max", {"radius": 0.6}), ("max", {"radius": 2.0})]
ARGUMENTS = {"local_entropy": {"scope": "scope", "temperature": "temperature"}, "moreau": {"scope": "scope"},
             "heat": {"scope": "scope", "temperature": "temperature"}, "box": {"width": "noise_width"}, "max": {"radius": "radius"}}


def itself(f, x, kind, scope=1.0, temperature=0.0, width=0.0, radius=0.0):
    """The value at x, by brute force."""
    if kind == "box":
        nodes, weights = np.polynomial.legendre.leggauss(32)
        edges = np.linspace(-width, width, 33)
        offset = (0.5 * (edges[1:] + edges[:-1])[:, None] + nodes * width / 32).ravel()
        weights = np.tile(weights, 32) / 64
        return weights @ f.heights(x[0] + offset, x[1] + offset) @ weights
    if kind == "max":
        angle, share = np.meshgrid(np.linspace(0, 2 * np.pi, 4000), np.linspace(0, 1, 250))
        return f.energy(x + radius * (share[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1))).max()
    reach = 9 * math.sqrt(temperature / scope)
    if kind != "heat":
        reach = max(reach, math.sqrt(2 * max(float(f.energy(x)) - f.height_range[0], 1e-3) / scope))
    offset = np.linspace(-reach, reach, 1201)
    heights, spring = f.heights(x[0] + offset, x[1] + offset), 0.5 * scope * (offset**2 + offset[:, None] ** 2)
    if kind == "heat":
        weights = np.exp(-spring / temperature)
        return (weights * heights).sum() / weights.sum()
    low, i, j = (heights + spring).min(), *np.unravel_index((heights + spring).argmin(), heights.shape)
    if temperature:
        density = np.exp((low - heights - spring) / temperature).sum() * (offset[1] - offset[0]) ** 2
        return low - temperature * math.log(density * scope / (2 * math.pi * temperature))
    y = x + np.array([offset[j], offset[i]])
    step = np.linalg.solve(f.hessian(y) + scope * np.eye(2), f.gradient(y) + scope * (y - x))
    return min(low, float(f.energy(y - step) + 0.5 * scope * ((y - step - x) ** 2).sum()))


def by_scipy(f, kind, scope=1.0, temperature=0.0, width=0.0, radius=0.0):
    """The same surface by SciPy's filters; None where there is none."""
    gx, gy = f.grid(SHAPE)[:2]
    hx, hy, sigma = gx[1] - gx[0], gy[1] - gy[0], math.sqrt(temperature / scope)
    pad = {"heat": 8 * sigma, "local_entropy": 8 * sigma, "box": width, "max": radius}.get(kind)
    if pad is None:
        return None
    mx, my = math.ceil(pad / hx) + 1, math.ceil(pad / hy) + 1
    heights = f.heights(gx[0] + hx * np.arange(-mx, len(gx) + mx), gy[0] + hy * np.arange(-my, len(gy) + my))
    if kind == "box":
        found = ndimage.uniform_filter(heights, (2 * round(width / hy) + 1, 2 * round(width / hx) + 1))
    elif kind == "max":
        x, y = hx * np.arange(-mx, mx + 1), hy * np.arange(-my, my + 1)[:, None]
        found = ndimage.maximum_filter(heights, footprint=x**2 + y**2 <= radius**2)
    elif kind == "heat":
        found = ndimage.gaussian_filter(heights, (sigma / hy, sigma / hx), truncate=8)
    else:
        low = heights.min()
        weights = ndimage.gaussian_filter(np.exp((low - heights) / temperature), (sigma / hy, sigma / hx), truncate=8)
        with np.errstate(divide="ignore"):
            found = low - temperature * np.log(weights)
    return found[my:-my, mx:-mx]


def by_us(f, kind, **arguments):
    """What the dashboard draws."""
    return tm.landscapes.smooth(f, kind, SHAPE, **arguments).values


def measured(f, ways, kind, arguments):
    """[(median milliseconds, error in per mille) or None for each way]."""
    found, times = [way(f, kind, **arguments) for way in ways], [[] for _ in ways]
    for _ in range(ROUNDS):
        for way, spent in zip(ways, times, strict=True):
            if sum(spent) < PATIENCE:
                began = time.process_time()
                way(f, kind, **arguments)
                spent.append(time.process_time() - began)
    points, (low, high) = f.grid(SHAPE)[2], f.height_range
    coloured = np.argwhere(f.energy(points) <= high)
    places = coloured[np.random.default_rng(0).choice(len(coloured), PLACES, replace=False)]
    exact = np.array([itself(f, points[i, j], kind, **arguments) for i, j in places])
    off = [None if v is None else np.abs(v[tuple(places.T)] - exact).max() / (high - low) * 1e3 for v in found]
    return [None if error is None else (1e3 * statistics.median(spent), error) for spent, error in zip(times, off, strict=True)]


def first_table():
    """Two Gaussians, across the sliders, beside SciPy."""
    rows = ["| two_gaussians | ms | error, ‰ | SciPy, ms | error, ‰ |", "|---|---:|---:|---:|---:|"]
    for kind, arguments in CASES:
        ours, peer = measured(tm.landscapes.get("two_gaussians"), (by_us, by_scipy), kind, arguments)
        words = ", ".join(f"{name} {value:g}" for name, value in arguments.items())
        theirs = f"{peer[0]:.1f} | {peer[1]:.2g}" if peer else "- | -"
        rows.append(f"| {kind}: {words} | {ours[0]:.1f} | {ours[1]:.2g} | {theirs} |")
    return rows


def second_table():
    """Every landscape at its own sliders."""
    rows = [f"| own sliders: ms, error in ‰ | {' | '.join(ARGUMENTS)} |", "|---|" + "---:|" * len(ARGUMENTS)]
    for f in map(tm.landscapes.get, tm.landscapes.names()):
        cells = [measured(f, (by_us,), kind, {name: f.sliders[slider] for name, slider in names.items()})[0]
                 for kind, names in ARGUMENTS.items()]
        rows.append(f"| {f.key} | " + " | ".join(f"{ms:.1f}, {error:.2g}" for ms, error in cells) + " |")
    return rows


if __name__ == "__main__":
    text = "\n".join([*first_table(), "", *second_table(), "", machine(), ""])
    print(text)
    if "--write" in sys.argv:
        write("surfaces.md", __doc__, text)
