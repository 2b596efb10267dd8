"""Copies of the library: made while it is in use, verified, made at intervals, and brought back. Knows no page."""

from __future__ import annotations

import logging
import shutil
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.messages.errors import SanadError
from app.services import library_path
from app.settings import Settings
from app.storage_errors import errors_in_words
from vectorstore.library.library import Library
from vectorstore.library.lock import WriterLock
from vectorstore.library.reader import LibraryReader
from vectorstore.library.schema import LibraryError

_log = logging.getLogger(__name__)
_NAMES = "library-*.db"
_ASIDE = ("", "-wal", "-shm")  # a library with what SQLite keeps beside it


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: how many articles, and where the library of before is (None where there was none)."""

    articles: int
    before: Path | None


def back_up(library: LibraryReader, copy: Path) -> None:
    """Write a verified copy of an open library to a file, replacing it. Raises SanadError."""
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        with errors_in_words():
            library.backup(copy)
    except OSError as error:
        raise SanadError("no_write", path=copy, reason=error.strerror or error) from error


def restore(settings: Settings, copy: Path) -> Restored:
    """Make a backup the library; its index is made anew at the next start. The library of before is kept beside it.

    Raises SanadError, and changes nothing, where the file is no whole library or another process uses the folder.
    """
    path = library_path(settings.home)
    with errors_in_words(), WriterLock(settings.home):
        incoming = path.with_name(".restoring.db")
        try:
            articles = _verified(copy, incoming)
            before = _set_aside(path)
            incoming.replace(path)
        finally:
            for end in _ASIDE:
                incoming.with_name(incoming.name + end).unlink(missing_ok=True)
        index = settings.home / "index"
        index.with_name("index.seal.json").unlink(missing_ok=True)
        shutil.rmtree(index, ignore_errors=True)
    return Restored(articles, before)


def _verified(copy: Path, incoming: Path) -> int:
    """Copy a backup to `incoming`, look at all of it, bring it up to date; return how many articles it holds."""
    try:
        shutil.copyfile(copy, incoming)
        with Library(incoming, create=False) as library:
            damaged = library.verify()
            if damaged:
                raise SanadError("bad_backup", path=copy, reason=f"{len(damaged)} damaged articles")
            return library.counts().articles
    except (OSError, LibraryError) as error:
        raise SanadError("bad_backup", path=copy, reason=getattr(error, "strerror", None) or error) from error


def _set_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    before = path.with_name(f"{path.stem}.before-restore-{_stamp()}.db")
    for end in _ASIDE:
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").replace(f"{before}{end}")
    return before


class Backups:
    """Backs an open library up in the background at intervals, and keeps the newest few copies."""

    def __init__(self, library: LibraryReader, folder: Path, *, seconds: float, kept: int) -> None:
        self._library, self._folder, self._seconds, self._kept = library, folder, seconds, kept
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        """Begin; the first copy is due when the newest one there is has grown old."""
        self._thread.start()

    def stop(self) -> None:
        """End; a copy that is being written is given up."""
        self._stop.set()
        self._thread.join(1.0)

    def _run(self) -> None:
        while not self._stop.wait(self._due()):
            try:
                back_up(self._library, self._folder / f"library-{_stamp()}.db")
                for old in sorted(self._folder.glob(_NAMES))[: -self._kept]:
                    old.unlink(missing_ok=True)
            except (SanadError, OSError) as error:
                if not self._stop.is_set():
                    _log.error("the library could not be backed up: %s", error)
                self._stop.wait(60.0)

    def _due(self) -> float:
        """Return the seconds until the next copy."""
        try:
            newest = max((file.stat().st_mtime for file in self._folder.glob(_NAMES)), default=0.0)
        except OSError:
            return self._seconds
        return max(0.0, newest + self._seconds - datetime.now(UTC).timestamp())


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
