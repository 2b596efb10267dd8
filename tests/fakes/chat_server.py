"""A server that speaks OpenAI's chat-completions protocol over real HTTP. Knows no faults: replies.py has those."""

from __future__ import annotations

import hashlib
import json
import math
import select
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

DIMENSIONS = 64


class Disconnected(Exception):
    """The client went away, or the server is closing."""


@dataclass(frozen=True)
class Request:
    """One request as it arrived. Header names are in lower case."""

    path: str
    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def prompt(self) -> str:
        """All messages, one under the other."""
        return "\n".join(str(message.get("content")) for message in self.body.get("messages", []))

    @property
    def question(self) -> str:
        """The last message."""
        messages = self.body.get("messages") or [{}]
        return str(messages[-1].get("content", ""))


class Connection:
    """What a reply writes to. Every method raises Disconnected once the client is gone or the server closes."""

    def __init__(self, handler: BaseHTTPRequestHandler, request: Request, closing: threading.Event) -> None:
        self.request = request
        self._handler = handler
        self._closing = closing

    def start(self, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Send the status line and headers; the body ends when the connection does."""
        self._handler.send_response(status)
        for name, value in ({"Content-Type": "text/event-stream"} | dict(headers or {})).items():
            self._handler.send_header(name, value)
        self._handler.send_header("Connection", "close")
        self._handler.close_connection = True
        self._send(self._handler.end_headers)

    def write(self, data: bytes) -> None:
        """Send raw bytes at once."""
        self._send(lambda: self._handler.wfile.write(data))

    def event(self, payload: object) -> None:
        """Send one server-sent event."""
        self.write(b"data: " + json.dumps(payload, ensure_ascii=False).encode() + b"\n\n")

    def pause(self, seconds: float) -> None:
        """Wait, watching for the client to go away."""
        for _ in range(max(1, round(seconds / 0.01))):
            if self._closing.is_set():
                raise Disconnected
            readable, _, _ = select.select([self._handler.connection], [], [], 0.01)
            if readable and self._peek() == b"":
                raise Disconnected

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        linger = struct.pack("ii", 1, 0)
        self._handler.wfile.flush()
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._handler.close_connection = True
        self._handler.connection.close()

    def _peek(self) -> bytes:
        try:
            return bytes(self._handler.connection.recv(1, socket.MSG_PEEK))
        except OSError:
            return b""

    def _send(self, action: Callable[[], object]) -> None:
        if self._closing.is_set():
            raise Disconnected
        try:
            action()
            self._handler.wfile.flush()
        except OSError as error:
            raise Disconnected from error


Reply = Callable[[Connection], None]


@dataclass
class FakeChatServer:
    """Replies to each chat request with the next of `script`, and with `default` once that is empty.

    Use it as a context manager; `url` is the base address, `/v1` included. `requests` holds the chat requests and
    `embedded` the texts of embedding requests, in order; `embedding` may refuse one with a
    status, headers and a body, and `dimensions` is the size of its vectors. `api_key`, where set, is demanded of every
    request.
    """

    default: Reply
    script: deque[Reply] = field(default_factory=deque)
    api_key: str | None = None
    requests: list[Request] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    embedding: Callable[[Request], tuple[int, dict[str, str], object] | None] = lambda _: None
    dimensions: int = DIMENSIONS
    disconnects: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def __enter__(self) -> FakeChatServer:
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self, self._closing))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="fake-chat-server")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The base address for a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def then(self, *replies: Reply) -> FakeChatServer:
        """Reply to the next requests with `replies`, in order."""
        self.script.extend(replies)
        return self

    def client_left(self, seconds: float = 30.0) -> bool:
        """Return whether a client went away in the middle of a reply, waiting up to `seconds` for it."""
        return self.disconnects.acquire(timeout=seconds)

    def next_reply(self) -> Reply:
        """Return the reply to the request that has just arrived."""
        return self.script.popleft() if self.script else self.default


def embed(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """Return a deterministic unit vector in which texts that share words are near each other."""
    vector = [0.0] * dimensions
    for word in text.lower().split() or [""]:
        digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
        vector[digest[0] % dimensions] += 1.0 if digest[1] % 2 else -1.0
    length = math.sqrt(sum(value * value for value in vector)) or 1.0
    return [value / length for value in vector]


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # joined on close, so that a test that leaks one hangs instead of passing
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that go away are what this server is for."""


def _handler(fake: FakeChatServer, closing: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._json({"object": "list", "data": [{"id": "fake", "object": "model"}]})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = Request(self.path, body, {name.lower(): value for name, value in self.headers.items()})
            if fake.api_key is not None and request.headers.get("authorization") != f"Bearer {fake.api_key}":
                self._json({"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}, 401)
            elif self.path.endswith("/embeddings"):
                self._embeddings(request)
            else:
                self._chat(request)

        def _chat(self, request: Request) -> None:
            fake.requests.append(request)
            try:
                fake.next_reply()(Connection(self, request, closing))
            except Disconnected:
                self.close_connection = True
                fake.disconnects.release()

        def _embeddings(self, request: Request) -> None:
            if (refusal := fake.embedding(request)) is not None:
                status, headers, payload = refusal
                self._json(payload, status, headers)
                return
            texts = request.body["input"]
            texts = [texts] if isinstance(texts, str) else texts
            if not all(isinstance(text, str) for text in texts):
                self._json({"error": {"message": "input must contain strings"}}, 400)
                return
            fake.embedded.extend(texts)
            data = [
                {"object": "embedding", "index": n, "embedding": embed(text, fake.dimensions)}
                for n, text in enumerate(texts)
            ]
            usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
            self._json({"object": "list", "model": request.body.get("model"), "data": data, "usage": usage})

        def _json(self, payload: object, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
            data = json.dumps(payload).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Connection", "close")  # also sets `close_connection`: closing waits for every one
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
