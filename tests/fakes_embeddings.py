"""A deterministic embedder without a model: equal text, equal vector; different texts nearly at right angles."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from vectorstore.embedding.embedders import Embedded
from vectorstore.types import Tokens, Vector, no_tokens

DIMENSION = 24
TOKEN_BYTES = 8


class HashEmbedder:
    """An `Embedder` whose vectors follow from the text's hash, and its tokens from its words'.

    `texts` is everything it was asked to embed. Without `tokens`, the tokens' fingerprint, it gives none.
    """

    name = "hash"

    def __init__(self, fingerprint: str = "hash 1", tokens: str = "words 1") -> None:
        self.fingerprint = fingerprint
        self.tokens_fingerprint = tokens
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

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """Return vectors with a token for every word."""
        return [
            Embedded(vector, self._tokens(text))
            for vector, text in zip(self.embed_documents(texts), texts, strict=True)
        ]

    def embed_question(self, text: str) -> Embedded:
        """Return the vector with a token for every word."""
        return Embedded(self.embed_query(text), self._tokens(text))

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())

    def _tokens(self, text: str) -> Tokens:
        words = text.lower().split()
        if not words or not self.tokens_fingerprint:
            return no_tokens()
        bits = [hashlib.sha256(f"{self.tokens_fingerprint}\0{word}".encode()).digest()[:TOKEN_BYTES] for word in words]
        rows = np.frombuffer(b"".join(bits), np.uint8).reshape(len(words), TOKEN_BYTES)
        return Tokens(rows, np.ones(len(words), np.float32))
