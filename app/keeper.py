"""Keeps a served library's index well in the background: opens, compares, finishes, rebuilds. Knows no page."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.messages.errors import SanadError
from app.storage_errors import errors_in_words
from app.web.desk_protocol import LibraryStatus
from vectorstore.index.index import OpeningCancelledError
from vectorstore.index.serving import ServingIndex
from vectorstore.index.sync import Synchroniser, SyncProgress

_log = logging.getLogger(__name__)
_AGAIN_SECONDS = 60.0  # after a failure, such as a full disk or a vector store that can't be reached
_STOP_SECONDS = 4.0  # Chroma can't be told to stop opening a large graph; ending with it half open loses nothing


class Keeper:
    """One thread that reconciles index and library at the start and whenever the index needs it, then does `first`."""

    def __init__(self, index: ServingIndex, synchroniser: Synchroniser) -> None:
        self._index, self._synchroniser = index, synchroniser
        self._stop = threading.Event()
        self._status = LibraryStatus("checking")
        self._thread: threading.Thread | None = None

    def start(self, first: Callable[[threading.Event], None] | None = None) -> None:
        """Begin. `first` is done once the index is ready; it gets the event that ends it."""
        self._thread = threading.Thread(target=self._keep, args=(first,), name="keeper", daemon=True)
        self._thread.start()

    def status(self) -> LibraryStatus:
        """Return what is going on."""
        return self._status

    def stop(self) -> None:
        """End what is going on; what was done stays done, the next start goes on from there."""
        self._stop.set()
        self._index.needs_repair.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)

    def _keep(self, first: Callable[[threading.Event], None] | None) -> None:
        while not self._stop.is_set():
            again: float | None = None
            try:
                self._reconcile()
            except SanadError as error:
                _log.warning("the index could not be brought up to date: %s", error)
                self._status, again = LibraryStatus("failed", error=error), _AGAIN_SECONDS
            except Exception:  # noqa: BLE001 - the end of a thread: nobody else would hear of it, and searches work without
                if not self._stop.is_set():
                    _log.exception("the index could not be brought up to date")
                self._status, again = LibraryStatus("failed"), _AGAIN_SECONDS
            else:
                if first is not None and not self._stop.is_set():
                    first(self._stop)
                    first = None
            self._index.needs_repair.wait(again)

    def _reconcile(self) -> None:
        self._index.needs_repair.clear()
        self._status = LibraryStatus("checking")

        def show(made: SyncProgress) -> None:
            self._status = LibraryStatus("indexing", made.texts_done, made.texts_total)

        try:
            with errors_in_words():
                report = self._synchroniser.reconcile(show, self._stop.is_set)
        except OpeningCancelledError:
            return
        if not report.cancelled:
            self._index.ready()
            self._status = LibraryStatus()
