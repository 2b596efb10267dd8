"""Makes the index equal to the library: incremental, resumable. Knows no source, question or page.

(signatures; the implementation follows in minutes)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vectorstore.embedders import Embedder
from vectorstore.index import Index
from vectorstore.library import Library


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a run is: articles published and texts (passages and sentences) embedded, of how many."""

    articles_done: int
    articles_total: int
    texts_done: int
    texts_total: int


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a run did. `cancelled` runs leave the rest pending. Seconds are wall-clock."""

    published: int
    embedded: int
    cancelled: bool
    seconds: float
    embedding_seconds: float


class Synchroniser:
    """Publishes what is staged. One per process: the holder of the home's writer lock."""

    def __init__(self, library: Library, index: Index, embedder: Embedder) -> None: ...

    def reconcile(self) -> SyncReport:
        """Call at every start: finishes what a crash interrupted; nearly free when all is well.

        Raises IndexMismatchError or IndexDamagedError where `rebuild` is needed.
        """
        raise NotImplementedError

    def synchronise(
        self, progress: Callable[[SyncProgress], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> SyncReport:
        """Embed, index and publish what is pending; then delete the vectors nobody needs any more."""
        raise NotImplementedError

    def rebuild(
        self, progress: Callable[[SyncProgress], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> SyncReport:
        """Make the index anew from the library; embeds only where the fingerprint changed. Resumable."""
        raise NotImplementedError
