"""A packed module unpacks to what was written; what several share travels once."""

import gzip
import re

import pytest

from widgets import page_text

VIEWS = ("arena", "controls", "exercise", "flatness", "guess", "header", "islands", "lines", "maps", "microscope", "phase", "race",
         "story", "training", "trials", "wager")


@pytest.mark.parametrize("name", VIEWS)
def test_a_module_unpacks_to_its_source(name):
    assert gzip.decompress(page_text.packed(name)).decode() == page_text.own(name)
    assert gzip.decompress(page_text.packed()).decode() == page_text.common()


@pytest.mark.parametrize("name", VIEWS)
def test_a_module_carries_the_shared_part_the_style_and_one_entry(name):
    common, own = page_text.common(), page_text.own(name)
    assert "class Bus" in common and "class Bus" not in own
    assert "--paper: #FAF9F5" in common
    assert (common + own).count("export default") == own.count("export default") == 1


def test_no_line_of_a_module_travels_twice():
    carried = [path for name in VIEWS for path in page_text.parts(name) if path not in page_text.shared()]
    assert len(carried) == len(set(carried))


def test_every_script_belongs_to_a_widget_or_to_the_worker():
    of_views = {path for name in VIEWS for path in page_text.parts(name)}
    assert of_views | set(page_text.worker_parts()) == set(page_text._FOLDER.glob("*/*.js"))
    assert not of_views & set(page_text.worker_parts()), "what the worker needs travels with it"


def test_the_worker_is_a_plain_script():
    text = gzip.decompress(page_text.packed_worker()).decode()
    assert "onmessage" in text
    assert not re.search(r"^\s*(import|export)\b", text, re.M)


def test_a_file_comes_once_and_after_what_it_imports():
    for name in VIEWS:
        files = page_text.parts(name)
        assert len(files) == len(set(files))
        for place, path in enumerate(files):
            for target in re.findall(r'from "(.*)";', path.read_text()):
                assert (path.parent / target).resolve() in files[:place]


PLANTED = [
    ("import every from \"./b.js\";\nexport default 1;\n", "is not read"),
    ("export let count = 0;\nexport default 1;\n", "is not read"),
    ("import { b } from \"./b.js\";\nexport default b;\n", "imports itself by way of a.js, b.js"),
    ("import { c, d } from \"./c.js\";\nexport default c;\n", "imports d, which c.js does not export"),
]


@pytest.mark.parametrize(("text", "words"), PLANTED)
def test_what_the_packer_cannot_read_is_refused(tmp_path, monkeypatch, text, words):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.js").write_text(text)
    (tmp_path / "room" / "b.js").write_text('import { a } from "./a.js";\nexport const b = 2;\n')
    (tmp_path / "room" / "c.js").write_text("export const c = 3, d = 4;\n")
    monkeypatch.setattr(page_text, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=words):
        page_text.own("a")


def test_no_module_reaches_outside():
    for name in VIEWS:
        assert not re.search(r"(https?:)?//[a-z0-9.-]+\.[a-z]{2,}/", page_text.common() + page_text.own(name))


def test_remarks_stay_at_home():
    text = page_text.common() + page_text.own("arena")
    assert not [line for line in text.splitlines() if line.lstrip().startswith(("//", "/**", "*"))]


def test_what_is_written_for_the_type_check_alone_does_not_travel(tmp_path, monkeypatch):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.js").write_text(
        "class A {\n  /** @type {number} */ x; /** @type {any} */ y;\n\n"
        "  /**\n   * @param {string} word * more\n   */\n  say(word) { return word; }\n}\n"
        "/** @type {A} */\nexport const a = new A();\nexport default a;\n"
    )
    monkeypatch.setattr(page_text, "_FOLDER", tmp_path)
    code = " ".join(page_text.own("a").split())
    assert code == ("const room_a = (() => { class A { say(word) { return word; } } const a = new A(); const widget = a; "
                    "return { a, widget }; })(); export default room_a.widget;")
