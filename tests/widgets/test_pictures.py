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


def ink(pixels):
    """(row of the topmost pixel that is not paper, in each column); the base line where there is nothing above it."""
    return (pixels != 255).any(-1).argmax(0)


def test_a_training_shows_its_losses():
    """From where the largest loss touches the top down to the right edge, where the higher may stand between two dashes."""
    run = tm.train("softmax_regression", "sgd", tm.data.mnist(300, 100), evaluations=200, replicas=2)
    pixels = image(run)
    assert pixels.shape == (pictures.HEIGHT, pictures.WIDTH, 3)
    first, last = (max(loss[end].mean() for loss in (run.train_loss, run.test_loss)) for end in (0, -1))
    assert ink(pixels)[0] <= 2
    assert ink(pixels)[-12:].min() == pytest.approx(pictures.HEIGHT * (1 - last / first), abs=4)
    assert f"from 0 to {first:.3g}" in run._repr_html_()


def test_a_path_shows_the_loss_along_it():
    """Both ends at a height of their own, and where it is highest the top of the picture."""
    digits = tm.data.mnist(300, 100)
    ends = tm.train("mlp", "sgd", digits, evaluations=100, replicas=2).x[-1]
    path = tm.paths.line("mlp", *ends, data=digits)
    _, loss, _ = path.profile(digits.test)
    tops = ink(image(path))
    for place, expected in ((0, loss[0]), (-1, loss[-1]), (pictures.WIDTH * loss.argmax() // 40, loss.max())):
        assert tops[place] == pytest.approx(pictures.HEIGHT * (1 - expected / loss.max()), abs=4)
    assert "on 100 test images" in path._repr_html_()
    assert "on 500 test images" in tm.paths.line("mlp", *ends)._repr_html_()


def test_a_sweep_shows_its_cells_and_hatches_what_has_not_been_run():
    axes = tm.sweep("dimple", "sgd", ("step_size", [0.01, 0.02]), ("momentum", [0.0, 0.3, 0.5, 0.9]), tm.readings.energy,
                    replicas=2, steps=3).axes
    sweep = tm.Sweep.empty(axes, ["energy"], 1, {"replicas": 2})
    assert image(sweep) is None
    sweep.take([(0, 0), (1, 1), (2, 1)], np.array([3.0, 1.0, 2.0])[:, None, None, None] * np.ones(2))
    pixels = image(sweep).reshape(4, -1, 2, pictures.WIDTH // 2, 3)
    lightness = pixels.mean((1, 3, 4))
    assert lightness[1, 1] < lightness[2, 1] < lightness[0, 0]
    hatched = [[len(np.unique(pixels[i, :, j].reshape(-1, 3), axis=0)) > 1 for j in range(2)] for i in range(4)]
    assert np.array_equal(hatched, ~sweep.done)


def test_where_there_is_nothing_to_draw_on_there_is_no_picture(tmp_path):
    run = tm.simulate(DIMPLE, "sgd", steps=3, replicas=2)
    run.save(tmp_path / "run.npz")
    assert image(tm.Trajectory.load(tmp_path / "run.npz")) is None
    assert image(tm.landscapes.smooth(DIMPLE, "box", (16, 16), extent=((0, 1), (0, 1)), width=0.7)) is None


def test_models_alone_draw_nothing():
    said = "import toy_models as tm; print('<img' in tm.landscapes.get('dimple')._repr_html_())"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout == "False\n"
