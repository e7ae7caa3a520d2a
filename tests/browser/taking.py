"""What a picture on a page gives when it is taken away by pointer: a drawing, a table, a text that is run."""

import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


def saved(page, box, form):
    """(name, content) of what is taken away of the picture in a box, by pointer."""
    page.page.locator(f"{box} .wv-take:not(.wv-in-three)").click()
    with page.page.expect_download() as download:
        page.page.locator(f"{box} [data-form={form}]").click()
    page.wait("!document.querySelector('.wv-take-menu:popover-open')")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def drawing(page, box):
    """(name, root element, its words) of a picture's SVG."""
    name, content = saved(page, box, "svg")
    root = ET.fromstring(content)
    return name, root, " ".join(node.text or "" for node in root.iter(f"{SVG}text"))


def table(content):
    """(heads, rows) of a CSV: numbers read as numbers, None for an empty cell."""
    heads, *rows = csv.reader(content.decode().splitlines())
    return heads, [[read(cell) for cell in row] for row in rows]


def read(cell):
    """A number, a text, or None where a cell is empty."""
    return float(cell) if re.fullmatch(r"-?\d[\d.]*(e[+-]?\d+)?|-?inf|nan", cell) else cell or None


def made(content):
    """(columns, rows) that a saved Python text makes, run as it stands."""
    space = {}
    exec(compile(content.decode(), "taken.py", "exec"), space)
    return space["columns"], [list(row) for row in space["rows"]]
