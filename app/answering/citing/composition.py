"""Builds the answer: gives citations their numbers in order of appearance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.answering.answer import AnsweredSentence, CitedSpan, SentenceDone
from app.answering.verify.verdict import Support


@dataclass(slots=True)
class Composition:
    """The sentences so far. The same stretch of an article keeps the same number throughout the answer."""

    sentences: list[AnsweredSentence] = field(default_factory=list)
    citations: list[CitedSpan] = field(default_factory=list)
    _numbers: dict[tuple[str, int, int, int], int] = field(default_factory=dict)

    def add(
        self,
        text: str,
        spans: Sequence[CitedSpan],
        support: Support,
        score: float,
        reasons: Sequence[str] = (),
        *,
        quoted: bool = False,
    ) -> SentenceDone:
        """Append a sentence with its citations and return the event that says so."""
        known = len(self.citations)
        numbers = tuple(dict.fromkeys(self._number(span) for span in spans))
        shown = text + "".join(f" [{number}]" if not at else f"[{number}]" for at, number in enumerate(numbers))
        sentence = AnsweredSentence(shown, numbers, support, round(score, 3), tuple(reasons), quoted)
        self.sentences.append(sentence)
        return SentenceDone(sentence, tuple(self.citations[known:]))

    @property
    def text(self) -> str:
        """The whole answer as shown."""
        return " ".join(sentence.text for sentence in self.sentences)

    def cites(self, span: CitedSpan) -> bool:
        """Whether some sentence already cites this very stretch."""
        return _key(span) in self._numbers

    def _number(self, span: CitedSpan) -> int:
        key = _key(span)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(replace(span, n=self._numbers[key]))
        return self._numbers[key]


def _key(span: CitedSpan) -> tuple[str, int, int, int]:
    return span.hit.article.article_id, span.hit.article.version, span.start, span.end
