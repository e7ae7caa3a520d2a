"""From a wish to the pictures of three flows on a map: f and the surfaces that solve them. Nothing is drawn here."""

import math

import numpy as np

import toy_models as tm
from toy_models import flows
from toy_models.contract import InvalidArgument
from widgets import theme
from widgets.landscape_side import drawn, valley
from widgets.line_side import CUES
from widgets.surfaces import softened

POINTS = 6000  # of a map, about: it is as wide as half a column


class MapSide:
    """Computes pictures of a landscape, or of the one of a name, under each of `flows.KINDS`; keeps the newest.

    scene: (dictionary, packed heights) of f, as an arena has it but with fewer points.
    """

    def __init__(self, landscape):
        self.landscape, self._kept = tm.landscapes.get(landscape), (None, None)
        if not self.landscape.conservative:
            raise InvalidArgument("landscape", self.landscape.key, "an energy: of a force there is nothing to soften")
        self.scene = drawn(self.landscape, self.landscape.shown, POINTS)
        self._surfaces = {tm.surfaces.get(key).FLOW: tm.surfaces.get(key) for key in tm.surfaces.names()}

    def picture(self, scope, temperature):
        """(dictionary, packed heights): of each flow its minima, lowest first, and its heights, at γ and T; and the minima of f."""
        if self._kept[0] != (scope, temperature):
            self._kept = (scope, temperature), self._picture(scope, temperature)
        return self._kept[1]

    def surfaces(self, scope, temperature):
        """[(flow, kind of surface, {argument: value})] at γ and T."""
        known = {"scope": scope, "temperature": temperature}
        return [(flow, self._surfaces[flow].key, {one.name: known[one.name] for one in self._surfaces[flow].ARGUMENTS})
                for flow in flows.KINDS]

    def _picture(self, scope, temperature):
        known, kinds, packed = {"scope": scope, "temperature": temperature}, [], []
        for (flow, kind, arguments), cue in zip(self.surfaces(scope, temperature), CUES, strict=True):
            note, minima, heights = softened(self.landscape, self.scene[0], kind, arguments)
            packed.append(heights)
            kinds.append({"kind": flow, "cue": theme.cues(cue + 1)[cue], "note": note} | self._found(minima))
        f = [{"x": float(x), "y": float(y), "height": float(self.landscape.energy((x, y)))} for x, y in self.landscape.minima]
        told = known | {"reach": math.sqrt(temperature / scope), "f": self._found(sorted(f, key=lambda one: one["height"]))}
        return told | {"kinds": kinds}, b"".join(packed)

    def _found(self, minima):
        """The minima, lowest first, and the name of the valley of f in which the lowest lies, or None."""
        if not minima:
            return {"minima": [], "lowest": None}
        place = np.array([minima[0]["x"], minima[0]["y"]])
        found = int(valley(self.landscape.basins(tuple(self.scene[0]["shape"])), place, self.landscape.extent))
        return {"minima": minima, "lowest": self.landscape.labels[found] or None if found >= 0 else None}
