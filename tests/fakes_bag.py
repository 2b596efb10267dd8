"""An embedder without a model whose vectors are sums of a vector per word: texts that share words are near."""

from __future__ import annotations

import hashlib

import numpy as np

from ingest.language.text import search_terms
from tests.fakes_embeddings import HashEmbedder
from vectorstore.types import Vector

DIMENSION = 64


class BagEmbedder(HashEmbedder):
    """Deterministic, instant, blind to meaning and to word order."""

    name = "bag"

    def embed_query(self, text: str) -> Vector:
        """Return the normalised sum of the words' vectors; of an empty text, that of the empty word."""
        total = np.sum([_word(stem) for stem in search_terms(text) or [""]], axis=0)
        unit: Vector = (total / np.linalg.norm(total)).astype(np.float32)
        return unit


def _word(stem: str) -> Vector:
    seed = hashlib.sha256(stem.encode()).digest()
    vector: Vector = np.random.default_rng(list(seed)).normal(size=DIMENSION).astype(np.float32)
    return vector
