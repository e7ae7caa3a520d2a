"""From a wish to the picture of three flows on a line: stepped, in closed form, and what is told of them. Nothing is drawn here."""

import numpy as np

from toy_models import flows
from widgets import pack, theme

LADDER = 41  # values of γ on an axis, at each of which the minima are told
RESTS = 1e-2  # of the window: minima closer than this to the deepest place of f are there
CUES = (5, 2, 6)  # of `theme.METHODS`: the heat mean, the local entropy, the Moreau envelope
EARLIEST = 1e-4  # times


class LineSide:
    """Computes pictures of a `flows.Line`; keeps the flows of the newest temperature."""

    def __init__(self, line):
        self.line, self._flows, self._temperature = line, {}, None

    def picture(self, scope, temperature):
        """(dictionary, packed heights): f, then each kind stepped, then each in closed form, at γ and T."""
        line, time = self.line, time_of(scope)
        stepped = [self._flow(kind, temperature).at(time) for kind in flows.KINDS]
        exact = [flows.closed(line, kind, time, temperature) for kind in flows.KINDS]
        kinds = []
        for kind, cue, one, other in zip(flows.KINDS, CUES, stepped, exact, strict=True):
            places = line.minima(other)
            found = {"minima": len(places), "lowest": round(float(places[0]), 4) if len(places) else None}
            kinds.append({"kind": kind, "cue": theme.cues(cue + 1)[cue], "off": float(np.abs(one - other).max())} | found)
        low, high = float(line.heights.min()), float(line.heights.max())
        told = {"scope": scope, "temperature": temperature, "low": low, "high": high, "x": [float(line.x[0]), float(line.x[-1])],
                "sites": len(line.x), "kinds": kinds, "deepest": round(float(line.minima(line.heights)[0]), 4),
                "minima": len(line.minima(line.heights))}
        return told, b"".join(pack.heights(one, low, high) for one in (line.heights, *stepped, *exact))

    def lowest(self, low, high, temperature):
        """Along an axis of γ: where each stepped flow is lowest, how many minima it has, and which stay where f is lowest."""
        line, values = self.line, np.geomspace(high, low, LADDER)
        deepest, window = line.minima(line.heights)[0], line.x[-1] - line.x[0]
        told = {"values": values.round(6).tolist(), "temperature": temperature, "places": {}, "counts": {}, "kept": []}
        for kind in flows.KINDS:
            found = [line.minima(self._flow(kind, temperature).at(time_of(value))) for value in values]
            told["places"][kind] = [round(float(one[0]), 4) if len(one) else None for one in found]
            told["counts"][kind] = [len(one) for one in found]
            if all(len(one) and abs(one[0] - deepest) < RESTS * window for one in found):
                told["kept"].append(kind)
        return told

    def _flow(self, kind, temperature):
        if kind not in self._flows or self._flows[kind].temperature != flows.heat(kind, temperature):
            self._flows[kind] = flows.Flow(self.line, kind, temperature)
        return self._flows[kind]


def time_of(scope):
    """The time t = 1/γ of a stiffness γ, within what a flow can be stepped to."""
    return float(np.clip(1 / scope, EARLIEST, 1 / EARLIEST))
