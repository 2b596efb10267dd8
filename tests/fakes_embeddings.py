"""A deterministic embedder without a model: equal text, equal vector; different texts nearly at right angles."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from vectorstore.stored import Vector

DIMENSION = 24


class HashEmbedder:
    """An `Embedder` whose vectors follow from the text's hash. `texts` is everything it was asked to embed."""

    name = "hash"

    def __init__(self, fingerprint: str = "hash 1") -> None:
        self.fingerprint = fingerprint
        self.texts: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """Return one unit vector per text."""
        self.texts.extend(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> Vector:
        """Return the same vector as for a document: a text finds itself."""
        seed = hashlib.sha256(f"{self.fingerprint}\0{text}".encode()).digest()
        vector = np.random.default_rng(list(seed)).normal(size=DIMENSION)
        unit: Vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())
