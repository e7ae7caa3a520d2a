"""Find the modules of a folder: the folder is the list."""

import functools
import importlib
import pkgutil

from toy_models.contract import InvalidArgument


class Catalogue:
    """The modules of one package, by name, in menu order.

    `wrap` turns a module into what `get` returns.
    """

    def __init__(self, package, path, kind, wrap):
        self._package, self._path, self._kind, self._wrap = package, path, kind, wrap

    @functools.cached_property
    def _modules(self):
        found = (info.name for info in pkgutil.iter_modules(self._path) if not info.name.startswith("_"))
        modules = {name: importlib.import_module(f"{self._package}.{name}") for name in found}
        return dict(sorted(modules.items(), key=lambda item: (item[1].ORDER, item[0])))

    def names(self):
        """The names of all entries, in menu order."""
        return list(self._modules)

    @functools.cache  # noqa: B019 - there are four catalogues, and they live as long as the process
    def _get(self, name):
        return self._wrap(name, self._modules[name])

    def get(self, name):
        """The entry of that name, or `InvalidArgument` with the names there are."""
        if not isinstance(name, str) or name not in self._modules:
            raise InvalidArgument(self._kind, name, f"one of {', '.join(self._modules)}")
        return self._get(name)
