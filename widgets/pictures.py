"""A small picture of what a cell ends with: a landscape's map, a softened surface beside it, a run's points.

Models show a line and a table; `toy_models.shown.drawn_by` is where `import widgets` puts the pictures in.
"""

import base64
import html

import numpy as np

from toy_models.landscape import Landscape
from toy_models.shown import drawn_by
from toy_models.surfaces import Surface
from toy_models.trajectory import Trajectory
from widgets import png, still, theme

WIDTH = 320  # pixels


def of_landscape(landscape):
    """Its map."""
    said = "Heights, deep ones dark, and lines of equal height." if landscape.conservative else "The force's streamlines."
    return _image(_small(landscape), f"{said} Hides: what lies outside the window.")


def of_surface(surface):
    """f on the left, the surface on the right, in the same colours; none where it is on another window."""
    (xmin, xmax), (ymin, ymax) = surface.landscape.extent
    window = (surface.grid[0][0], surface.grid[0][-1]), (surface.grid[1][0], surface.grid[1][-1])
    if window != ((xmin, xmax), (ymin, ymax)) or not np.isfinite(surface.values).any():
        return ""
    pair = np.concatenate([_small(surface.landscape), _small(surface.landscape, surface=surface)], axis=1)
    return _image(pair, "Left: f. Right: the surface, in the same colours. Hides: what lies outside the window.")


def of_run(run):
    """The path of the first replica, and where the others end; none for a run that was read from a file."""
    if run.landscape is None:
        return ""
    pixels = _small(run.landscape, {"run": run.x}, {"run": theme.cues(2)[1]})
    return _image(pixels, "The path of the first replica, and where all end. Hides: when they came there.")


def _small(landscape, found=None, cues=None, surface=None):
    return still.picture(landscape, found or {}, cues or {}, surface, WIDTH)


def _image(pixels, words):
    data, words = base64.b64encode(png.coloured(pixels)).decode(), html.escape(words)
    return f'<p><img width="{pixels.shape[1]}" alt="{words}" src="data:image/png;base64,{data}"></p><p>{words}</p>'


def add():
    """Let landscapes, surfaces and runs show them."""
    for kind, draw in ((Landscape, of_landscape), (Surface, of_surface), (Trajectory, of_run)):
        drawn_by(kind, draw)
