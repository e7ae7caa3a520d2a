"""Small pictures at the end of a cell: of the run, the landscape and the surface that they belong to."""

import base64
import re
import subprocess
import sys

import numpy as np
import pytest

import toy_models as tm
from tests.widgets.test_png import decoded
from widgets import pictures

DIMPLE = tm.landscapes.get("dimple")


def image(shown):
    """The pixels in an object's HTML, or None."""
    found = re.search(r'<img width="(\d+)" alt="[^"]+ Hides: [^"]+" src="data:image/png;base64,([^"]+)">', shown._repr_html_())
    if found is None:
        return None
    pixels = decoded(base64.b64decode(found[2]))
    assert pixels.shape[1] == int(found[1])
    return pixels


@pytest.mark.parametrize("name", tm.landscapes.names())
def test_every_landscape_shows_its_map(name):
    landscape = tm.landscapes.get(name)
    (xmin, xmax), (ymin, ymax) = landscape.extent
    pixels = image(landscape)
    assert pixels.shape == (round(pictures.WIDTH * (ymax - ymin) / (xmax - xmin)), pictures.WIDTH, 3)
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 20
    assert len(landscape._repr_html_()) < 200_000


def test_a_run_shows_its_own_points():
    runs = [tm.simulate(DIMPLE, "langevin", steps=30, replicas=5, seed=seed) for seed in (1, 2)]
    first, other = map(image, runs)
    assert first.shape == image(DIMPLE).shape
    assert not np.array_equal(first, image(DIMPLE))
    assert not np.array_equal(first, other)


def test_a_surface_stands_beside_its_landscape():
    pixels = image(tm.landscapes.smooth(DIMPLE, "box", (64, 64), width=0.7))
    assert np.array_equal(pixels[:, : pictures.WIDTH], image(DIMPLE))
    assert not np.array_equal(pixels[:, pictures.WIDTH :], image(DIMPLE))


def test_where_there_is_nothing_to_draw_on_there_is_no_picture(tmp_path):
    run = tm.simulate(DIMPLE, "sgd", steps=3, replicas=2)
    run.save(tmp_path / "run.npz")
    assert image(tm.Trajectory.load(tmp_path / "run.npz")) is None
    assert image(tm.landscapes.smooth(DIMPLE, "box", (16, 16), extent=((0, 1), (0, 1)), width=0.7)) is None


def test_models_alone_draw_nothing():
    said = "import toy_models as tm; print('<img' in tm.landscapes.get('dimple')._repr_html_())"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout == "False\n"
