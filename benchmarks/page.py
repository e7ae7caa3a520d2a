"""The page as it is served: bytes and time to the first picture, slider to painted picture, frames a second, memory, and its end.

Real Voila, real kernel, headless Chromium drawing in software on this machine, everything on localhost. A slider is dragged
by events at 60 a second; every event counts, until a picture of it, or of a later one, is painted. Then it is dragged again
in ten pulls, each begun while the largest curvature of the network is being measured. Frames are counted with every
method's trail and 512 replicas in all. Memory is the kernel's proportional set size.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat.v4 as notebooks
from playwright.sync_api import sync_playwright

from benchmarks import report
from benchmarks.served import ARGUMENTS, Server, alive, chromium, proportional_set_size

DRAG = """async ([name, frames]) => {
  const range = document.querySelector(`[data-testid=parameter-${name}] input[type=range]`), times = [], asked = new Map();
  const frame = () => new Promise(requestAnimationFrame), middle = Number(range.value);
  for (let i = 0; i < frames; i++) {
    range.value = middle + Math.round(25 * Math.sin(i / 9));
    range.dispatchEvent(new Event('input', { bubbles: true }));
    asked.set(lab.moved, performance.now());
    await frame();
    for (const [move, at] of asked) if (move <= lab.followed) { times.push(performance.now() - at); asked.delete(move); }
  }
  range.dispatchEvent(new Event('change', { bubbles: true }));
  return times;
}"""
PULL = """async () => {  // once the hand has rested for as long as a measure waits, and no longer than until there is an answer
  await new Promise((resume) => setTimeout(resume, 400));
  const begun = !document.querySelector('[data-testid=measured]').hasAttribute('data-now');
  return [begun, await (DRAG)(['scope', 40])];
}""".replace("DRAG", DRAG)
FRAMES = """async () => {
  const start = performance.now(), painted = lab.painted;
  while (performance.now() - start < 4000) await new Promise(requestAnimationFrame);
  return (lab.painted - painted) / ((performance.now() - start) / 1000);
}"""


def notebook(folder, name, call):
    """A one-cell notebook that shows a page."""
    cell = notebooks.new_code_cell(f"import widgets\n\n{call}")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    import nbformat

    path = Path(folder) / name
    nbformat.write(notebooks.new_notebook(cells=[cell], metadata=kernel), path)
    return path


def opened(browser, server, ready="window.lab?.ready"):
    """(page, bytes received over the websocket so far as a list of one, seconds until it was ready)."""
    page, received = browser.new_context(viewport={"width": 1400, "height": 900}).new_page(), [0]
    page.on("websocket", lambda ws: ws.on("framereceived", lambda payload: received.__setitem__(0, received[0] + len(payload))))
    begun = time.monotonic()
    page.goto(server.address)
    page.wait_for_function("window.lab?.run && lab.bus.drawn && lab.painted > 0", timeout=90_000)
    first, size = time.monotonic() - begun, received[0]
    page.wait_for_function(ready, timeout=90_000)
    return page, size, first


def until_gone(kernel):
    """Seconds until a kernel process has ended."""
    begun = time.monotonic()
    while alive(kernel) and time.monotonic() - begun < 60:
        time.sleep(0.05)
    return time.monotonic() - begun


def full_session(browser, rows, repeats=3):
    """The laboratory itself."""
    server = Server()
    try:
        sizes, firsts, ends, memories, runs = [], [], [], [], []
        for _ in range(repeats):
            page, size, first = opened(browser, server)
            kernel, begun = server.kernels()[-1], time.monotonic()
            page.wait_for_function("lab.network.step >= 6000", timeout=180_000)
            runs.append(time.monotonic() - begun)
            memories.append(proportional_set_size(kernel))
            sizes.append(size), firsts.append(first)
            page.close(run_before_unload=True)
            ends.append(until_gone(kernel))
        rows += [
            ("first picture, over the websocket", f"{statistics.median(sizes) / 1e6:.2f} MB", "0.6 MB"),
            ("first picture, after opening the address", f"{statistics.median(firsts):.1f} s", ""),
            ("five networks trained for 6,000 evaluations each", f"{statistics.median(runs):.1f} s", ""),
            ("memory of a full session", f"{max(memories):.0f} MB", "400 MB"),
            ("kernel gone after the tab was closed", f"{max(ends):.1f} s", "15 s"),
        ]
        painted = statistics.median(gallery(browser, server))
        rows += [("the gallery painted, after opening the address", f"{painted:.0f} ms", "1000 ms")]
        page, _, _ = opened(browser, server)
        page.wait_for_function("lab.network.step >= 6000", timeout=180_000)
        page.evaluate("lab.bus.pause(), lab.bus.seek(0)")
        times = sorted(page.evaluate(DRAG, ["scope", 240]))
        rows += [(f"slider to painted picture, median of {len(times)}", f"{statistics.median(times):.0f} ms", ""),
                 ("slider to painted picture, 95 of 100", f"{times[int(0.95 * len(times))]:.0f} ms", "100 ms")]
        times = sorted(beside_a_measure(page))
        rows += [(f"the same while a network is measured, 95 of {len(times)}", f"{times[int(0.95 * len(times))]:.0f} ms", "300 ms")]
        page.close(run_before_unload=True)
    finally:
        server.stop()


def beside_a_measure(page, pulls=10):
    """Milliseconds from slider to picture, of pulls that begin while the network's curvature is being measured."""
    page.get_by_test_id("measure").click()
    page.wait_for_function("document.querySelector('[data-testid=measure-choice]').options.length > 0")
    page.get_by_test_id("measure-choice").select_option("top_eigenvalue")
    page.get_by_test_id("measure-steps").fill("200")
    page.get_by_test_id("measure-steps").press("Enter")
    page.get_by_test_id("measure-network").check()
    times = []
    for _ in range(pulls):
        page.wait_for_function("lab.settled")
        begun, taken = page.evaluate(PULL)
        times += taken if begun else []
    page.wait_for_function("document.querySelector('[data-testid=measured]').hasAttribute('data-now')", timeout=180_000)
    return times


