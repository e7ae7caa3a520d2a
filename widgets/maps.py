"""The 2-D view of a lesson: f on a map, and beside it what three equations make of it."""

import traitlets

from toy_models.landscape import Landscape
from widgets.map_side import MapSide
from widgets.protocol import Want
from widgets.schedule import Schedule
from widgets.state import State
from widgets.taken import Taken
from widgets.taken_lessons import of_maps
from widgets.view import View


class Maps(View):
    """A landscape and its three softenings at a session's γ and T. landscape: its name, or a `Landscape`; it must be an energy."""

    PAGE = TAKES = "maps"
    number = traitlets.Int().tag(sync=True)
    scene, maps = traitlets.Dict().tag(sync=True), traitlets.Dict().tag(sync=True)
    field, heights = traitlets.Bytes().tag(sync=True), traitlets.Bytes().tag(sync=True)

    def __init__(self, session: State, landscape: str | Landscape, **kwargs: object):
        self._side = MapSide(landscape)
        scene, field = self._side.scene
        alike = sum(view.TAKES == self.TAKES for view in session.views("taken"))
        super().__init__(session, scene=scene, field=field, number=alike, **kwargs)

    def taken(self, asked: object) -> Taken:
        """What is taken away of the maps at γ and T as they are wished. asked: a `take_messages.Take`."""
        values = self._session.want.values
        return of_maps(self._side, values["scope"], values["temperature"])

    def show_wish(self, want: Want, schedule: Schedule) -> None:
        """Show the softenings at γ and T as they are wished."""
        maps, heights = self._side.picture(want.values["scope"], want.values["temperature"])
        if self.maps != maps:
            with self.hold_sync():
                self.maps, self.heights = maps, heights
