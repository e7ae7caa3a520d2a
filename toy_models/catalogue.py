"""Find the modules of a folder: the folder is the list."""

import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Generic, TypeVar

from toy_models.contract import InvalidArgument
from toy_models.shown import Shown


class FromFile(Shown):
    """An entry of a folder: a base for dataclasses with a `key` and a `module`; its `__doc__` is the text of its file.

    It crosses to another process as the name of its file. `KIND` is what such an entry is, in a word or two.
    """

    KIND = ""

    def __post_init__(self):
        vars(self)["__doc__"] = inspect.getdoc(self.module)

    def _line(self):
        return f"{self.KIND} {self.key}: {self.module.NAME}"

    def _head(self):
        return ("", "name", "default", "from", "to", "what it is")

    def _rows(self):
        declared = getattr(self.module, "PARAMETERS", getattr(self.module, "ARGUMENTS", ()))
        return [(p.symbol, p.name, p.default, *p.bounds, p.meaning) for p in declared]

    def __getstate__(self):
        return {**vars(self), "module": self.module.__name__}

    def __setstate__(self, state):
        vars(self).update(state, module=importlib.import_module(state["module"]))


Entry = TypeVar("Entry")


class Catalogue(Generic[Entry]):
    """The modules of one package, by name, in menu order.

    `wrap` turns a module into what `get` returns, an `entry`.
    """

    def __init__(self, package: str, path: Iterable[str], kind: str, wrap: Callable[[str, ModuleType], Entry], entry: type[Entry]):
        self._package, self._path, self._kind, self._wrap, self.entry = package, path, kind, wrap, entry

    @functools.cached_property
    def _modules(self):
        found = (info.name for info in pkgutil.iter_modules(self._path) if not info.name.startswith("_"))
        modules = {name: importlib.import_module(f"{self._package}.{name}") for name in found}
        families = {}
        for module in modules.values():
            family = getattr(module, "FAMILY", "")
            families[family] = min(families.get(family, module.ORDER), module.ORDER)

        def place(item):
            name, module = item
            family = getattr(module, "FAMILY", "")
            return families[family], family, module.ORDER, name

        return dict(sorted(modules.items(), key=place))

    def names(self) -> list[str]:
        """The names of all entries, in menu order."""
        return list(self._modules)

    def families(self) -> dict[str, list[str]]:
        """{family: the names of its entries}, in menu order."""
        found = {}
        for name, module in self._modules.items():
            found.setdefault(module.FAMILY, []).append(name)
        return found

    @functools.cache  # noqa: B019 - there is one for each folder, and they live as long as the process
    def _get(self, name):
        return self._wrap(name, self._modules[name])

    def get(self, name: str | Entry) -> Entry:
        """The entry of that name, or `InvalidArgument` with the names there are; an entry stands for itself."""
        if isinstance(name, self.entry):
            return name
        if not isinstance(name, str) or name not in self._modules:
            raise InvalidArgument(self._kind, name, f"one of {', '.join(self._modules)}")
        return self._get(name)

    def first_line(self, name: str) -> str:
        """What the file of that name is, in one line."""
        self.get(name)
        return inspect.getdoc(self._modules[name]).splitlines()[0]

    def reference(self, name: str) -> str:
        """Where the file of that name is from: what follows its equation, up to the first year or number of a paper."""
        self.get(name)
        after = re.split(r"\n(?: {4}.*\n|\n)+(?=\S)", inspect.getdoc(self._modules[name]), maxsplit=1)[-1]
        found = re.match(r".*?(?:\b(?:19|20)\d\d\b\)?|arXiv \d{4}\.\d{5})", " ".join(after.split()))
        return found.group() if found else ""

    def look_for(self, name: str) -> str:
        """What the file of that name says one should look for, on one line."""
        self.get(name)
        _, found, words = inspect.getdoc(self._modules[name]).partition("\nLook for: ")
        return " ".join(words.split()) if found else ""
