"""Brings the library up to date with what an editor names: sources → articles → library → index.

The caller holds the data directory's writer lock.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from app.ingestion.fingerprint import Remembered, pipeline_version
from app.ingestion.report import Change, IngestEvent, IngestProgress, IngestReport
from app.ingestion.run import ArticleParser, IngestionRun, Parts
from ingest.language import Language
from ingest.passages import TokenCounter
from ingest.sources.sources import Sources, Upload
from vectorstore.index.sync import Synchroniser
from vectorstore.library.library import Library

HEARTBEAT_SECONDS = 0.5  # the longest wait between two events, so that a caller can cancel

Cancelled = threading.Event | Callable[[], bool] | None


class Ingestion:
    """Runs one ingestion at a time; a second one waits for its turn. Chat goes on meanwhile."""

    def __init__(
        self,
        sources: Sources,
        parser: ArticleParser,
        library: Library,
        synchroniser: Synchroniser,
        count_tokens: TokenCounter | None = None,
        *,
        pipeline: str | None = None,
        clock: Callable[[], float] = time.monotonic,
        record: Callable[[Change], None] = lambda _: None,
    ) -> None:
        """`pipeline` tells versions of reading and splitting apart: `pipeline_version()` by default.

        `record` is told of every change of the library, once it can be searched.
        """
        remembered_by = pipeline if pipeline is not None else pipeline_version()
        remembered = Remembered(library, remembered_by)
        self._parts = Parts(
            sources, parser, library, synchroniser, count_tokens, remembered, remembered_by, clock, record
        )
        self._turn = threading.Lock()
        self._starting = threading.Lock()
        self._working: list[tuple[threading.Thread, threading.Event]] = []
        self._closed = False

    def run(
        self,
        specs: Sequence[str | Upload],
        *,
        prune: bool = False,
        accept: bool = False,
        cancelled: Cancelled = None,
        language: Language = "en",
        by: str = "",
    ) -> Iterator[IngestEvent]:
        """Ingest `specs`; yields progress, about ten times a second, and at the end always an IngestReport.

        The work goes on in a thread of its own, however slowly the events are read; closing the iterator cancels it
        without waiting for it, as an event loop may be what closes it (see `close`). It stops within two seconds.
        While one step takes long, the last progress comes again.
        One source that cannot be read is a Rejection in `language`; what stops a whole run (disk full, embedder or
        index broken) is raised, and what was stored by then stays stored.
        A page that shares almost nothing with what is stored of its address is held, with a warning, unless `accept`.
        `by` says who asked for it, for the record.
        With `prune`, articles whose file is gone from a folder of `specs` are removed.
        """
        events: queue.SimpleQueue[IngestEvent | BaseException] = queue.SimpleQueue()
        stop = threading.Event()
        asked = _asked(cancelled)
        run = IngestionRun(self._parts, language, events.put, lambda: stop.is_set() or asked(), accept=accept, by=by)

        def work() -> None:
            try:
                with self._turn:
                    events.put(run.execute(tuple(specs), prune=prune))
            except BaseException as error:  # noqa: BLE001 - raised again where the events are read
                events.put(error)

        worker = threading.Thread(target=work, name="ingestion")
        with self._starting:
            if self._closed:
                raise RuntimeError("the ingestion is closed")
            self._working = [(one, its) for one, its in self._working if one.is_alive()] + [(worker, stop)]
            worker.start()
        try:
            yield from _heard(events)
        finally:
            stop.set()

    def close(self) -> None:
        """Cancel what is going on and wait until it has stopped; later runs raise RuntimeError."""
        with self._starting:
            self._closed = True
        for worker, stop in self._working:
            stop.set()
            worker.join()


def _heard(events: queue.SimpleQueue[IngestEvent | BaseException]) -> Iterator[IngestEvent]:
    """Yield events up to the report, the last one again while there is no new one; raises what was put there."""
    last: IngestProgress | None = None
    while True:
        try:
            event = events.get(timeout=HEARTBEAT_SECONDS)
        except queue.Empty:
            if last is not None:
                yield last
            continue
        if isinstance(event, BaseException):
            raise event
        yield event
        if isinstance(event, IngestReport):
            return
        last = event


def _asked(cancelled: Cancelled) -> Callable[[], bool]:
    if cancelled is None:
        return lambda: False
    return cancelled.is_set if isinstance(cancelled, threading.Event) else cancelled
