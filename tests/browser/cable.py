"""A line between page and server that can be cut, or go silent: a small TCP proxy."""

import contextlib
import socket
import threading

from benchmarks.served import LABORATORY


class Cable:
    """Forwards every connection to a port. `cut` ends all and refuses new ones; `hush` keeps them and lets nothing through."""

    def __init__(self, port):
        self._target, self._pairs, self._open, self._through = port, [], True, threading.Event()
        self._lock = threading.Lock()
        self._through.set()
        self._listen(0)
        self.address = f"http://127.0.0.1:{self.port}/{LABORATORY}"

    def _listen(self, port):
        self._ear = socket.create_server(("127.0.0.1", port), backlog=64)
        self.port = self._ear.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._ear,), daemon=True).start()

    def _accept(self, ear):
        while True:
            try:
                page, _ = ear.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._target))
            with self._lock:
                self._pairs.append((page, server))
            for source, sink in ((page, server), (server, page)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._through.wait()
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self):
        """Connections break at once, and new ones are refused."""
        with contextlib.suppress(OSError):
            self._ear.shutdown(socket.SHUT_RDWR)
        self._ear.close()
        self.drop()

    def drop(self):
        """Connections break at once; new ones are taken."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def mend(self):
        """After `cut` or `hush`: everything goes through again, also what was held back."""
        if self._ear.fileno() < 0:
            self._listen(self.port)
        self._through.set()

    def hush(self):
        """Nothing goes through, and nobody is told."""
        self._through.clear()

    def close(self):
        """The end of it."""
        self._through.set()
        self.cut()