def gallery(browser, server, repeats=5):
    """Milliseconds to the first painted content of the first page, each in a browser that has nothing of it."""
    for _ in range(repeats):
        page = browser.new_context().new_page()
        page.goto(server.gallery)
        yield page.evaluate("""new Promise((seen) => new PerformanceObserver((list) => seen(list.getEntries()[0].startTime))
            .observe({ type: "largest-contentful-paint", buffered: true }))""")
        page.context.close()


def landscape_session(browser, folder, rows):
    """A landscape page without a network, with 512 replicas."""
    server = Server(notebook(folder, "landscape.ipynb", "widgets.show('entropy_sgd', methods=None, replicas=103)"))
    try:
        page, _, _ = opened(browser, server, "window.lab?.run")
        page.evaluate("lab.bus.speed = 0.25, lab.bus.seek(0), lab.bus.play()")
        rates = [page.evaluate(FRAMES) for _ in range(3)]
        rows += [("frames a second, 515 replicas with trails", f"{statistics.median(rates):.0f}", "60"),
                 ("memory of a landscape session", f"{proportional_set_size(server.kernels()[-1]):.0f} MB", "170 MB")]
        page.close()
    finally:
        server.stop()


def main():
    """Print the table; with --write put it into page.md."""
    rows = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        full_session(browser, rows)
        landscape_session(browser, folder, rows)
        browser.close()
    head = ["| what | measured | at most (frames: at least) |", "|---|---:|---:|"]
    table = "\n".join(head + [f"| {what} | {measured} | {bound} |" for what, measured, bound in rows])
    print(table)
    if "--write" in sys.argv:
        report.write("page.md", __doc__, f"{table}\n\n{report.machine()}\n")


if __name__ == "__main__":
    main()
