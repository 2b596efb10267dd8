"""Remembers embeddings on disk between bench runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.article import digest
from vectorstore.embedding.embedders import Embedded, Embedder
from vectorstore.types import Tokens, Vector


class CachedEmbedder:
    """An embedder that asks another one only for what it has not seen; `save` keeps what is new."""

    def __init__(self, embedder: Embedder, path: Path | None) -> None:
        self._embedder = embedder
        self._path = path
        self._known: dict[str, Embedded] = {}
        self._fresh = False
        if path is not None and path.exists():
            self._known = _load(path)

    @property
    def fingerprint(self) -> str:
        """See `Embedder`."""
        return self._embedder.fingerprint

    @property
    def tokens_fingerprint(self) -> str:
        """See `Embedder`."""
        return self._embedder.tokens_fingerprint

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return self._embedder.name

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """See `Embedder`."""
        return [embedded.vector for embedded in self.embed_passages(texts)]

    def embed_query(self, text: str) -> Vector:
        """See `Embedder`."""
        return self.embed_question(text).vector

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """See `Embedder`."""
        keys = [self._key("passage", text) for text in texts]
        missing = [number for number, key in enumerate(keys) if key not in self._known]
        if missing:
            made = self._embedder.embed_passages([texts[number] for number in missing])
            self._known.update(zip((keys[number] for number in missing), made, strict=True))
            self._fresh = True
        return [self._known[key] for key in keys]

    def embed_question(self, text: str) -> Embedded:
        """See `Embedder`."""
        key = self._key("query", text)
        if key not in self._known:
            self._known[key] = self._embedder.embed_question(text)
            self._fresh = True
        return self._known[key]

    def count_tokens(self, text: str) -> int:
        """See `Embedder`."""
        return self._embedder.count_tokens(text)

    def save(self) -> None:
        """Write what is new, if there is a path and anything new."""
        if self._path is None or not self._fresh:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        known = list(self._known.values())
        np.savez(
            self._path,
            keys=np.array(list(self._known)),
            vectors=np.stack([one.vector for one in known]),
            lengths=np.array([len(one.tokens) for one in known]),
            signs=np.concatenate([one.tokens.bits for one in known if len(one.tokens)] or [np.zeros((0, 0), np.uint8)]),
            rarity=np.concatenate([one.tokens.rarity for one in known]),
        )
        self._fresh = False

    def _key(self, kind: str, text: str) -> str:
        return digest(self._embedder.fingerprint, self._embedder.tokens_fingerprint, kind, text)


def _load(path: Path) -> dict[str, Embedded]:
    with np.load(path) as stored:
        if "lengths" not in stored:  # written before there were tokens
            return {}
        ends = np.cumsum(stored["lengths"])[:-1]
        bits, rarity = np.split(stored["signs"], ends), np.split(stored["rarity"], ends)
        rows = zip(stored["keys"].tolist(), stored["vectors"], bits, rarity, strict=True)
        return {key: Embedded(vector, Tokens(bits, rare)) for key, vector, bits, rare in rows}
