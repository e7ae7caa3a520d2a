"""The gallery is what its notebooks say, has a picture for each lesson, and leads only to what is there."""

import base64
import json
import re
import zlib

import numpy as np
import pytest

from widgets import gallery

DRAWN = re.compile(r' (?:d|points)="([^"]*)"')
BYTES = re.compile(r"data:image/png;base64,([\w+/=]+)")


@pytest.fixture(scope="module")
def kept():
    return gallery.FILE.read_text(encoding="utf-8")


def numbers(text, trained=False):
    """The places of all that is drawn, of trained networks or of the rest."""
    paths = [path for tag, path in re.findall(r'(<[^>]*?) (?:d|points)="([^"]*)"', text) if ("trained" in tag) == trained]
    return np.array([float(number) for path in paths for number in re.findall(r"-?[\d.]+", path)])


def pixels(told):
    content = base64.b64decode(told)
    start = content.index(b"IDAT") + 4
    size = int.from_bytes(content[start - 8 : start - 4])
    return np.frombuffer(zlib.decompress(content[start : start + size]), np.uint8).astype(int)


def test_the_file_is_what_the_notebooks_say_and_what_is_computed(kept):
    """`python -m widgets.gallery` makes it anew. Places to 0.2 pixels, colours to one of 24: rounding may differ elsewhere."""
    now = gallery.written()
    assert BYTES.sub("", DRAWN.sub("", now)) == BYTES.sub("", DRAWN.sub("", kept))
    assert np.abs(numbers(now) - numbers(kept)).max() <= 0.2
    assert np.abs(numbers(now, trained=True) - numbers(kept, trained=True)).max() <= 6, "sums of thousands of steps, elsewhere"
    for one, other in zip(BYTES.findall(now), BYTES.findall(kept), strict=True):
        differ = np.abs(pixels(one) - pixels(other)) % gallery.COLOURS
        assert (np.minimum(differ, gallery.COLOURS - differ) > 1).mean() == 0


def test_every_lesson_has_a_card_and_every_link_a_notebook(kept):
    found = gallery.lessons()
    assert [lesson.number for lesson in found] == list(range(1, len(found) + 1))
    for lesson in found:
        assert lesson.question.endswith("?")
        assert f'href="{lesson.file}"' in kept
        assert lesson.question in kept
    links = re.findall(r'<a [^>]*href="([^"]+)"', kept)
    pages = {f"{name}.ipynb" for name in ("side_by_side", "phase_diagrams", "flatness", "paths", "race")}
    assert pages | {lesson.file for lesson in found} == set(links)
    assert all((gallery.FOLDER / link).is_file() for link in links)


def test_every_way_goes_through_what_is_there_and_ends_where_it_says():
    numbered = {"lab", "flat", "paths", "race", *(lesson.number for lesson in gallery.lessons())}
    for _, _, stops in gallery.WAYS:
        assert set(stops) <= numbered


def test_it_is_small_and_asks_nobody_else(kept):
    assert len(kept.encode()) < 300_000
    assert re.findall(r"https?:|//cdn|@import|<script [^>]*src", kept) == []


def test_a_lesson_without_a_heading_is_an_error_and_a_notebook_without_a_word_is_none(tmp_path):
    path = tmp_path / "one.ipynb"
    about = {"number": 1, "topic": "t", "minutes": 5, "picture": {}}
    heading = [{"cell_type": "markdown", "source": ["# So?\n", "text"]}]
    for metadata, cells, outcome in (({}, [], None), ({"lesson": about}, heading, "So?")):
        path.write_text(json.dumps({"cells": cells, "metadata": metadata}))
        found = gallery.lesson(path)
        assert (found and found.question) == outcome
    path.write_text(json.dumps({"cells": [], "metadata": {"lesson": about}}))
    with pytest.raises(StopIteration):
        gallery.lesson(path)
