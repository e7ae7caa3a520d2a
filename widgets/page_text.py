"""The page's JavaScript and style: a widget's module is the one that exports it with all that it imports, packed.

The modules are no files to a widget: one that is bound to a file is never freed by the kernel. They travel compressed, in two
parts: what several views import, and the style sheets, travel once, in a model that each view names; the rest is the view's own.
So a view can stand alone, in any order, in a reopened notebook too.
"""

import functools
import gzip
import json
import re
from pathlib import Path

_FOLDER = Path(__file__).parent / "page"
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.[^"]*)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|class|function\*?) (\w+))", re.M)
_DEFAULT = re.compile(r"^export default ", re.M)
# Indentation, empty lines, remarks, and fields without a value, which are declared for the type check: nobody reads them there.
_REMARK = re.compile(r"^[ \t]*(?:\n|//.*\n|(?:/\*\*(?:[^*]|\*(?!/))*\*/(?: \w+;)? ?)+\n)?", re.M)
_STYLE_REMARK = re.compile(r"/\*.*?\*/|^[ \t]+", re.M | re.S)

# It travels with every view: few characters. The name of a model begins with the ten of IPY_MODEL_.
UNPACK = """// Wide Valleys, widgets/page/: it travels as bytes, compressed
const text = (part) => new Response(new Blob([part.get("code")]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
export default { async render(view) {
const { model } = view, common = await model.widget_manager.get_model(model.get("common").slice(10));
const url = URL.createObjectURL(new Blob(await Promise.all([common, model].map(text)), { type: "text/javascript" }));
const { default: widget } = await import(url);
URL.revokeObjectURL(url);
return widget.render(view);
} };
"""
_STYLE_ONCE = """if (!document.getElementById("wide-valleys-style")) {
  document.head.append(Object.assign(document.createElement("style"), { id: "wide-valleys-style", textContent: %s }));
}
"""


def _entry(name):
    """The file of a widget: `page/<room>/<name>.js`, the one of that name that has a default export."""
    (path,) = (path for path in _FOLDER.glob(f"*/{name}.js") if _DEFAULT.search(path.read_text(encoding="utf-8")))
    return path


def parts(name):
    """The files of a widget, each after all that it imports, its own the last. Raises `ValueError` where two import each other."""
    return _reached(_entry(name))


def _reached(entry):
    done, open_ = [], []

    def visit(path):
        if path in open_:
            raise ValueError(f"{path.name} imports itself by way of {', '.join(p.name for p in open_)}")
        if path not in done:
            open_.append(path)
            for _, target in _IMPORT.findall(path.read_text(encoding="utf-8")):
                visit((path.parent / target).resolve())
            done.append(open_.pop())

    visit(entry.resolve())
    return done


def worker_parts():
    """The files of the worker that walks (`page/walker/`), in the same order."""
    return _reached(_FOLDER / "walker" / "worker.js")


def _name(path):
    return f"{path.parent.name}_{path.stem}"


def _scoped(path):
    """One file as a function that is called at once: what it imports are its constants, what it exports its value."""
    text = path.read_text(encoding="utf-8")
    exported = _EXPORT.findall(text)

    def constants(found):
        target = (path.parent / found[2]).resolve()
        missing = set(re.findall(r"(\w+)(?: as \w+)?", found[1])) - set(_EXPORT.findall(target.read_text(encoding="utf-8")))
        if missing:
            raise ValueError(f"{path.name} imports {', '.join(sorted(missing))}, which {target.name} does not export")
        return f"const {found[1].replace(' as ', ': ')} = {_name(target)};\n"

    body = _DEFAULT.sub("const widget = ", _EXPORT.sub("", _IMPORT.sub(constants, text)))
    given = [*exported, *(["widget"] if _DEFAULT.search(text) else [])]
    left = re.search(r"^(import|export)\b.*", body, re.M)
    if left:
        raise ValueError(f"{path.name}: {left[0]!r} is not read; write `import {{ name }} from \"./file.js\"` or `export const`")
    return f"const {_name(path)} = (() => {{\n{body}\nreturn {{ {', '.join(given)} }};\n}})();\n"


def shared():
    """The files that more than one widget imports, each after all that it imports."""
    entries = [path.stem for path in sorted(_FOLDER.glob("*/*.js")) if _DEFAULT.search(path.read_text(encoding="utf-8"))]
    found = [path for name in entries for path in parts(name)]
    return [path for path in dict.fromkeys(found) if found.count(path) > 1]


def _joined(files):
    text = "".join(_scoped(path) for path in files)
    return _REMARK.sub("", text)


def common():
    """The part of every widget's module that is the same: the style sheets, put into the page once, and the `shared` files."""
    styles = "\n".join(path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*/*.css"), reverse=True))
    return _STYLE_ONCE % json.dumps(_STYLE_REMARK.sub("", styles)) + _joined(shared())


def own(name):
    """The rest of one widget's module; after `common` it is an ES module."""
    files, others = parts(name), shared()
    text = _joined([path for path in files if path not in others])
    return text + f"export default {_name(files[-1])}.widget;\n"


@functools.cache
def packed(name=None):
    """`own` of a widget, or without a name `common`, compressed: as bytes, which cost a quarter less than text."""
    return gzip.compress((common() if name is None else own(name)).encode(), mtime=0)


@functools.cache
def packed_worker():
    """What the worker runs, compressed; it travels when there is something to walk."""
    return gzip.compress(_joined(worker_parts()).encode(), mtime=0)
