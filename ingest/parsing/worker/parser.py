"""A process that reads documents for us and may die of them. Knows no format: it calls `ingest.parsing.parse`.

One child lives long and reads one document after another, so that a thousand small files cost no thousand starts.
It is started afresh (never forked), so it has none of the program's memory, threads or open files, and it does not
run the program's main module again. It speaks JSON both ways: nothing that comes back is ever unpickled.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ingest
from ingest.article import Article, Doubt, Removed
from ingest.documents import RawDocument, Reading, Refused, RefusedError
from ingest.parsing.worker.messages import LENGTH, OUT_OF_MEMORY

MEMORY = 512 * 1024 * 1024  # bytes of address space beyond what the child has when it is ready
CPU_SECONDS = 10  # for one document; ten megabytes of Arabic on one line take about 5
LARGEST_OUTPUT = 128 * 1024 * 1024  # bytes of JSON; beyond it the text is larger than the document
_GRACE = 2.0  # how much longer than its CPU time a document may take on a busy machine, and to wait for an exit
_READ = 1 << 16
_LOOK_SECONDS = 0.2

Cancelled = Callable[[], bool]


class Parser:
    """Reads documents in a child process; a context manager. May be used from several threads, one at a time reads.

    `memory` in bytes and `cpu_seconds` bound one document. The child starts with the first document.
    """

    def __init__(self, *, memory: int = MEMORY, cpu_seconds: int = CPU_SECONDS) -> None:
        self._memory, self._cpu_seconds = memory, cpu_seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; the next document would start another one."""
        with self._lock:
            self._end()

    @property
    def child_id(self) -> int | None:
        """The process id of the child, None while there is none."""
        return self._child.pid if self._child else None

    def parse(self, raw: RawDocument, cancelled: Cancelled | None = None) -> Reading:
        """Return what `parse` returns; raise RefusedError also for a document that kills the child.

        Once `cancelled` says so, the child is ended and RefusedError("cancelled") raised.
        """
        header = {name: getattr(raw, name) for name in ("source", "identity", "name", "media_type", "charset")}
        request = json.dumps({**header, "metadata": dict(raw.metadata)}).encode("ascii")
        with self._lock:
            try:
                reply = self._exchange(request, raw.data, cancelled or _never)
            except BaseException:
                self._end(at_once=True)
                raise
        if "code" in reply:
            raise RefusedError(str(reply["code"]), **reply["params"])
        refused = tuple(Refused(raw.source, code, raw.identity, params) for code, params in reply["refused"])
        return Reading(tuple(_article(entry) for entry in reply["articles"]), refused)

    def _exchange(self, request: bytes, data: bytes, cancelled: Cancelled) -> dict[str, Any]:
        used = self._child is not None
        child = self._running()
        deadline = time.monotonic() + self._cpu_seconds * _GRACE
        sent = LENGTH.pack(len(request)) + request + LENGTH.pack(len(data)) + data
        reply = _communicate(child, sent, deadline, cancelled)
        if reply is None:
            cause = _cause(child)
            if used and cause == "crashed":  # perhaps of something before this document: it gets a fresh child
                self._end(at_once=True)
                return self._exchange(request, data, cancelled)
            raise RefusedError(cause)
        loaded: dict[str, Any] = json.loads(reply)
        if loaded.pop("spent", False):
            self._end()
        return loaded

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end(at_once=True)
            root = str(Path(ingest.__file__).resolve().parent.parent)
            path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
            limits = [str(self._memory), str(self._cpu_seconds)]
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", "-m", "ingest.parsing.worker.child", *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "1"},
                bufsize=0,
                start_new_session=True,  # a Ctrl-C in the terminal is the program's to handle
            )
        return self._child

    def _end(self, *, at_once: bool = False) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if at_once:
            child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _never() -> bool:
    return False


def _cause(child: subprocess.Popen[bytes]) -> str:
    try:
        code = child.wait(_GRACE)
    except subprocess.TimeoutExpired:
        return "timeout"
    return {-24: "timeout", OUT_OF_MEMORY: "memory"}.get(code, "crashed")  # 24 is SIGXCPU


def _communicate(child: subprocess.Popen[bytes], sent: bytes, deadline: float, cancelled: Cancelled) -> bytes | None:
    """Write `sent` and read one reply; None where the child ends first. Raises RefusedError past the deadline."""
    assert child.stdin is not None
    assert child.stdout is not None
    stdin, stdout = child.stdin.fileno(), child.stdout.fileno()
    pending = memoryview(sent)
    received = bytearray()
    os.set_blocking(stdin, False)
    with selectors.DefaultSelector() as ready:
        ready.register(stdin, selectors.EVENT_WRITE)
        ready.register(stdout, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise RefusedError("timeout")
            if cancelled():
                raise RefusedError("cancelled")
            for key, _ in ready.select(min(left, _LOOK_SECONDS)):
                if key.fd == stdin:
                    try:
                        pending = pending[os.write(stdin, pending[:_READ]) :]
                    except BrokenPipeError:
                        pending = pending[:0]
                    if not pending:
                        ready.unregister(stdin)
                    continue
                block = os.read(stdout, _READ)
                if not block:
                    return None
                received += block
                if len(received) >= LENGTH.size:
                    expected = LENGTH.unpack_from(received)[0]
                    if expected > LARGEST_OUTPUT:
                        raise RefusedError("too_large", limit=LARGEST_OUTPUT >> 20)
                    if len(received) >= LENGTH.size + expected:
                        return bytes(received[LENGTH.size :])


def _article(entry: dict[str, Any]) -> Article:
    dates = {name: date.fromisoformat(entry[name]) if entry[name] else None for name in ("published", "updated")}
    times = {f"{name}_at": _moment(entry[f"{name}_at"]) for name in ("published", "updated")}
    removed = tuple(Removed(text, reason) for text, reason in entry["removed"])
    doubts = tuple(Doubt(code, params) for code, params in entry["doubts"])
    return Article(**{**entry, **dates, **times, "removed": removed, "doubts": doubts})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
