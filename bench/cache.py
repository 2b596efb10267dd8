"""Remembers embeddings on disk between bench runs. Knows no data set and no library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.article import digest
from vectorstore.embedders import Embedder
from vectorstore.stored import Vector


class CachedEmbedder:
    """An embedder that asks another one only for what it has not seen; `save` keeps what is new."""

    def __init__(self, embedder: Embedder, path: Path | None) -> None:
        self._embedder = embedder
        self._path = path
        self._known: dict[str, Vector] = {}
        self._fresh = False
        if path is not None and path.exists():
            with np.load(path) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    @property
    def fingerprint(self) -> str:
        """See `Embedder`."""
        return self._embedder.fingerprint

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return self._embedder.name

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """See `Embedder`."""
        keys = [self._key("passage", text) for text in texts]
        missing = [number for number, key in enumerate(keys) if key not in self._known]
        if missing:
            made = self._embedder.embed_documents([texts[number] for number in missing])
            self._known.update(zip((keys[number] for number in missing), made, strict=True))
            self._fresh = True
        return [self._known[key] for key in keys]

    def embed_query(self, text: str) -> Vector:
        """See `Embedder`."""
        key = self._key("query", text)
        if key not in self._known:
            self._known[key] = self._embedder.embed_query(text)
            self._fresh = True
        return self._known[key]

    def count_tokens(self, text: str) -> int:
        """See `Embedder`."""
        return self._embedder.count_tokens(text)

    def save(self) -> None:
        """Write what is new, if there is a path and anything new."""
        if self._path is not None and self._fresh:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self._path, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
            self._fresh = False

    def _key(self, kind: str, text: str) -> str:
        return digest(self._embedder.fingerprint, kind, text)
