"""Measures closeness in meaning for checking, from similarities to the retrieved sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.answering.answer import CitedSpan
from app.answering.verify.meaning import Closeness
from ingest.language import Language
from vectorstore.embedding.embedders import EmbeddingError
from vectorstore.types import Hit


class Similarity(Protocol):
    """Compares a sentence with the stored sentences of hits: `vectorstore.search.similarity.SentenceSimilarity`."""

    def to_hits(self, text: str, language: Language, hits: Sequence[Hit]) -> Mapping[tuple[str, int, int], float]:
        """Return a cosine similarity for each sentence of the hits, by (article_id, start, end)."""


@dataclass(slots=True)
class AnswerMeter:
    """The closeness of one answer's sentences; each is embedded once, however often it is asked about."""

    similarity: Similarity
    hits: Sequence[Hit]
    _measured: dict[str, Mapping[tuple[str, int, int], float]] = field(default_factory=dict, init=False)

    def measure(self, sentence: str, language: Language, cited: Sequence[CitedSpan]) -> Closeness | None:
        """Return the closeness of `sentence` to what it cites and to the rest; None where nothing is stored."""
        if sentence not in self._measured:
            try:
                self._measured[sentence] = self.similarity.to_hits(sentence, language, self.hits)
            except EmbeddingError:  # a remote embedder that fails now takes one of several checks away, not the answer
                self._measured[sentence] = {}
        inside: list[float] = []
        outside: list[float] = []
        for (article_id, start, end), value in self._measured[sentence].items():
            is_cited = any(
                span.hit.article.article_id == article_id and span.start < end and start < span.end for span in cited
            )
            (inside if is_cited else outside).append(value)
        if not inside:
            return None
        return Closeness(max(inside), max(outside, default=-1.0))
