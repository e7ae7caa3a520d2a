"""Smoothing as a flow in time: three equations that begin at f, each stepped on a line, and each in closed form.

    diffusion   w_t = ½T w_xx             w = the mean of f over N(x, Tt)
    viscous     u_t = -½u_x² + ½T u_xx    u = -T log of the N(x, Tt) average of exp(-f/T)
    inviscid    M_t = -½M_x²              M = min over y of f(y) + |x - y|²/2t

Heat, and two equations of Hamilton and Jacobi. The time is t = 1/γ: u is the local entropy and M the Moreau envelope of a spring of
stiffness γ. The second is made the first by v = exp(-u/T) (Hopf, Communications on Pure and Applied Mathematics 3 (1950); Cole,
Quarterly of Applied Mathematics 9 (1951)); the third is solved by the minimum (Hopf, Journal of Mathematics and Mechanics 14
(1965)). As relaxations of deep networks: Chaudhari, Oberman, Osher, Soatto and Carlier, arXiv 1704.04932. At both ends of the line
stands a wall that reflects.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from toy_models.contract import InvalidArgument, number, whole
from toy_models.shown import Shown

KINDS = ("diffusion", "viscous", "inviscid")
FINE = 4  # places of a closed form's quadrature in each gap between two sites
COURANT = 0.4  # share of a gap that a step of transport may cross
GROWTH = 0.05  # a step is at most this share of the time so far: diffusion and transport take turns
FIRST, LAST = 1e-6, 1e6  # times
MILD = 20  # temperatures within which f may lie for a transform to do: e^-20 of the largest is told to seven digits
DEEP = 1e-9  # of the range of f: minima that are deeper than this are seen


class Line(Shown):
    """f on evenly spaced sites between two walls that reflect.

    energy: a function of x, f in energy units, for arrays; low, high: the walls; sites: how many, both walls among them. It has `x`
    and `heights`, (sites,) each; `source`: the words after `flows.` that make it again, None where it is somebody's own.
    """

    source = None

    def __init__(self, energy: Callable[[NDArray[np.float64]], NDArray[np.float64]], low: float, high: float, sites: int = 401):
        self.energy, low = energy, number("low", low, -1e6, 1e6)
        high = number("high", high, low + 1e-6, 1e6)
        self.x = np.linspace(low, high, whole("sites", sites, 5, 20_001))
        self.heights = np.asarray(energy(self.x), float)
        if self.heights.shape != self.x.shape or not np.isfinite(self.heights).all():
            raise InvalidArgument("energy", energy, "a function that gives a finite number for each place")
        self.gap = self.x[1] - self.x[0]

    def _line(self):
        return f"line of {len(self.x)} sites from {self.x[0]:.5g} to {self.x[-1]:.5g}"

    def _head(self):
        return ("x", "f")

    def _rows(self):
        return list(zip(self.x, self.heights, strict=True))

    def minima(self, heights: NDArray[np.float64]) -> NDArray[np.float64]:
        """(k,) where `heights` (sites,) have minima between the walls, lowest first, each on the parabola through three sites."""
        left, here, right = heights[:-2], heights[1:-1], heights[2:]
        deep = DEEP * (np.ptp(self.heights) or 1)
        found = np.flatnonzero((here < left - deep) & (here <= right - deep)) + 1
        slope, bend = (heights[found + 1] - heights[found - 1]) / 2, heights[found + 1] - 2 * heights[found] + heights[found - 1]
        return (self.x[found] - self.gap * slope / bend)[np.argsort(heights[found])]


def two_wells(sites: int = 401) -> Line:
    """A wide well at -1.2 and a sharp, deeper one at 1.5, on a ripple: a `Line` of so many `sites` between walls at -3 and 3."""

    def energy(x):
        wide, sharp = np.exp(-((x + 1.2) ** 2) / (2 * 0.5**2)), np.exp(-((x - 1.5) ** 2) / (2 * 0.1**2))
        return -0.9 * wide - 1.3 * sharp + 0.04 * np.cos(4 * np.pi * x)

    line = Line(energy, -3.0, 3.0, sites)
    line.source = f"two_wells({len(line.x)})"
    return line


# ---- closed forms ---------------------------------------------------------------------------------------------------------
def closed(line: Line, kind: str, time: float, temperature: float) -> NDArray[np.float64]:
    """(sites,) the closed form of one equation, by quadrature between the sites too.

    Args:
        line: f, a `Line`.
        kind: one of `KINDS`.
        time: t = 1/γ.
        temperature: T, an energy; at 0 heat changes nothing, and the viscous equation is the one without viscosity.

    Returns:
        Heights at the sites.

    Raises:
        InvalidArgument: a value that cannot be used.
    """
    time, temperature = _checked(kind, time, temperature)
    y = np.linspace(line.x[0], line.x[-1], FINE * (len(line.x) - 1) + 1)
    f, spacing = np.asarray(line.energy(y), float), y[1] - y[0]
    if kind == "diffusion" and temperature * time < spacing**2:
        return line.heights.copy()
    if kind == "inviscid" or (kind == "viscous" and _cold(f, spacing, time, temperature)):
        return np.array([(f + (x - y) ** 2 / (2 * time)).min() for x in line.x])
    f, logarithms = _unfolded(f), _kernel(2 * (len(y) - 1), spacing, temperature * time)
    if kind == "diffusion":
        return _mean(f, np.exp(logarithms))[: len(y) : FINE]
    low, sites = f.min(), np.arange(len(line.x))
    if np.ptp(f) < MILD * temperature:
        return low - temperature * np.log(_mean(np.exp((low - f) / temperature), np.exp(logarithms))[: len(y) : FINE])
    exponents = logarithms[(FINE * sites[:, None] - np.arange(len(f))) % len(f)] - (f - low) / temperature
    most = exponents.max(axis=1, keepdims=True)
    return low - temperature * (most[:, 0] + np.log(np.exp(exponents - most).sum(axis=1)))


def _checked(kind, time, temperature):
    if kind not in KINDS:
        raise InvalidArgument("kind", kind, f"one of {', '.join(KINDS)}")
    return number("time", time, FIRST, LAST), number("temperature", temperature, 0, 1e6)


def _cold(f, spacing, time, temperature):
    """Whether exp(-f/T) under the spring is too narrow for the quadrature: then the minimum is within T of it."""
    stiffest = np.abs(np.diff(f, 2)).max() / spacing**2
    return temperature < spacing**2 * (1 / time + stiffest)


def _unfolded(values):
    """From wall to wall and back: a mirror at each wall makes the line a circle."""
    return np.concatenate([values, values[-2:0:-1]])


def _kernel(count, spacing, variance):
    """(count,) the logarithm of a Gaussian's weights at the places of a circle, as often round as it reaches; they sum to 1."""
    way, length = np.arange(count) * spacing, count * spacing
    nearest = np.minimum(way, length - way)
    rounds = np.arange(1, min(int(np.ceil(6 * np.sqrt(variance) / length)), 50) + 1) * length
    others = [(nearest + k * sign) ** 2 for k in rounds for sign in (-1, 1)]
    logarithms = -(nearest**2) / (2 * variance)
    logarithms += np.log1p(sum(np.exp((nearest**2 - other) / (2 * variance)) for other in others))
    return logarithms - np.log(np.exp(logarithms).sum())


