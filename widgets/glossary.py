"""Every word that the page explains when it is tapped: general ones, sliders, and what each file says one should look for."""

from toy_models import dynamics, glossary, landscapes, surfaces
from widgets.controls import schema
from widgets.typeset import typeset

FOLDERS = {"landscapes": landscapes, "dynamics": dynamics, "surfaces": surfaces}


def words(methods=None):
    """A list of {key, term, symbol, text, look, runs}. Keys: of a general word, of a slider, or `folder/name` of a file.

    methods: those whose sliders and files are explained; None: all.
    """
    methods = dynamics.names() if methods is None else methods
    general = [_entry(word.key, word.term, word.symbol, word.text) for word in glossary.WORDS]
    known = {word.key for word in glossary.WORDS}
    sliders = schema(None, methods)
    numbers = [_entry(s["name"], s["word"], s["symbol"], f"{s['meaning'][0].upper()}{s['meaning'][1:]}.") for s in sliders]
    return [*general, *(entry for entry in numbers if entry["key"] not in known), *_files(methods)]


def _files(methods):
    for folder, files in FOLDERS.items():
        for key in methods if files is dynamics else files.names():
            term, _, text = files.first_line(key).partition(": ")
            runs = files.get(key).where if files is dynamics else ""
            yield _entry(f"{folder}/{key}", term, "", f"{text[0].upper()}{text[1:]}", files.look_for(key), runs)


def _entry(key, term, symbol, text, look="", runs=""):
    look = f"{look[:1].upper()}{look[1:]}"
    return {"key": key, "term": term, "symbol": symbol, "text": typeset(text), "look": typeset(look), "runs": runs}
