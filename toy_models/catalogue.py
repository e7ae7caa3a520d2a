"""Find the modules of a folder: the folder is the list."""

import functools
import importlib
import inspect
import pkgutil

from toy_models.contract import InvalidArgument


class FromFile:
    """An entry that crosses to another process as the name of its file: a base for dataclasses with a `module`."""

    def __getstate__(self):
        return {**vars(self), "module": self.module.__name__}

    def __setstate__(self, state):
        vars(self).update(state, module=importlib.import_module(state["module"]))


class Catalogue:
    """The modules of one package, by name, in menu order.

    `wrap` turns a module into what `get` returns, an `entry`.
    """

    def __init__(self, package, path, kind, wrap, entry):
        self._package, self._path, self._kind, self._wrap, self._entry = package, path, kind, wrap, entry

    @functools.cached_property
    def _modules(self):
        found = (info.name for info in pkgutil.iter_modules(self._path) if not info.name.startswith("_"))
        modules = {name: importlib.import_module(f"{self._package}.{name}") for name in found}
        return dict(sorted(modules.items(), key=lambda item: (item[1].ORDER, item[0])))

    def names(self):
        """The names of all entries, in menu order."""
        return list(self._modules)

    @functools.cache  # noqa: B019 - there is one for each folder, and they live as long as the process
    def _get(self, name):
        return self._wrap(name, self._modules[name])

    def get(self, name):
        """The entry of that name, or `InvalidArgument` with the names there are; an entry stands for itself."""
        if isinstance(name, self._entry):
            return name
        if not isinstance(name, str) or name not in self._modules:
            raise InvalidArgument(self._kind, name, f"one of {', '.join(self._modules)}")
        return self._get(name)

    def first_line(self, name):
        """What the file of that name is, in one line."""
        self.get(name)
        return inspect.getdoc(self._modules[name]).splitlines()[0]

    def look_for(self, name):
        """What the file of that name says one should look for, on one line."""
        self.get(name)
        _, found, words = inspect.getdoc(self._modules[name]).partition("\nLook for: ")
        return " ".join(words.split()) if found else ""
