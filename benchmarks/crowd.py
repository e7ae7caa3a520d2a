"""A crowd of 65,536 walkers on the page: painting a frame of its counts, and a slider's picture while it is open.

Real server and one headless Chromium without a graphics card, on the opening page with Langevin selected. All that moves on the
left is painted anew at a new clock for each frame, closed and with the density and its lines over it. Then a slider gets an event
at each frame, as in drag.md: until a picture of it, or of a later one, is painted. At the end of each pull a crowd is run anew, and
pulls begin while it is. What else ran on the machine is said below.
"""

import os
import statistics
import sys
import time

from playwright.sync_api import sync_playwright

from benchmarks import report
from benchmarks.page import DRAG
from benchmarks.served import ARGUMENTS, Server, chromium

NOW = "document.querySelector('[data-testid=crowd]').hasAttribute('data-now') && lab.bus.crowd.counts"
PAINT = """async () => {
  const times = [];
  for (let clock = 0; clock < 6000; clock += 25) {
    await new Promise(requestAnimationFrame);
    lab.bus.clock = clock;
    const begun = performance.now();
    lab.bus.emit("frame");
    times.push(performance.now() - begun);
  }
  return times;
}"""
PULLS = 4


def row(what, times, goal):
    """One row of the table."""
    times = sorted(times)
    return f"| {what} | {statistics.median(times):.1f} ms | {times[int(0.95 * len(times))]:.1f} ms | {goal} |"


def pulls(page):
    """Milliseconds from slider to picture."""
    times = []
    for _ in range(PULLS):
        page.wait_for_function("lab.settled")
        times += page.evaluate(DRAG, ["temperature", 120])
    return times


def measured(page):
    """The rows."""
    page.evaluate("lab.bus.pause(); lab.bus.choose('langevin')")
    page.wait_for_function("lab.settled && lab.shown === lab.sent")
    rows = [row("a frame of the page's left side, closed", page.evaluate(PAINT), "")]
    page.evaluate("lab.bus.seek(6000)")
    rows.append(row("temperature to the picture that follows, closed", pulls(page), "60 ms"))
    page.get_by_test_id("walkers").click()
    begun = time.monotonic()
    page.wait_for_function(NOW, timeout=60_000)
    ran = time.monotonic() - begun
    rows.append(row("that frame with a density and its lines", page.evaluate(PAINT), "16.7 ms"))
    page.evaluate("lab.bus.seek(6000)")
    rows.append(row("temperature to the picture that follows, open", pulls(page), "60 ms"))
    return [*rows, f"\n65,536 walkers were run, counted and shown {ran:.1f} s after the click."]


def main():
    """Print the table; with --write put it into crowd.md."""
    load, server = os.getloadavg()[0], Server()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
            page.goto(server.address)
            page.wait_for_function("window.lab?.ready", timeout=60_000)
            rows = measured(page)
            browser.close()
    finally:
        server.stop()
    table = "\n".join(["| what | median | 95 of 100 | at most |", "|---|---:|---:|---:|", *rows])
    print(table)
    if "--write" in sys.argv:
        report.write("crowd.md", __doc__, f"{table}\n\n{report.machine()} Load of the machine before: {load:.1f} processes.\n")


if __name__ == "__main__":
    main()
