"""An index that can be searched at once, whatever state its files are in. Knows no article, question or page.

Opening a large index takes half a minute, rebuilding a damaged one longer. Until it is ready, searches look at every
vector of the library, which has them all: somewhat slower, never worse.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.language import Language
from vectorstore.index.exact import ExactIndex
from vectorstore.index.index import Index, IndexDamagedError, IndexMismatchError
from vectorstore.library.reader import LibraryReader
from vectorstore.types import Kind, Vector

_log = logging.getLogger(__name__)


class ServingIndex:
    """A `VectorIndex` that opens when it is first written to, and makes damaged files anew by itself.

    Searches use it once it has been called `ready`. Where one meets damage, the index is no longer ready, and
    `needs_repair` is set: whoever keeps it reconciles it with the library and calls it ready again.
    """

    def __init__(self, location: Path | str, library: LibraryReader, fingerprint: str) -> None:
        self.needs_repair = threading.Event()
        self._location, self._library, self._fingerprint = location, library, fingerprint
        self._exact = ExactIndex(library)
        self._opening = threading.Lock()
        self._index: Index | None = None
        self._is_ready = False
        self._renew = False
        self._closed = False

    def ready(self) -> None:
        """Let searches use it: it holds what the library holds."""
        self._opened()
        self._is_ready = True
        self._exact = ExactIndex(self._library)  # lets go of the vectors in memory

    def search(self, kind: Kind, language: Language, vector: Vector, k: int) -> list[tuple[str, float]]:
        """See `DenseIndex.search`; by the library's vectors while the index is not ready or where it fails."""
        index = self._index
        if self._is_ready and index is not None:
            try:
                return index.search(kind, language, vector, k)
            except IndexDamagedError as error:
                self._damaged(error)
        return self._exact.search(kind, language, vector, k)

    @property
    def closed_cleanly(self) -> bool:
        """See `Index`."""
        return self._opened().closed_cleanly

    def add(self, kind: Kind, language: Language, vectors: dict[str, Vector]) -> None:
        """See `Index`."""
        self._opened().add(kind, language, vectors)

    def delete(self, kind: Kind, language: Language, ids: Sequence[str]) -> None:
        """See `Index`."""
        self._opened().delete(kind, language, ids)

    def count(self, kind: Kind, language: Language) -> int:
        """See `Index`."""
        return self._opened().count(kind, language)

    def ids(self, kind: Kind, language: Language, start: int = 0) -> Iterator[str]:
        """See `Index`."""
        return self._opened().ids(kind, language, start)

    def lost(self, kind: Kind, language: Language, vectors: dict[str, Vector]) -> list[str]:
        """See `Index`."""
        return self._opened().lost(kind, language, vectors)

    def reset(self) -> None:
        """See `Index`."""
        self._opened().reset()

    def close(self) -> None:
        """Close what is open, and open nothing any more. One that is being opened is left alone: nothing is lost."""
        self._closed = True
        if self._opening.acquire(blocking=False):
            try:
                if self._index is not None:
                    self._index.close()
            finally:
                self._opening.release()

    def _opened(self) -> Index:
        with self._opening:
            if self._index is None:
                self._index = self._open()
            return self._index

    def _open(self) -> Index:
        if not self._renew:
            try:
                return self._make(renew=False)
            except (IndexDamagedError, IndexMismatchError) as error:
                _log.warning("the index is made anew: %s", error)
        self._renew = False
        return self._make(renew=True)

    def _make(self, *, renew: bool) -> Index:
        return Index(
            self._location,
            namespace=self._library.library_id,
            fingerprint=self._fingerprint,
            renew=renew,
            cancelled=lambda: self._closed,
        )

    def _damaged(self, error: IndexDamagedError) -> None:
        """Have the index made anew."""
        with self._opening:
            if not self._is_ready:
                return
            _log.warning("the index answers no more and is made anew: %s", error)
            if self._index is not None:
                self._index.abandon()
            self._is_ready, self._renew, self._index = False, True, None
        self.needs_repair.set()
