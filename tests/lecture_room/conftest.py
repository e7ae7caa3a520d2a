"""One server with a slider on its page, for all tests of the room."""

import threading

import pytest

from tests.stand_in import Server, closed

SLIDER = "import ipywidgets\nipywidgets.FloatSlider(description='one')"


def pytest_collection_modifyitems(items):
    for item in items:
        if "room" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def room(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("room"), SLIDER, {"WIDE_VALLEYS_SESSIONS": "12"})
    yield server
    server.end()


@pytest.fixture(scope="session")
def visitor(room):
    """A page that stays: one socket is always there."""
    visited = room.enter()
    line = room.line(visited, session_id="stays")
    threading.Thread(target=lambda: closed(line, 900), daemon=True).start()
    yield visited
    assert room.leave(visited) == 204


@pytest.fixture
def newcomer(room):
    """A page of its own, closed at the end."""
    with room.visit() as visited:
        yield visited
