"""A picture stands where no Python does."""

import base64
import subprocess
import sys

import nbformat
import nbformat.v4 as notebooks
import numpy as np
import pytest
from nbclient import NotebookClient

import widgets
from tests.widgets.test_png import decoded
from toy_models import dynamics, landscapes
from widgets import still, theme

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def session():
    opened = widgets.Session("dimple", methods=("sgd", "sam"))
    yield opened
    opened.close()


@pytest.mark.parametrize("key", dynamics.names())
def test_the_picture_has_the_shape_of_the_landscape_and_the_method_s_colour(key):
    alone = widgets.Session("two_gaussians", methods=(key,))
    (xmin, xmax), (ymin, ymax) = landscapes.get("two_gaussians").extent
    pixels = still.draw(alone)
    assert pixels.shape == (round(still.WIDTH * (ymax - ymin) / (xmax - xmin)), still.WIDTH, 3)
    drawn = {}
    for other, cue in zip(alone.at_hand, theme.cues(len(alone.at_hand)), strict=True):
        colour = [int(cue["light"][i : i + 2], 16) for i in (1, 3, 5)]
        drawn[other] = int((pixels == colour).all(axis=2).sum())
    assert drawn.pop(key) > 50, "a marker of 15 pixels has at least so many"
    assert set(drawn.values()) == {0}
    alone.close()


def test_the_words_say_what_is_seen_how_to_go_on_and_what_is_hidden(session):
    words = still.caption(session)
    assert "6,000 gradient evaluations" in words
    assert "SAM" in words
    assert "SmoothOut" not in words
    assert "Run the cell" in words
    assert "Hides:" in words


def test_a_run_that_leaves_every_bound_is_drawn_all_the_same():
    session = widgets.Session("rosenbrock", methods=("sgd",), values={"step_size": 1.0})
    assert session.trajectories["sgd"].diverged_at is not None
    assert still.draw(session).shape[1] == still.WIDTH
    session.close()


def test_every_marker_can_be_drawn_and_named():
    markers = {cue.marker for cue in theme.METHODS}
    assert markers <= set(still.SHAPES)
    assert markers <= set(still.SIGNS)


def test_a_page_that_voila_serves_has_no_second_output(monkeypatch):
    assert still.wanted()
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    assert not still.wanted()


@pytest.fixture(scope="module")
def saved():
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = notebooks.new_notebook(cells=[notebooks.new_code_cell("import widgets\nwidgets.show('sam', 'ravine')")], metadata=kernel)
    return NotebookClient(book, timeout=120, store_widget_state=False).execute()


def test_a_saved_notebook_has_the_picture_beside_the_widget(saved):
    live, picture = (output["data"] for output in saved.cells[0].outputs)
    assert VIEW in live
    assert decoded(base64.b64decode(picture["image/png"])).shape[1] == still.WIDTH
    assert "Ravine" in picture["text/plain"]
    assert len(str(picture)) < 400_000


@pytest.mark.slow
def test_a_page_made_of_a_saved_notebook_shows_the_picture(saved, tmp_path):
    (tmp_path / "saved.ipynb").write_text(nbformat.writes(saved))
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "saved.ipynb"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    page = (tmp_path / "saved.html").read_text()
    assert 'src="data:image/png;base64,' in page
    assert "Run the cell to bring it to life" in page
    assert "session ended" not in page.lower()
    assert "Row object at" not in page


def test_of_a_field_the_lines_are_drawn():
    """Where a line runs the picture is darker than the law at rest alone would be."""
    session = widgets.Session("example_19", methods=("sgd",))
    drawn, field = still.draw(session), landscapes.get("example_19")
    bare = still._map(field, drawn.shape[:2])
    (x0, x1), (y0, y1) = field.extent
    x, y = np.concatenate(field.streamlines).T
    columns, rows = (x - x0) / (x1 - x0) * (drawn.shape[1] - 1), (y1 - y) / (y1 - y0) * (drawn.shape[0] - 1)
    at = np.rint(rows).astype(int), np.rint(columns).astype(int)
    assert (bare[at].sum(-1) - drawn[at].sum(-1) > 20).mean() > 0.9
    session.close()
