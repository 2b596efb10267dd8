"""An embedder that has done at the start what a running program does once."""

from __future__ import annotations

from collections.abc import Sequence

from vectorstore.embedding.anchors import QUESTIONS, SENTENCES
from vectorstore.embedding.embedders import Embedded, Embedder
from vectorstore.types import LANGUAGES, Vector


class WarmEmbedder:
    """Another embedder, loaded, with the ordinary texts that centring needs already embedded.

    A program that serves embeds them once, a benchmark opens a library for every few questions. Questions and
    sentences of answers are always embedded anew.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        questions = [text for language in LANGUAGES for text in QUESTIONS[language]]
        sentences = [text for language in LANGUAGES for text in SENTENCES[language]]
        self._questions = {text: embedder.embed_query(text) for text in questions}
        self._sentences = dict(zip(sentences, embedder.embed_documents(sentences), strict=True))

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
        if all(text in self._sentences for text in texts):
            return [self._sentences[text] for text in texts]
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> Vector:
        """See `Embedder`."""
        known = self._questions.get(text)
        return self._embedder.embed_query(text) if known is None else known

    @property
    def tokens_fingerprint(self) -> str:
        """See `Embedder`."""
        return self._embedder.tokens_fingerprint

    def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """See `Embedder`."""
        return self._embedder.embed_passages(texts)

    def embed_question(self, text: str) -> Embedded:
        """See `Embedder`."""
        return self._embedder.embed_question(text)

    def count_tokens(self, text: str) -> int:
        """See `Embedder`."""
        return self._embedder.count_tokens(text)
