"""A real server and a real browser. Tests wait on what the page says of itself (`window.lab`), never on time."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from benchmarks.served import ARGUMENTS, ROOT, Server, chromium, free_port

# Voila bundles parts of an older JupyterLab and says so, once for every newer extension that is installed.
KNOWN_WARNING = re.compile(r"(Unsatisfied|No satisfying) version .* of shared (singleton )?module", re.DOTALL)
PATIENCE = 90_000  # milliseconds until a wait is called a failure; a cold cache on a busy machine compiles first


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in Path(str(item.fspath)).parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server():
    running = Server()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield running
        running.close()


class Watched:
    """A page and what it did: console complaints, requests, bytes over the websocket."""

    def __init__(self, page):
        self.page, self.complaints, self.outside, self.received = page, [], [], 0
        page.on("console", lambda message: self._console(message))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._request(request.url))
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))

    def _console(self, message):
        if message.type in ("error", "warning") and not KNOWN_WARNING.search(message.text):
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, url):
        if not re.match(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:", url):
            self.outside.append(url)

    def _frame(self, payload):
        self.received += len(payload)

    def open(self, address, ready="window.lab?.ready"):
        self.page.goto(address)
        self.wait(ready)
        return self

    def wait(self, condition, timeout=PATIENCE):
        """Wait until a JavaScript expression is true."""
        self.page.wait_for_function(condition, timeout=timeout)

    def serious(self, within=None):
        """What axe-core finds that is serious or critical, in the page or in what a selector finds: the rule, and a first place."""
        found = Axe().run(self.page, context=within).response["violations"]
        return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in ("serious", "critical")]

    def is_sound(self, width, theme):
        """At this width and in this theme nothing is wider than the window, and axe-core finds nothing serious."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.get(f"lab.bus.setTheme('{theme}')")
        self.wait(f"document.documentElement.dataset.wvTheme === '{theme}' && innerWidth === {width}")
        assert self.get("document.documentElement.scrollWidth") <= width
        assert self.serious() == []

    def get(self, expression):
        """The value of a JavaScript expression."""
        return self.page.evaluate(expression)

    def id(self, name):
        """The element with this test id."""
        return self.page.get_by_test_id(name)

    def quiet(self):
        """Pause at the start, with every wish answered."""
        self.get("lab.bus.pause()")
        self.get("lab.bus.seek(0)")
        self.settled()
        return self

    def settled(self):
        """Wait until the newest wish has been answered in full, and painted."""
        self.wait("lab.settled && lab.shown === lab.sent")


@pytest.fixture
def fresh(browser):
    """Make pages, each with a profile of its own; all are closed at the end of the test."""
    yield from maker(browser)


@pytest.fixture(scope="module")
def pages(browser):
    """The same, closed at the end of the module."""
    yield from maker(browser)


@pytest.fixture(scope="session")
def root():
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def port():
    """Find a free port: call it."""
    return free_port


def maker(browser):
    contexts = []

    def make(**options):
        context = browser.new_context(**({"viewport": {"width": 1400, "height": 900}} | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return Watched(context.new_page())

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def lab(server, fresh):
    """The dashboard, ready."""
    return fresh().open(server.address)
