"""The left side: the energy, the cut through it, and the surface that the selected method aims at."""

import traitlets

from widgets import page_text
from widgets.view import View

_BYTES = ("field", "frames", "tally", "surface_values", "inner_points")
_DICTS = ("scene", "run", "surface", "inner")


class Arena(View):
    """The landscape of a session with its replicas and trails. Its traits are the snapshot that a new view is drawn from."""

    PAGE = "arena"
    scene, run, surface, inner = (traitlets.Dict().tag(sync=True) for _ in _DICTS)
    field, frames, tally, surface_values, inner_points = (traitlets.Bytes().tag(sync=True) for _ in _BYTES)
    ghost, ghost_points = traitlets.Dict().tag(sync=True), traitlets.Bytes().tag(sync=True)
    crowd, crowd_counts = traitlets.Dict().tag(sync=True), traitlets.Bytes().tag(sync=True)
    walkers, walker_code = traitlets.Bytes().tag(sync=True), traitlets.Bytes().tag(sync=True)

    def show_scene(self, scene: dict, field: bytes) -> None:
        """Show a bare map at once, while its run is being prepared."""
        if self.scene != scene:
            with self.hold_sync():
                self.scene, self.field = scene, field

    def show_landscape(self, picture: object) -> None:
        """Show a `landscape_side.Picture`: all of it in one message, what did not change left out."""
        with self.hold_sync():
            for name in (*_DICTS, *_BYTES):
                if getattr(self, name) != getattr(picture, name):
                    setattr(self, name, getattr(picture, name))

    def show_ghost(self, ghost: dict, points: bytes) -> None:
        """Show where exact descent of the selected method's surface is beside the run."""
        with self.hold_sync():
            self.ghost, self.ghost_points = ghost, points

    def show_crowd(self, crowd: dict, counts: bytes) -> None:
        """Show so many walkers of the selected method as counts on a grid (`widgets.crowd`)."""
        with self.hold_sync():
            self.crowd, self.crowd_counts = crowd, counts

    def show_walkers(self, walkers: bytes) -> None:
        """Let the page walk by itself while a slider is dragged (`widgets.walkers`); its code for that comes along."""
        if walkers:
            with self.hold_sync():
                self.walkers, self.walker_code = walkers, page_text.packed_worker()