def _mean(values, weights):
    return np.fft.irfft(np.fft.rfft(values) * np.fft.rfft(weights), len(values))


# ---- the equations, step by step ------------------------------------------------------------------------------------------
def heat(kind: str, temperature: float) -> float:
    """The T of `temperature` that a kind knows: 0 of the inviscid one."""
    return 0.0 if kind == "inviscid" else temperature


class Flow(Shown):
    """One equation, stepped from f: `at(time)` goes on from the newest place before that.

    line: f, a `Line`; kind: one of `KINDS`; temperature: T. Diffusion is exact on the sites, by their cosines, and transport is
    Godunov's flux with slopes of second order; the two take turns, half of the one before and half after the other (Strang).
    """

    def __init__(self, line: Line, kind: str, temperature: float):
        self.temperature = heat(kind, _checked(kind, 1.0, temperature)[1])
        self.line, self.kind, self.steps = line, kind, 0
        self._known = {0.0: line.heights}
        self._rates = (1 - np.cos(np.pi * np.arange(len(line.x)) / (len(line.x) - 1))) / line.gap**2

    def _line(self):
        return f"flow {self.kind} at T = {self.temperature:.4g}, known up to t = {max(self._known):.4g}, {self.steps} steps"

    def _rows(self):
        return [(time, heights.min()) for time, heights in sorted(self._known.items())]

    def _head(self):
        return ("t", "lowest height")

    def at(self, time: float) -> NDArray[np.float64]:
        """(sites,) the heights at a `time`."""
        time, _ = _checked(self.kind, time, self.temperature)
        begun = max(known for known in self._known if known <= time)
        u, now = self._known[begun], begun
        while now < time:
            step = min(self._step(u, now), time - now)
            u, now = self._stepped(u, step), now + step if step < time - now else time
            self.steps += 1
        self._known[time] = u
        return u

    def _step(self, u, now):
        if self.kind == "diffusion":
            return np.inf
        fastest = np.abs(np.diff(u)).max() / self.line.gap
        even = np.inf if self.kind == "inviscid" or not self.temperature else max(GROWTH * now, 1e-3 / max(self.temperature, 1))
        return min(COURANT * self.line.gap / max(fastest, 1e-12), even)

    def _stepped(self, u, step):
        if self.kind == "inviscid":
            return self._carried(u, step)
        if self.kind == "diffusion":
            return self._spread(u, step)
        return self._spread(self._carried(self._spread(u, step / 2), step), step / 2)

    def _spread(self, u, step):
        """Half the temperature times the second difference, for a time: each cosine on the sites decays by itself."""
        both = np.fft.rfft(_unfolded(u)).real
        return np.fft.irfft(both * np.exp(-self.temperature * self._rates * step), 2 * (len(u) - 1))[: len(u)]

    def _carried(self, u, step):
        """Heun's step of u_t = -½u_x²."""
        middle = u + step * self._falls(u)
        return (u + middle + step * self._falls(middle)) / 2

    def _falls(self, u):
        """-½p² of Godunov: p from whichever side the lower heights come."""
        gap, wide = self.line.gap, np.concatenate([u[2:0:-1], u, u[-2:-4:-1]])
        slopes = np.diff(wide) / gap
        bends = np.diff(slopes)
        gentle = np.where(bends[:-1] * bends[1:] > 0, np.sign(bends[1:]) * np.minimum(np.abs(bends[:-1]), np.abs(bends[1:])), 0)
        before, after = slopes[1:-2] + gentle[:-1] / 2, slopes[2:-1] - gentle[1:] / 2
        return -np.maximum(np.maximum(before, 0) ** 2, np.minimum(after, 0) ** 2) / 2
