"""Embedders for measuring ingestion: one that takes no time, one that times another."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence

import numpy as np

from vectorstore.embedding.embedders import Embedded, Embedder, WithoutTokens
from vectorstore.embedding.making import make_embedder
from vectorstore.types import Vector

FAKE = "fake"
DIMENSION = 384  # as the bundled model's


class InstantEmbedder(WithoutTokens):
    """Vectors that follow from a text's hash, at once: what is left of the time is everything else.

    They lie nearly at right angles to each other, which is the hardest case for an index's graph.
    """

    name = FAKE
    fingerprint = "fake 1"

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """Return one unit vector per text."""
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> Vector:
        """Return the same vector as for a document."""
        seed = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
        vector = np.random.Generator(np.random.SFC64(seed)).standard_normal(DIMENSION, dtype=np.float32)
        unit: Vector = vector / np.linalg.norm(vector)
        return unit

    def count_tokens(self, text: str) -> int:
        """Return about as many tokens as the bundled model counts in Arabic."""
        return len(text) // 4 + 1


class TimedEmbedder:
    """Another embedder with a clock: `seconds` embedding and `counting` tokens; `texts`, `characters` embedded."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.seconds = self.counting = 0.0
        self.texts = self.characters = 0

    @property
    def fingerprint(self) -> str:
        """See `Embedder`."""
        return self._embedder.fingerprint

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return self._embedder.name

    @property
    def tokens_fingerprint(self) -> str:
        """See `Embedder`."""
        return self._embedder.tokens_fingerprint

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """See `Embedder`."""
        return [embedded.vector for embedded in self.embed_passages(texts)]

    def embed_query(self, text: str) -> Vector:
        """See `Embedder`."""
        return self._embedder.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """See `Embedder`."""
        started = time.perf_counter()
        embedded = self._embedder.embed_passages(texts)
        self.seconds += time.perf_counter() - started
        self.texts += len(texts)
        self.characters += sum(map(len, texts))
        return embedded

    def embed_question(self, text: str) -> Embedded:
        """See `Embedder`."""
        return self._embedder.embed_question(text)

    def count_tokens(self, text: str) -> int:
        """See `Embedder`."""
        started = time.perf_counter()
        count = self._embedder.count_tokens(text)
        self.counting += time.perf_counter() - started
        return count


def open_timed(spec: str) -> TimedEmbedder:
    """Return a timed embedder of `fake`, `local` or `provider:model`, loaded."""
    embedder: Embedder = InstantEmbedder() if spec == FAKE else make_embedder(spec)
    embedder.embed_query("warm up")
    return TimedEmbedder(embedder)
