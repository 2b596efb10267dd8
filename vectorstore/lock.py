"""One writer per data directory, across processes. Knows nothing of what is written.

(signatures; the implementation follows in minutes)
"""

from __future__ import annotations

from pathlib import Path


class HomeInUseError(Exception):
    """Another process writes to this data directory; `pid` names it (None if it cannot be told)."""


class WriterLock:
    """Context manager: `with WriterLock(home):` or acquire()/release(). Waits at most `timeout` seconds."""

    def __init__(self, home: Path, *, timeout: float = 2.0) -> None: ...

    def acquire(self) -> None:
        """Become the writer or raise HomeInUseError."""

    def release(self) -> None:
        """Let the next one write; harmless when not held."""
