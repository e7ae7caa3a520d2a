"""What a landscape that somebody wrote opens with: numbers for its sliders, a start, a name for its deepest valley.

The numbers are those of the folder's landscapes, on its own scales: the largest curvature λ at a minimum, the height ΔV of its
highest pass, and the smaller side W of its window.

    h = 0.05 / λ,      T = 0.4 ΔV,      √(T / γ) = W / 8,      ρ = W / 12,      a = W / 4
"""

import numpy as np

from toy_models import relief

SCHEME = (13, 13)  # places among which the start is chosen
TIES = 1e-6  # of the colours' range: minima that are nearer in height are equally deep
LEFT = {"inner_steps": 50, "outer_step": 0.5, "averaging": 0.75}


def sliders(landscape):
    """{slider: value} on the landscape's own scales; a page brings them into the sliders' ranges."""
    low, high = landscape.height_range
    values = landscape.energy(landscape.grid(relief.COARSE)[2])
    highest = relief.barrier(values, landscape.basins(relief.COARSE))
    rise = highest - low if highest is not None and highest > low else 0.2 * (high - low)
    width, stiff = min(b - a for a, b in landscape.extent), landscape.curvature or landscape.stiffest or 1.0
    heat = _short(0.4 * rise)
    return {"step_size": _short(0.05 / stiff), "temperature": heat, "scope": _short(heat / (width / 8) ** 2),
            "radius": _short(width / 12), "noise_width": _short(width / 4), **LEFT}


def start(landscape):
    """(x, y): a place with a slope, about two thirds up the colours, not far from the upper right."""
    (xmin, xmax), (ymin, ymax) = landscape.extent
    inner = tuple((a + 0.1 * (b - a), b - 0.1 * (b - a)) for a, b in landscape.extent)
    points = landscape.grid(SCHEME, inner)[2].reshape(-1, 2)
    low, high = landscape.height_range
    slope, heights = landscape.gradient(points), landscape.energy(points)
    usual = np.array([0.7 * xmax + 0.3 * xmin, 0.7 * ymax + 0.3 * ymin])
    away = np.hypot(*((points - usual) / [xmax - xmin, ymax - ymin]).T)
    cost = np.abs(heights - low - 0.65 * (high - low)) / (high - low) + away
    cost[~(np.isfinite(cost) & np.isfinite(slope).all(axis=1) & (slope != 0).any(axis=1))] = np.inf
    best = points[cost.argmin()] if np.isfinite(cost).any() else usual
    return tuple(_short(float(part), 4) for part in best)


def labels(landscape):
    """Its minima's labels; of several the deepest is called so, where it has no other name and no equal."""
    known, heights = landscape.labels, landscape.shown(landscape.minima)
    low, high = landscape.height_range
    deepest = len(known) > 1 and not known[0] and heights[1] - heights[0] > TIES * (high - low)
    return ("deepest valley", *known[1:]) if deepest else known


def _short(number, digits=2):
    return float(f"{number:.{digits}g}")
