"""The Chroma index: ids and vectors, derived from the library. Knows no text, no article, no embedder.

(signatures; the implementation follows in minutes)
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ingest.article import Language
from vectorstore.stored import Kind, Vector


class IndexMismatchError(Exception):
    """The index was made by another embedding model or preprocessing; `stored` and `current` name both."""


class IndexDamagedError(Exception):
    """The index's directory cannot be opened or answers wrongly; `sanad reindex` rebuilds it."""


class DenseIndex(Protocol):
    """Nearest-neighbour search; Chroma's, or the exact one that a second, reading process uses."""

    def search(self, kind: Kind, language: Language, vector: Vector, k: int) -> list[tuple[str, float]]:
        """Up to `k` (vector_id, cosine similarity), best first. Ids may be unpublished: ask `Library.passages`."""


class Index:
    """One Chroma collection per kind and language, cosine; ids are only ever added and deleted."""

    def __init__(self, location: Path | str, *, namespace: str, fingerprint: str) -> None: ...

    def search(self, kind: Kind, language: Language, vector: Vector, k: int) -> list[tuple[str, float]]:
        """Up to `k` (vector_id, cosine similarity), best first. Ids may be unpublished: ask `Library.passages`."""
        raise NotImplementedError

    def close(self) -> None:
        """Release files and threads."""
