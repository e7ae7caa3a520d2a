"""A full room: many pages at once, each dragging a slider twice a second, a tenth of them losing their line without a word.

Real server, real sessions; the visitors speak to them as a page does, over websockets, without a browser. All arrive at once. First
picture: from asking for the page until its first run has come. A full page is left alone until its networks have begun. Echo: from
sending a slider's value until the run computed with it has come. A visitor whose line is cut falls silent, takes it up again two
seconds later, and goes on. Memory is the proportional set size of the server and its sessions, at the end of the dragging. At last
every page is closed, half of them without their last word. The visitors themselves run on the same cores.
"""

import argparse
import asyncio
import json
import os
import statistics
import struct
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from benchmarks import report
from benchmarks.page import notebook
from benchmarks.served import Server, alive, proportional_set_size

V1 = "v1.kernel.websocket.jupyter.org"
PACE = 0.5  # seconds between two values of a slider
LOST = 2.0  # seconds until a cut line is taken up again


def frame(kind, content, name):
    """A message as a page sends it."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": name, "username": "", "version": "5.3", "date": ""}
    pieces = [b"shell", *(json.dumps(part).encode() for part in (header, {}, {"version": "1.0.0"}, content))]
    ends = [8 * (len(pieces) + 2)]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    return struct.pack(f"<{len(ends) + 1}Q", len(ends), *ends) + b"".join(pieces)


def opened(message):
    """(type, content) of what a session sends."""
    count = int.from_bytes(message[:8], "little")
    ends = struct.unpack(f"<{count}Q", message[8 : 8 * (count + 1)])
    return json.loads(message[ends[1] : ends[2]])["msg_type"], json.loads(message[ends[4] : ends[5]])


class Visitor:
    """One page without a browser."""

    def __init__(self, server, number, full):
        self.server, self.number, self.full, self.name = server, number, full, uuid.uuid4().hex
        self.first, self.echoes, self.errors, self.asked, self.views = None, [], [], {}, []

    async def arrive(self):
        """Ask for the page, take up the line, greet every view, and wait for the first run."""
        self.begun = time.monotonic()
        answer = await AsyncHTTPClient().fetch(HTTPRequest(self.server.address, request_timeout=300))
        text = answer.body.decode()
        self.session = text.split('"kernelId": "')[1].split('"')[0]
        self.cookie = next(value.split(";")[0] for value in answer.headers.get_list("Set-Cookie") if value.startswith("_xsrf="))
        self.painted, self.begun_to_learn = asyncio.Event(), asyncio.Event()
        await self.take_up()
        self.send("comm_open", {"comm_id": self.name, "target_name": "jupyter.widget.control", "data": {}})
        self.send("comm_msg", {"comm_id": self.name, "data": {"method": "request_states"}})
        await asyncio.wait_for(self.painted.wait(), 300)
        if self.full:
            pulse = asyncio.ensure_future(self.beat())
            await asyncio.wait_for(self.begun_to_learn.wait(), 300)
            pulse.cancel()

    async def beat(self):
        """Let the session know that the page is there: a session nobody looks at trains nothing."""
        while True:
            self.say(self.views[0], {"type": "beat", "clock": 0})
            await asyncio.sleep(4 * PACE)

    async def take_up(self):
        """Open the socket, under the same name each time."""
        address = f"{self.server.address.replace('http', 'ws', 1)}api/kernels/{self.session}/channels?session_id={self.name}"
        request = HTTPRequest(address, headers={"Cookie": self.cookie}, request_timeout=120)
        self.line = await websocket_connect(request, subprotocols=[V1], max_message_size=50_000_000)
        self.reader = asyncio.ensure_future(self.read(self.line))

    def send(self, kind, content):
        """One message; what a cut line does not take is the line's loss."""
        self.line.write_message(frame(kind, content, self.name), binary=True)

    def say(self, comm, content):
        """A custom message to one view."""
        self.send("comm_msg", {"comm_id": comm, "data": {"method": "custom", "content": content}})

    async def read(self, line):
        """Take what the session sends until the line ends."""
        while (message := await line.read_message()) is not None:
            kind, content = opened(message)
            if kind == "comm_msg":
                self.hear(content["data"])

    def hear(self, data):
        """States, updates and words."""
        if data.get("method") == "update_states":
            states = {name: told["state"] for name, told in data["states"].items() if "_esm" in told["state"]}
            self.views = list(states)
            for name in self.views:
                self.say(name, {"type": "hello"})
            for state in states.values():
                self.see(state)
        elif data.get("method") == "update":
            self.see(data["state"])
        elif data.get("method") == "custom" and data["content"].get("type") == "error":
            self.errors.append(data["content"]["message"])

    def see(self, state):
        """A run, or nothing new."""
        run = state.get("run")
        if run and "seq" in run:
            if self.first is None:
                self.first = time.monotonic() - self.begun
            self.painted.set()
            now = time.monotonic()
            self.echoes += [now - self.asked.pop(seq) for seq in list(self.asked) if seq <= run["seq"]]
        curves = state.get("curves")
        if curves:
            self.say(self.views[0], {"type": "ack", "number": curves["number"]})
            if curves.get("computed"):
                self.begun_to_learn.set()

    async def drag(self, seconds, loses):
        """Move a slider twice a second; `loses`: fall silent in the middle, and come back."""
        end, cut, seq = time.monotonic() + seconds, time.monotonic() + seconds / 2, 0
        while time.monotonic() < end:
            seq += 1
            if loses and time.monotonic() > cut:
                loses = False
                self.line.protocol.stream.close()  # no close frame, no word
                self.asked.clear()
                await asyncio.sleep(LOST)
                await self.take_up()
            self.asked[seq] = time.monotonic()
            wish = {"type": "want", "seq": seq, "preview": True, "clock": 0, "values": {"step_size": 0.01 + 0.001 * (seq % 20)}}
            self.say(self.views[0], wish)
            if seq % 4 == 0:
                self.say(self.views[0], {"type": "beat", "clock": 0})
            await asyncio.sleep(PACE)
        limit = time.monotonic() + 10
        while self.asked and time.monotonic() < limit:
            await asyncio.sleep(0.05)
        self.errors += [f"value {seq} was never answered" for seq in self.asked]

    async def leave(self, with_a_word):
        """Close the page; what a session says while it ends is no news."""
        self.reader.cancel()
        if with_a_word:
            form = urllib.parse.urlencode({"_xsrf": self.cookie.removeprefix("_xsrf=")})
            request = HTTPRequest(f"{self.server.address}voila/api/shutdown/{self.session}", "POST", {"Cookie": self.cookie}, form)
            await AsyncHTTPClient().fetch(request)
        self.line.close(1001)


