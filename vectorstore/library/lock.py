"""One writer per data directory, across processes."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

WAIT_SECONDS = 2.0  # a writer that is just closing needs less; a second process is refused well within 5 s


class HomeInUseError(Exception):
    """Another process writes to this data directory; `pid` names it (None if it cannot be told)."""

    def __init__(self, home: Path, pid: int | None) -> None:
        holder = "another process" if pid is None else f"process {pid}"
        super().__init__(f"{home} is in use by {holder}")
        self.home = home
        self.pid = pid


class WriterLock:
    """The right to write to `home`: a context manager, or `acquire` and `release`.

    The operating system gives the lock back when its holder ends, however it ends.
    """

    def __init__(self, home: Path, *, timeout: float = WAIT_SECONDS) -> None:
        self._home = home
        self._timeout = timeout
        self._lock = FileLock(home / "writer.lock", thread_local=False)
        self._holder = home / "writer.pid"

    def acquire(self) -> None:
        """Become the writer, or raise HomeInUseError within the time-out."""
        self._home.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=self._timeout, poll_interval=0.05)
        except Timeout:
            raise HomeInUseError(self._home, self._read_holder()) from None
        self._holder.write_text(f"{os.getpid()}\n", encoding="ascii")

    def release(self) -> None:
        """Let the next one write; harmless when not held."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()

    def _read_holder(self) -> int | None:
        try:
            with self._holder.open(encoding="ascii") as file:
                return int(file.read(20))
        except (OSError, ValueError):
            return None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
