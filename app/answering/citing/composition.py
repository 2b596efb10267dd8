"""Builds the answer: gives citations their numbers in order of appearance. Pure: knows no model and no page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.answering.answer import AnsweredSentence, Citation, SentenceDone
from app.answering.verify.verdict import Support
from vectorstore.types import Hit


@dataclass(frozen=True, slots=True)
class Target:
    """What a sentence cites: [start, end) of the hit's article."""

    hit: Hit
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The cited words, verbatim."""
        return self.hit.text[self.start - self.hit.start : self.end - self.hit.start]


@dataclass(slots=True)
class Composition:
    """The sentences so far. The same stretch of an article keeps the same number throughout the answer."""

    sentences: list[AnsweredSentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    _numbers: dict[tuple[str, int, int, int], int] = field(default_factory=dict)

    def add(
        self,
        text: str,
        targets: Sequence[Target],
        support: Support,
        score: float,
        reasons: Sequence[str] = (),
        *,
        quoted: bool = False,
    ) -> SentenceDone:
        """Append a sentence with its citations and return the event that says so."""
        known = len(self.citations)
        numbers = tuple(dict.fromkeys(self._number(target) for target in targets))
        shown = text + "".join(f" [{number}]" if not at else f"[{number}]" for at, number in enumerate(numbers))
        sentence = AnsweredSentence(shown, numbers, support, round(score, 3), tuple(reasons), quoted)
        self.sentences.append(sentence)
        return SentenceDone(sentence, tuple(self.citations[known:]))

    @property
    def text(self) -> str:
        """The whole answer as shown."""
        return " ".join(sentence.text for sentence in self.sentences)

    def cites(self, target: Target) -> bool:
        """Whether some sentence already cites this very stretch."""
        return _key(target) in self._numbers

    def _number(self, target: Target) -> int:
        key = _key(target)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(_citation(self._numbers[key], target))
        return self._numbers[key]


def _key(target: Target) -> tuple[str, int, int, int]:
    return target.hit.article.article_id, target.hit.article.version, target.start, target.end


def _citation(number: int, target: Target) -> Citation:
    article = target.hit.article
    return Citation(
        n=number,
        article_id=article.article_id,
        version=article.version,
        title=article.title,
        outlet=article.outlet,
        source=article.source,
        language=article.language,
        published=article.published,
        quote=target.quote,
        start=target.start,
        end=target.end,
        passage=target.hit.text,
        passage_start=target.hit.start,
    )
