"""A packed module unpacks to what was written, and each stands alone."""

import base64
import gzip
import re

import pytest

from widgets import page_text

VIEWS = ("arena", "controls", "header", "story", "training")


@pytest.mark.parametrize("name", VIEWS)
def test_a_module_unpacks_to_its_source(name):
    packed = re.search(r'atob\("([^"]+)"\)', page_text.module(name)).group(1)
    assert gzip.decompress(base64.b64decode(packed)).decode() == page_text.source(name)


@pytest.mark.parametrize("name", VIEWS)
def test_a_module_carries_the_shared_part_the_style_and_one_entry(name):
    source = page_text.source(name)
    assert "function busOf" in source
    assert "--paper: #FAF9F5" in source
    assert source.count("export default") == 1


def test_every_script_belongs_to_a_widget():
    parts = {part for name in VIEWS for part in (*page_text._SHARED, *page_text._OWN.get(name, (name,)))}
    assert {path.stem for path in page_text._FOLDER.glob("*.js")} == parts


def test_no_module_reaches_outside():
    for name in VIEWS:
        assert not re.search(r"(https?:)?//[a-z0-9.-]+\.[a-z]{2,}/", page_text.source(name))
