"""Checks sentences that somebody wrote: against a source that is given, or against the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.answering.answer import CitedSpan
from app.answering.citing.checking import Checked, Checker, SentenceAligner
from app.answering.citing.sentences import CitedSentence
from ingest.language import Language, Span
from ingest.language.sentences import split_sentences
from ingest.language.text import detect_language
from vectorstore.types import ArticleSummary, Hit, ScoredSentence

_HITS = 8  # passages of the library that a sentence is read with, as many as an answer's
LONGEST = 5_000  # characters of a sentence; what is longer is no sentence
LONGEST_SOURCE = 100_000


class Search(Protocol):
    """Finds passages: `HybridRetriever.search`."""

    def __call__(self, question: str, *, k: int) -> list[Hit]:
        """Return up to `k` hits, the best first."""


@dataclass(frozen=True, slots=True)
class FactChecker:
    """Checks sentences one by one. `search` finds the library's passages, where there is a library."""

    aligner: SentenceAligner
    search: Search | None = None

    def check(self, sentence: str, source: str | None = None, context: str = "") -> Checked:
        """Return the verdict with the stretches that it rests on; `context` is what stands around the source.

        Offsets are those of `source`, or of the library's articles where there is none.
        """
        language = detect_language(sentence)
        if source is not None:
            items: Sequence[CitedSpan] = [_given(source, context)]
            return Checker(items, language, "", self.aligner).check(CitedSentence(sentence, (1,)))
        hits = self.search(sentence, k=_HITS) if self.search is not None else []
        items = [CitedSpan(hit, hit.start, hit.end, hit.score) for hit in hits]
        numbers = tuple(range(1, len(items) + 1))
        return Checker(items, language, "", self.aligner).check(CitedSentence(sentence, numbers))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without empty ones."""
    found = [text[span.start : span.end].strip() for span in split_sentences(text)]
    return [sentence for sentence in found if any(letter.isalnum() for letter in sentence)]


def _given(source: str, context: str) -> CitedSpan:
    language: Language = detect_language(source)
    article = ArticleSummary("", 0, context, None, None, "", language, None, None, 1, "", "")
    spans = split_sentences(source) or [Span(0, len(source))]
    scored = tuple(ScoredSentence(span.start, span.end, source[span.start : span.end], 1.0) for span in spans)
    return CitedSpan(Hit(1, 1.0, article, 0, len(source), source, scored), 0, len(source), 1.0)
