"""The arrows between the packages are checked before anything else runs."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name != "test_imports.py" or item.path.parent.name != "architecture")
