"""Embedders: text in, unit vectors out, over LangChain's Embeddings. Knows no library, index or page.

(signatures; the implementation follows in minutes)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vectorstore.stored import StoredPassage, Vector


class Embedder(Protocol):
    """What the rest of the program needs of an embedding model. Safe to call from any thread."""

    @property
    def fingerprint(self) -> str:
        """Everything that decides a vector's value: model, prefixes, input and normalisation versions."""

    @property
    def name(self) -> str:
        """The model as shown to people, such as `local` or `openai:text-embedding-3-small`."""

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """Unit vectors of passages or sentences, in the order of `texts`."""

    def embed_query(self, text: str) -> Vector:
        """The unit vector of a question."""

    def count_tokens(self, text: str) -> int:
        """The embedding model's tokens in `text`, or a safe estimate where it has no tokenizer here."""


def passage_input(passage: StoredPassage) -> str:
    """The text that is embedded for a passage."""
    raise NotImplementedError


def sentence_input(passage: StoredPassage, number: int) -> str:
    """The text that is embedded for sentence `number` (from 0) of a passage."""
    raise NotImplementedError


def make_embedder(spec: str) -> Embedder:
    """`local` (bundled multilingual E5) or `provider:model` of LangChain's init_embeddings."""
    raise NotImplementedError
