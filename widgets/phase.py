"""A phase diagram: what a sweep of two sliders has read, cell by cell, and the run behind one of the cells."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import traitlets

from toy_models import dynamics, landscapes
from widgets import sweep_messages, theme
from widgets.sweeping import named
from widgets.view import View

if TYPE_CHECKING:
    from widgets.phase_session import PhaseSession


class Phase(View):
    """The map, the readings, the row through a cell and the job, of a `PhaseSession`; its traits are what a view is drawn from."""

    PAGE = "phase"
    offers, scales, plan, state, cell = (traitlets.Dict().tag(sync=True) for _ in range(5))
    lines = traitlets.List().tag(sync=True)
    numbers = traitlets.Bytes().tag(sync=True)

    def __init__(self, session: PhaseSession, **kwargs: object):
        tables = {f"{word}{name}": theme.quantity(name, scale=scale) for name in theme.QUANTITY
                  for word, scale in (("", theme.QUANTITY), ("less ", theme.DIFFERENCE))}
        scales = {name: base64.b64encode(table).decode() for name, table in tables.items()}
        super().__init__(session, offers=_offers(), scales=scales, **session.phase(), **kwargs)

    def show_phase(self, told: dict) -> None:
        """Show how far the sweep has come: `told` {trait: value}, all of it in one message, what did not change left out."""
        with self.hold_sync():
            for name, value in told.items():
                if getattr(self, name) != value:
                    setattr(self, name, value)


def _offers():
    """What its menus hold."""
    methods = [{"key": key, "name": dynamics.get(key).NAME, "axes": [named(slider) for slider in sweep_messages.axes(key)]}
               for key in sweep_messages.methods()]
    places = [{"key": key, "name": landscapes.get(key).name} for key in sweep_messages.places()]
    return {"methods": methods, "landscapes": places, "grids": list(sweep_messages.GRIDS)}
