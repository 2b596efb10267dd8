"""A real web server on loopback, and the way to it from a public address: what tests of fetching need.

The fetcher refuses loopback, as it should. Tests give it a resolver that knows a few names by public addresses, and
a connector that leads those addresses, after they were checked, to the server here.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore

PUBLIC = "93.184.216.34"


@dataclass(frozen=True)
class Page:
    """What the server answers. `drip` writes the body in pieces of one byte, this many seconds apart."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    drip: float = 0.0


Answer = Page | Callable[[Mapping[str, str]], Page]


class Site:
    """Pages by host and path (`news.example/a`), or by path alone; what was asked for; and the way there."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer] = {}
        self.names: dict[str, Sequence[str]] = {}
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.connected: list[str] = []
        self.closing = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, *_: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_address[1]

    @contextmanager
    def running(self) -> Iterator[Site]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """The resolver: names of the test, else any `*.example`, else what getaddrinfo makes of a number."""
        if host in self.names:
            return self.names[host]
        if host.endswith(".example"):
            return [PUBLIC]
        flags = 0 if host.rstrip(".") in ("localhost", "ip6-localhost") else socket.AI_NUMERICHOST
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)]

    def connect(self, address: str, port: int, timeout: float) -> httpcore.NetworkStream:
        """The connector: whatever passed the check ends here."""
        self.connected.append(address)
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        host = handler.headers.get("Host", "")
        self.requests.append(host + handler.path)
        headers = {key.lower(): value for key, value in handler.headers.items()}
        self.headers.append(headers)
        answer = self.pages.get(host + handler.path, self.pages.get(handler.path, Page(b"nothing here", 404)))
        page = answer(headers) if callable(answer) else answer
        try:
            handler.send_response(page.status)
            for name, value in page.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(page.body)))
            handler.end_headers()
            self._write(handler, page)
        except OSError:
            handler.close_connection = True

    def _write(self, handler: BaseHTTPRequestHandler, page: Page) -> None:
        if not page.drip:
            handler.wfile.write(page.body)
            return
        for position in range(len(page.body)):
            handler.wfile.write(page.body[position : position + 1])
            handler.wfile.flush()
            if self.closing.wait(page.drip):
                return


@contextmanager
def canary() -> Iterator[tuple[int, list[str]]]:
    """A listener on every address of this machine: its port, and who knocked."""
    callers: list[str] = []
    with socket.create_server(("", 0), backlog=64) as listener:
        listener.settimeout(0.01)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, caller = listener.accept()
                except TimeoutError:
                    continue
                callers.append(str(caller[0]))
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], callers
        finally:
            stop.set()
            thread.join()
