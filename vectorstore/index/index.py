"""The Chroma index: ids and vectors, derived from the library."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from ingest.language import Language
from vectorstore.index import checksums as index_files
from vectorstore.library.rows import batches
from vectorstore.types import KINDS, LANGUAGES, Kind, Vector

MOST_IN_A_BATCH = 5_000  # Chroma takes 5,461 with its bundled SQLite
# Looking at an index that was not closed cleanly: opening the graph of 30,000 passages, 500 MB, took 33 s.
PROBE_SECONDS = 60.0
PROBE_SECONDS_A_MEGABYTE = 0.3
_LOOK_SECONDS = 0.1
NEAR_ENOUGH = 0.999  # a vector's similarity with itself, half precision and Chroma's arithmetic allowed for
# How widely a graph is searched (ef_search), for so many vectors each: the smallest that suffices is set at closing,
# for the process after, as Chroma heeds no change in a graph that it has read. Of 2,700 real passages 200 find .9998
# of the nearest 30, as 400 do; of 50,000 drawn ones, which are harder, 400 find .92 and 800 .99, of 200,000 the
# nearest 50 400 find .67 and 1,600 .91.
_WIDTHS = (200, 400, 800, 1600)
VECTORS_A_WIDTH = 50
# 12,000 clustered vectors, the nearest 50 and 200: Chroma's own settings (100, 100, 16) find .983 and .894 of them in
# 1.3 and 2.3 ms, these .9997 and .987 in 1.9 ms; ef_construction 200 finds .994 of 200 and builds three times slower.
_HNSW: dict[str, Any] = {"space": "cosine", "ef_search": 400, "ef_construction": 100, "max_neighbors": 32}


class IndexMismatchError(Exception):
    """The index was made by another embedding model or preprocessing; `stored` and `current` name both."""

    def __init__(self, stored: str, current: str) -> None:
        super().__init__(f"the index was made with [{stored}], now in use is [{current}]: rebuild it (sanad reindex)")
        self.stored = stored
        self.current = current


class IndexDamagedError(Exception):
    """The index cannot be opened or answers wrongly; it can be rebuilt from the library (sanad reindex)."""


class OpeningCancelledError(Exception):
    """Whoever opened the index no longer wants it."""


class IndexUnreachableError(Exception):
    """No Chroma server answers at the configured address."""


class IndexWriteError(Exception):
    """The index could not be written, mostly for want of disk space. The library has everything: try again."""


class DenseIndex(Protocol):
    """Nearest-neighbour search: Chroma's, or the exact one that a second, reading process uses."""

    def search(self, kind: Kind, language: Language, vector: Vector, k: int) -> list[tuple[str, float]]:
        """Up to `k` (vector_id, cosine similarity), best first. Ids may be unpublished: ask `Library.passages`."""


class VectorIndex(DenseIndex, Protocol):
    """An index that can be kept up to date; see `Index`."""

    @property
    def closed_cleanly(self) -> bool:
        """Whether the process before this one closed it."""

    def add(self, kind: Kind, language: Language, vectors: dict[str, Vector]) -> None:
        """See `Index`."""

    def delete(self, kind: Kind, language: Language, ids: Sequence[str]) -> None:
        """See `Index`."""

    def count(self, kind: Kind, language: Language) -> int:
        """See `Index`."""

    def ids(self, kind: Kind, language: Language, start: int = 0) -> Iterator[str]:
        """See `Index`."""

    def lost(self, kind: Kind, language: Language, vectors: dict[str, Vector]) -> list[str]:
        """See `Index`."""

    def reset(self) -> None:
        """See `Index`."""


