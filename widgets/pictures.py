"""A small picture of what a cell ends with: a map, a softened surface beside it, a run's points, losses, the cells of a sweep.

Models show a line and a table; `toy_models.shown.drawn_by` is where `import widgets` puts the pictures in.
"""

import base64
import html

import numpy as np

from toy_models import data
from toy_models.cells import Sweep
from toy_models.landscape import Landscape
from toy_models.paths import Path
from toy_models.shown import drawn_by
from toy_models.surfaces import Surface
from toy_models.train import NetworkTrajectory
from toy_models.trajectory import Trajectory
from widgets import png, still, theme

WIDTH, HEIGHT = 320, 120  # pixels
DIGITS, PLACES = 500, 41  # of a path: the test images that its loss is a mean over, and where along it


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


def of_training(run):
    """The mean losses over replicas against the clock; a line for training images, dashes for test images."""
    plain, dashed = theme.cues(4)[2:]
    x, losses = run.gradient_evaluations, {"train": run.train_loss, "test": run.test_loss}
    curves = {name: (x, loss.mean(axis=1)) for name, loss in losses.items()}
    top = max(y[np.isfinite(y)].max(initial=0.0) for _, y in curves.values())
    words = (f"The mean loss of all replicas, from 0 to {top:.3g}, over {x[-1]:,} gradient evaluations: on training images (line) "
             "and on test images (dashes). Hides: how replicas differ, and the accuracy.")
    return _image(still.lines(curves, top, {"train": plain, "test": dashed}, (HEIGHT, WIDTH)), words)


def of_path(path):
    """The loss along it."""
    images = (path.data or data.mnist(DIGITS, DIGITS)).test.first(DIGITS)
    t, loss, _ = path.profile(images, PLACES)
    top = loss[np.isfinite(loss)].max(initial=0.0)
    words = (f"The mean loss on {len(images):,} test images along the path, from 0 to {top:.3g}. Hides: the loss beside the path, "
             "and the share that is read wrongly.")
    return _image(still.lines({"loss": (t, loss)}, top, {"loss": theme.cues(3)[2]}, (HEIGHT, WIDTH)), words)


def of_sweep(sweep):
    """The means of its first reading; none before a cell has been run."""
    name, (rows, columns) = sweep.readings[0], sweep.shape
    values = np.where(sweep.done, sweep.mean(name), np.nan)
    known = values[np.isfinite(values)]
    if not len(known):
        return ""
    height = int(np.clip(round(WIDTH * rows / columns), HEIGHT // 5, WIDTH))
    words = (f"{name}, from {known.min():.5g} (dark) to {known.max():.5g} (light): {sweep.axes[1].name} down, {sweep.axes[0].name} "
             "across. Hatched: no number. Hides: how runs of one cell differ.")
    return _image(still.cells(values, (height, WIDTH)), words)


def _small(landscape, found=None, cues=None, surface=None):
    return still.picture(landscape, found or {}, cues or {}, surface, WIDTH)


def _image(pixels, words):
    data, words = base64.b64encode(png.coloured(pixels)).decode(), html.escape(words)
    return f'<p><img width="{pixels.shape[1]}" alt="{words}" src="data:image/png;base64,{data}"></p><p>{words}</p>'


def add():
    """Let landscapes, surfaces, runs, trainings, paths and sweeps show them."""
    drawn = {Landscape: of_landscape, Surface: of_surface, Trajectory: of_run, NetworkTrajectory: of_training, Path: of_path,
             Sweep: of_sweep}
    for kind, draw in drawn.items():
        drawn_by(kind, draw)