async def room(server, count, seconds, full):
    """{what: figure} of so many visitors at once."""
    AsyncHTTPClient.configure(None, max_clients=2 * count)
    visitors = [Visitor(server, number, full) for number in range(count)]
    came = await asyncio.gather(*(visitor.arrive() for visitor in visitors), return_exceptions=True)
    there = [visitor for visitor, failed in zip(visitors, came, strict=True) if failed is None]
    if not there:
        raise SystemExit(f"nobody came in: {came[0]!r}")
    await asyncio.gather(*(visitor.drag(seconds, visitor.number % 10 == 3) for visitor in there))
    kernels = server.kernels()
    memory = sum(proportional_set_size(kernel) for kernel in kernels)
    voila = proportional_set_size(psutil.Process(server.process.pid).children()[0])
    await asyncio.gather(*(visitor.leave(visitor.number % 2 == 0) for visitor in there))
    begun = time.monotonic()
    while any(map(alive, kernels)) and time.monotonic() - begun < 60:
        await asyncio.sleep(0.1)
    echoes = sorted(echo for visitor in there for echo in visitor.echoes)
    errors = [repr(failed) for failed in came if failed is not None] + [error for visitor in there for error in visitor.errors]
    return {
        "first picture, median": f"{statistics.median(visitor.first for visitor in there):.1f} s",
        "first picture, the last": f"{max(visitor.first for visitor in there):.1f} s",
        "values that were answered": f"{len(echoes):,}",
        "echo, median": f"{1000 * statistics.median(echoes):.0f} ms",
        "echo, 95 of 100": f"{1000 * echoes[int(0.95 * len(echoes))]:.0f} ms",
        "memory of all sessions": f"{memory:.0f} MB",
        "memory of the server": f"{voila:.0f} MB",
        "errors": f"{len(errors)}" + (f", the first: {errors[0][:80]}" if errors else ""),
        "sessions gone after the last page was closed": f"{time.monotonic() - begun:.1f} s",
        "sessions left": f"{sum(map(alive, kernels))}",
    }


def drain(server):
    """Read what the server says, so that it never waits for a reader; its complaints are worth seeing."""
    for line in server.process.stdout:
        print(line, end="", file=sys.stderr)


def measured(count, seconds, name, call):
    """Serve a one-cell notebook to so many visitors."""
    os.environ["WIDE_VALLEYS_SESSIONS"] = str(count + 2)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(notebook(folder, name, call))
        threading.Thread(target=drain, args=(server,), daemon=True).start()
        try:
            return asyncio.run(room(server, count, seconds, "side_by_side" in call))
        finally:
            server.stop()


def main():
    """Print the table; with --write put it into load.md."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--sessions", type=int, default=30, help="landscape pages; a third as many full ones after them")
    asked.add_argument("--seconds", type=float, default=20, help="of dragging")
    asked.add_argument("--write", action="store_true")
    told = asked.parse_args()
    few = max(1, told.sessions // 3)
    landscape = measured(told.sessions, told.seconds, "landscape.ipynb", "widgets.show('entropy_sgd')")
    full = measured(few, told.seconds, "full.ipynb", "widgets.side_by_side()")
    rows = [f"| {what} | {landscape[what]} | {full[what]} |" for what in landscape]
    head = [f"| what | {told.sessions} landscape pages | {few} full pages |", "|---|---:|---:|"]
    load = f"Load of the machine before: {os.getloadavg()[2]:.1f} processes a quarter of an hour long."
    table = "\n".join(head + rows)
    print(table, load, sep="\n\n")
    if told.write:
        report.write("load.md", __doc__, f"{table}\n\n{report.machine()} {load}\n")


if __name__ == "__main__":
    main()