class Index:
    """One Chroma collection per kind and language (filters inside a collection cost 10 to 50 times a search).

    Ids follow from content and are only ever added and deleted: rewriting an id in place has been seen to wedge
    Chroma when killed meanwhile. Any thread may search; one at a time may write.
    """

    def __init__(
        self,
        location: Path | str,
        *,
        namespace: str,
        fingerprint: str,
        renew: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Open or make the index in a directory, or on a Chroma server at an http(s) address.

        `namespace` is the library's id: several libraries can share a server. With `renew` whatever is there is
        emptied first, however it was made and however damaged: for `Synchroniser.rebuild`. Raises
        IndexMismatchError, IndexDamagedError, IndexUnreachableError; OpeningCancelledError once `cancelled`, where
        the files are still being looked at.
        """
        self._directory = location if isinstance(location, Path) else None
        self._namespace = namespace
        self._fingerprint = fingerprint
        self._collections: dict[tuple[Kind, Language], Any] = {}
        self.closed_cleanly = True  # whether the process before this one closed it
        if self._directory is not None:
            self._prepare(self._directory, renew, cancelled)
        self._client = _connect(location)
        try:
            if renew:
                self._drop_collections()
            self._open_collections()
        except BaseException:
            self._client.close()
            raise

    def search(self, kind: Kind, language: Language, vector: Vector, k: int) -> list[tuple[str, float]]:
        """See `DenseIndex.search`."""
        if k < 1:
            return []
        return self._query(kind, language, [vector], k)[0]

    def add(self, kind: Kind, language: Language, vectors: dict[str, Vector]) -> None:
        """Add vectors; ids that are there already are left as they are."""
        collection = self._collections[kind, language]
        for ids in batches(list(vectors), MOST_IN_A_BATCH):
            with _writing():
                there = set(collection.get(ids=list(ids), include=[])["ids"])
                missing = [vector_id for vector_id in ids if vector_id not in there]
                if missing:
                    collection.add(ids=missing, embeddings=np.stack([vectors[vector_id] for vector_id in missing]))

    def delete(self, kind: Kind, language: Language, ids: Sequence[str]) -> None:
        """Delete vectors; ids that are not there are no error."""
        collection = self._collections[kind, language]
        for batch in batches(ids, MOST_IN_A_BATCH):
            with _writing():
                there = collection.get(ids=list(batch), include=[])["ids"]
                if there:
                    collection.delete(ids=there)

    def count(self, kind: Kind, language: Language) -> int:
        """How many vectors a collection holds."""
        return int(self._collections[kind, language].count())

    def ids(self, kind: Kind, language: Language, start: int = 0) -> Iterator[str]:
        """The ids of a collection in the order they were added, from `start` on; read in batches, for repairs."""
        collection = self._collections[kind, language]
        while batch := collection.get(limit=MOST_IN_A_BATCH, offset=start, include=[])["ids"]:
            yield from batch
            start += len(batch)

    def lost(self, kind: Kind, language: Language, vectors: dict[str, Vector]) -> list[str]:
        """Those ids whose own vector does not find anything as near as itself: the graph has lost them."""
        lost: list[str] = []
        for ids in batches(list(vectors), 500):
            found = self._query(kind, language, [vectors[vector_id] for vector_id in ids], 1)
            lost.extend(
                vector_id for vector_id, hits in zip(ids, found, strict=True) if not hits or hits[0][1] < NEAR_ENOUGH
            )
        return lost

    def reset(self) -> None:
        """Empty the index and note the present fingerprint."""
        self._drop_collections()
        self._open_collections()

    def close(self) -> None:
        """Release files and threads, and seal the files; harmless twice."""
        if not self._collections:
            return
        if self._directory is not None:
            for collection in self._collections.values():
                _fit_width(collection)
        self._collections.clear()
        self._client.close()
        if self._directory is not None:
            index_files.seal(self._directory)

    def abandon(self) -> None:
        """Let go of files that are damaged, without sealing them."""
        self._collections.clear()
        with suppress(Exception):  # whatever Chroma says of files that it cannot read
            self._client.close()

    def _prepare(self, directory: Path, renew: bool, cancelled: Callable[[], bool]) -> None:
        if renew:
            index_files.break_seal(directory)
            shutil.rmtree(directory, ignore_errors=True)
        condition = index_files.condition(directory)
        if condition == "damaged":
            raise IndexDamagedError(f"{directory}: the files are not as they were left")
        if condition == "unsealed":
            self.closed_cleanly = False
            _probe(directory, cancelled)
        directory.mkdir(parents=True, exist_ok=True)
        index_files.break_seal(directory)

    def _query(
        self, kind: Kind, language: Language, vectors: Sequence[Vector], k: int
    ) -> list[list[tuple[str, float]]]:
        try:
            found = self._collections[kind, language].query(
                query_embeddings=list(vectors), n_results=k, include=["distances"]
            )
        except ChromaError as error:
            raise IndexDamagedError(str(error)) from error
        return [
            [(vector_id, 1.0 - float(distance)) for vector_id, distance in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"] or [], strict=True)
        ]

    def _drop_collections(self) -> None:
        for kind in KINDS:
            for language in LANGUAGES:
                try:
                    self._client.delete_collection(self._name(kind, language))
                except NotFoundError:
                    continue

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


def _fit_width(collection: Any) -> None:
    """Set how widely the next process searches. Where that fails, as on a full disk, it stays as it was."""
    with suppress(ChromaError), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Chroma's own, about collections without an embedder
        count = collection.count()
        width = next((width for width in _WIDTHS if count <= width * VECTORS_A_WIDTH), _WIDTHS[-1])
        if collection.configuration_json["hnsw"]["ef_search"] != width:
            collection.modify(configuration={"hnsw": {"ef_search": width}})


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except ChromaError as error:
        raise IndexWriteError(str(error)) from error


def touch_everything(directory: Path) -> None:
    """Open a directory's collections and search each: what `_probe` has another process do."""
    client = _connect(directory)
    for collection in client.list_collections():
        one = collection.get(limit=1, include=["embeddings"])["embeddings"]
        if one is not None and len(one):
            collection.query(query_embeddings=[one[0]], n_results=min(10, collection.count()), include=["distances"])
    client.close()


def _probe(directory: Path, cancelled: Callable[[], bool]) -> None:
    """Have another process open the directory first: a damaged graph may end the process that reads it."""
    program = (
        "import sys; from pathlib import Path; from vectorstore.index.index import touch_everything; "
        "touch_everything(Path(sys.argv[1]))"
    )
    size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
    deadline = time.monotonic() + PROBE_SECONDS + PROBE_SECONDS_A_MEGABYTE * size / 1e6
    with subprocess.Popen(
        [sys.executable, "-c", program, str(directory)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        try:
            while child.poll() is None:
                if cancelled():
                    raise OpeningCancelledError
                if time.monotonic() > deadline:
                    raise IndexDamagedError(f"{directory}: the files take too long to open")
                with suppress(subprocess.TimeoutExpired):
                    child.wait(_LOOK_SECONDS)
        finally:
            child.kill()
    if child.returncode:
        raise IndexDamagedError(f"{directory}: the files cannot be read")


def _connect(location: Path | str) -> Any:
    settings = Settings(anonymized_telemetry=False)
    if isinstance(location, Path):
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
