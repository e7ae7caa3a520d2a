"""From a slider's event to the picture that follows it, over a slow line and in a full room.

Real server, nine visitors without a browser that drag a slider twice a second each, and one headless Chromium behind a line that
holds back every byte for 150 ms in each direction. There a slider gets an event at each frame for four seconds; every event
counts, also one that another has overtaken: until a picture of it, or of a later one, is painted. The clock stands at the end of
the run, where a slider moves every point. Then the same for a browser without workers, which waits for Python as pages did before.
All share the cores of this machine, the server among them; what else ran on it is said below. So the first column of numbers is of
a page that is alone in the room, behind the same line: what the page itself takes.
"""

import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import report
from benchmarks.load import Visitor, drain
from benchmarks.page import DRAG, notebook
from benchmarks.served import ARGUMENTS, Server, chromium

DELAY, OTHERS, AT_MOST = 0.150, 9, 50  # seconds each way, sessions, milliseconds
SLIDERS = {"scope": "one method's", "temperature": "some methods'", "step_size": "every method's"}


class SlowLine:
    """Carries every connection to a port of this machine, each byte `DELAY` seconds late."""

    def __init__(self, port):
        self._target, self._running = port, set()

    async def open(self):
        """Listen; gives the port to connect to."""
        self._server = await asyncio.start_server(self._taken, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    async def _taken(self, *near):
        far = await asyncio.open_connection("127.0.0.1", self._target)
        for source, sink in ((near[0], far[1]), (far[0], near[1])):
            job = asyncio.ensure_future(self._carry(source, sink))
            self._running.add(job)
            job.add_done_callback(self._running.discard)

    async def _carry(self, source, sink):
        loop, late = asyncio.get_running_loop(), asyncio.Queue()

        async def give():
            while True:
                due, data = await late.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                if not data:
                    break
                sink.write(data)
            sink.close()

        giving = asyncio.ensure_future(give())
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                late.put_nowait((loop.time() + DELAY, data))
        late.put_nowait((loop.time() + DELAY, b""))
        await giving


async def room(server, others, ready, end):
    """Nine visitors that drag until `end` is set, and the slow line; `ready` is told the line's port when all have come."""
    port = await SlowLine(server.port).open()
    visitors = [Visitor(server, number, False) for number in range(others)]
    await asyncio.gather(*(visitor.arrive() for visitor in visitors))
    dragging = [asyncio.ensure_future(visitor.drag(3600, False)) for visitor in visitors]
    ready(port)
    await asyncio.get_running_loop().run_in_executor(None, end.wait)
    for job in dragging:
        job.cancel()


def dragged(browser, address, workers):
    """{slider: milliseconds of every event, sorted} on a page of its own."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    if not workers:
        page.add_init_script("delete globalThis.Worker")
    page.goto(address)
    page.wait_for_function("window.lab?.ready", timeout=120_000)
    if workers:
        page.wait_for_function("lab.walks", timeout=120_000)
    page.evaluate("lab.bus.pause(), lab.bus.seek(lab.bus.total)")
    if page.locator("[data-testid=more]").is_visible():
        page.locator("[data-testid=more]").click()
    found = {}
    for name in SLIDERS:
        page.wait_for_function("lab.settled", timeout=120_000)
        found[name] = sorted(page.evaluate(DRAG, [name, 240]))
    context.close()
    return found


def measured(others=OTHERS):
    """{whether walked on the page: {slider: times}}."""
    os.environ["WIDE_VALLEYS_SESSIONS"] = str(others + 4)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(notebook(folder, "landscape.ipynb", "widgets.show('entropy_sgd')"))
        threading.Thread(target=drain, args=(server,), daemon=True).start()
        there, end, ports = threading.Event(), threading.Event(), []

        def ready(port):
            ports.append(port)
            there.set()

        crowd = threading.Thread(target=lambda: asyncio.run(room(server, others, ready, end)), daemon=True)
        crowd.start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            assert there.wait(300), "the visitors did not come in"
            address = server.address.replace(str(server.port), str(ports[0]))
            return {workers: dragged(browser, address, workers) for workers in ((True, False) if others else (True,))}
        finally:
            end.set()
            crowd.join(10)
            browser.close()
            server.stop()


def main():
    """Print the table; with --write put it into drag.md."""
    before = os.getloadavg()[0]
    alone, found = measured(0), measured()
    head = ["| slider | alone, median | 95 of 100 | in a full room: walked on the page, median "
            f"| 95 of 100 (at most {AT_MOST} ms) | by Python, median | 95 of 100 |", "|---|---:|---:|---:|---:|---:|---:|"]
    rows = []
    for name, whose in SLIDERS.items():
        times = [alone[True][name], *(found[workers][name] for workers in (True, False))]
        each = [f"{statistics.median(these):.0f} ms | {these[int(0.95 * len(these))]:.0f} ms" for these in times]
        rows.append(f"| {name}, {whose} | {' | '.join(each)} |")
    table = "\n".join(head + rows)
    words = f"{report.machine()} Load of the machine before: {before:.1f} processes."
    print(table, words, sep="\n\n")
    if "--write" in sys.argv:
        report.write(Path("drag.md"), __doc__, f"{table}\n\n{words}\n")


if __name__ == "__main__":
    main()
