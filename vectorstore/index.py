"""The Chroma index: ids and vectors, derived from the library. Knows no text, no article, no embedder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from ingest.article import Language
from vectorstore.library_rows import batches
from vectorstore.stored import KINDS, LANGUAGES, Kind, Vector

MOST_IN_A_BATCH = 5_000  # Chroma takes 5,461 with its bundled SQLite
_HNSW: dict[str, Any] = {"space": "cosine", "ef_search": 100, "ef_construction": 100, "max_neighbors": 16}


class IndexMismatchError(Exception):
    """The index was made by another embedding model or preprocessing; `stored` and `current` name both."""

    def __init__(self, stored: str, current: str) -> None:
        super().__init__(f"the index was made with [{stored}], now in use is [{current}]: rebuild it (sanad reindex)")
        self.stored = stored
        self.current = current


class IndexDamagedError(Exception):
    """The index cannot be opened or answers wrongly; it can be rebuilt from the library (sanad reindex)."""


class IndexUnreachableError(Exception):
    """No Chroma server answers at the configured address."""


class DenseIndex(Protocol):
    """Nearest-neighbour search: Chroma's, or the exact one that a second, reading process uses."""

    def search(self, kind: Kind, language: Language, vector: Vector, k: int) -> list[tuple[str, float]]:
        """Up to `k` (vector_id, cosine similarity), best first. Ids may be unpublished: ask `Library.passages`."""


class Index:
    """One Chroma collection per kind and language (filters inside a collection cost 10 to 50 times a search).

    Ids follow from content and are only ever added and deleted: rewriting an id in place has been seen to wedge
    Chroma when killed meanwhile. Any thread may search; one at a time may write.
    """

    def __init__(self, location: Path | str, *, namespace: str, fingerprint: str) -> None:
        """Open or make the index at a directory, or on a Chroma server at an http(s) address.

        `namespace` is the library's id: several libraries can share a server. Raises IndexMismatchError,
        IndexDamagedError, IndexUnreachableError.
        """
        self._location = location
        self._namespace = namespace
        self._fingerprint = fingerprint
        self._client = _connect(location)
        self._collections: dict[tuple[Kind, Language], Any] = {}
        try:
            self._open_collections()
        except BaseException:
            self.close()
            raise

    def search(self, kind: Kind, language: Language, vector: Vector, k: int) -> list[tuple[str, float]]:
        """See `DenseIndex.search`."""
        if k < 1:
            return []
        collection = self._collections[kind, language]
        try:
            found = collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        except (ChromaError, ValueError) as error:
            raise IndexDamagedError(str(error)) from error
        distances = found["distances"] or [[]]
        return [(vector_id, 1.0 - float(far)) for vector_id, far in zip(found["ids"][0], distances[0], strict=True)]

    def add(self, kind: Kind, language: Language, vectors: dict[str, Vector]) -> None:
        """Add vectors; ids that are there already are left as they are."""
        collection = self._collections[kind, language]
        for ids in batches(list(vectors), MOST_IN_A_BATCH):
            there = set(collection.get(ids=list(ids), include=[])["ids"])
            missing = [vector_id for vector_id in ids if vector_id not in there]
            if missing:
                collection.add(ids=missing, embeddings=np.stack([vectors[vector_id] for vector_id in missing]))

    def delete(self, kind: Kind, language: Language, ids: Sequence[str]) -> None:
        """Delete vectors; ids that are not there are no error."""
        collection = self._collections[kind, language]
        for batch in batches(ids, MOST_IN_A_BATCH):
            there = collection.get(ids=list(batch), include=[])["ids"]
            if there:
                collection.delete(ids=there)

    def count(self, kind: Kind, language: Language) -> int:
        """How many vectors a collection holds."""
        return int(self._collections[kind, language].count())

    def ids(self, kind: Kind, language: Language) -> Iterator[str]:
        """Every id of a collection, in batches inside; for repairs."""
        collection = self._collections[kind, language]
        offset = 0
        while batch := collection.get(limit=MOST_IN_A_BATCH, offset=offset, include=[])["ids"]:
            yield from batch
            offset += len(batch)

    def reset(self) -> None:
        """Empty the index and note the present fingerprint."""
        for kind in KINDS:
            for language in LANGUAGES:
                try:
                    self._client.delete_collection(self._name(kind, language))
                except NotFoundError:
                    continue
        self._open_collections()

    def close(self) -> None:
        """Release files and threads; harmless twice."""
        self._collections.clear()
        self._client.close()

    def _open_collections(self) -> None:
        for kind in KINDS:
            for language in LANGUAGES:
                self._collections[kind, language] = self._open_collection(self._name(kind, language))

    def _open_collection(self, name: str) -> Any:
        try:
            collection = self._client.get_collection(name, embedding_function=None)
        except NotFoundError:
            return self._client.create_collection(
                name,
                embedding_function=None,
                metadata={"fingerprint": self._fingerprint},
                configuration={"hnsw": _HNSW},
            )
        stored = str((collection.metadata or {}).get("fingerprint", "unknown"))
        if stored != self._fingerprint:
            raise IndexMismatchError(stored, self._fingerprint)
        return collection

    def _name(self, kind: Kind, language: Language) -> str:
        return f"sanad-{self._namespace[:16]}-{kind}s-{language}"


def _connect(location: Path | str) -> Any:
    settings = Settings(anonymized_telemetry=False)
    if isinstance(location, Path):
        location.mkdir(parents=True, exist_ok=True)
        try:
            return chromadb.PersistentClient(str(location), settings=settings)
        except Exception as error:
            raise IndexDamagedError(f"{location}: {error}") from error
    parts = urlsplit(location)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise IndexUnreachableError(f"{location}: not an http address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        return chromadb.HttpClient(parts.hostname, port, ssl=parts.scheme == "https", settings=settings)
    except Exception as error:
        raise IndexUnreachableError(f"{location}: {error}") from error
