"""What a visit moves before its first picture: bytes and requests over HTTP, for a new visitor and for one who comes again.

Real server, headless Chromium, counted by the browser as they come over the line, heads of the answers included; what its cache has
is not asked for. The websocket's bytes are counted in page.md.
"""

import sys

from playwright.sync_api import sync_playwright

from benchmarks import report
from benchmarks.served import ARGUMENTS, Server, chromium

BEFORE = "Before the files were compressed, kept and chosen, the first visit moved 10.2 MB in 111 requests."


def visit(context, server):
    """(bytes, requests) of one page, from its address to its first picture."""
    page, moved = context.new_page(), []
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: moved.append(event["encodedDataLength"]))
    page.goto(server.address)
    page.wait_for_function("window.lab?.ready", timeout=120_000)
    page.close(run_before_unload=True)
    over_the_line = [size for size in moved if size > 0]
    return sum(over_the_line), len(over_the_line)


def main():
    """Print the table; with --write put it into visit.md."""
    server = Server()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            context = browser.new_context()
            first, again = visit(context, server), visit(context, server)
            browser.close()
    finally:
        server.stop()
    visits = {"first visit": first, "second visit": again}
    rows = [f"| {what} | {size / 1e6:.2f} MB | {count} |" for what, (size, count) in visits.items()]
    table = "\n".join(["| what | over HTTP | requests |", "|---|---:|---:|", *rows])
    print(table)
    if "--write" in sys.argv:
        report.write("visit.md", __doc__, f"{table}\n\n{BEFORE}\n\n{report.machine()}\n")


if __name__ == "__main__":
    main()
