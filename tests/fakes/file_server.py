"""A web server for one file, with ranges, breaks and refusals on demand. Knows nothing of models."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass
class FakeFileServer:
    """Serves `content` at `url`.

    `breaks` are numbers of bytes after which the connection ends, one for each request in order. `ranges` tells
    whether Range is honoured; `status` and `headers`, where set, are answered instead. `asked` holds the Range headers
    that came; `posted` is the JSON that answers any POST, such as the hub's on a repository's
    files. With `stall` a request is answered when `go_on` is set; `reached` is set once there was one.
    """

    content: bytes
    breaks: deque[int] = field(default_factory=deque)
    ranges: bool = True
    status: int | None = None
    headers: dict[str, str] | None = None
    stall: bool = False
    posted: object = None
    asked: list[str | None] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> FakeFileServer:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="fake-file-server")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The file's address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/model.gguf"


def _handler(fake: FakeFileServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.startswith("/api/"):  # the hub's library asks for something else once a day
                self.send_error(404)
                return
            asked = self.headers.get("Range")
            fake.asked.append(asked)
            fake.reached.set()
            if fake.stall:
                fake.go_on.wait(120)
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and fake.ranges else 0
            body = fake.content[start:]
            self.send_response(fake.status or (206 if asked and fake.ranges else 200))
            if asked and fake.ranges:
                self.send_header("Content-Range", f"bytes {start}-{len(fake.content) - 1}/{len(fake.content)}")
            for name, value in (fake.headers or {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.close_connection = True
            self.wfile.write(body[: fake.breaks.popleft()] if fake.breaks else body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.dumps(fake.posted).encode()
            self.send_response(200)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
