"""Checks a written sentence against its evidence and settles what it cites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.answering.answer import CitedSpan
from app.answering.citing.sentences import CitedSentence
from app.answering.verify.verdict import Closeness, Evidence, Support, Verdict, better_evidence, check
from app.messages.catalogue import say
from ingest.language import Language
from vectorstore.types import Hit

# Another passage has to support the sentence clearly better before its citation is moved there.
_CLEARLY_BETTER = 0.15
# Characters on either side of the cited sentence in which a name may stand that the sentence itself only refers to
# («he said»): as far as docs/verification.md measured it. A whole page would have every name.
_AROUND = 400


class ClosenessMeter(Protocol):
    """Measures how close in meaning a written sentence is to what it cites."""

    def measure(self, sentence: str, language: Language, cited: Sequence[CitedSpan]) -> Closeness | None:
        """Return the closeness, or None where no embedder is at hand."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with the stretches it cites and what checking found; `reasons` in the answer's language."""

    text: str
    spans: tuple[CitedSpan, ...]
    support: Support
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks sentences of one answer. `items` is the evidence the model saw, in its numbering."""

    items: Sequence[CitedSpan]
    language: Language
    question: str
    meter: ClosenessMeter | None = None

    def check(self, sentence: CitedSentence) -> Checked:
        """Return the sentence with its citations moved to where the support is, and the verdict on it."""
        cited = [self._best(sentence.text, self.items[number - 1]) for number in sentence.numbers]
        verdict = self._verdict(sentence.text, cited) if cited else None
        if verdict is None or verdict.support != "supported":
            moved = self._better(sentence.text, {_at(span) for span in cited})
            if moved and (
                verdict is None or moved[1].support == "supported" or moved[1].score > verdict.score + _CLEARLY_BETTER
            ):
                cited, verdict = [moved[0]], moved[1]
        elif len(cited) > 1:
            cited = self._needed(sentence.text, cited)
        if verdict is None:
            return Checked(sentence.text, (), "unsupported", 0.0, (say("answer", "uncited", self.language),))
        reasons = tuple(say("doubt", reason.code, self.language, **reason.params) for reason in verdict.reasons)
        return Checked(sentence.text, tuple(cited), verdict.support, verdict.score, reasons)

    def _verdict(self, text: str, spans: Sequence[CitedSpan]) -> Verdict:
        evidence = [_evidence(span.hit, span.text) for span in spans]
        closeness = self.meter.measure(text, self.language, spans) if self.meter else None
        return check(text, self.language, evidence, closeness, self.question)

    def _better(self, text: str, tried: set[tuple[str, int]]) -> tuple[CitedSpan, Verdict] | None:
        spans = [self._best(text, item) for item in self.items]
        others = [span for span in spans if _at(span) not in tried]
        judged = [(span, self._verdict(text, [span])) for span in others]
        return max(judged, key=lambda entry: entry[1].score, default=None)

    def _needed(self, text: str, spans: list[CitedSpan]) -> list[CitedSpan]:
        """Of several citations, leave those that carry the sentence alone; all, where only together they do."""
        alone = [span for span in spans if self._verdict(text, [span]).support == "supported"]
        return alone or spans

    def _best(self, text: str, item: CitedSpan) -> CitedSpan:
        if len(item.sentences) < 2:
            return item
        best = item.sentences[better_evidence(text, [_evidence(item.hit, one.text) for one in item.sentences])]
        return CitedSpan(item.hit, best.start, best.end)


def _evidence(hit: Hit, text: str) -> Evidence:
    article = hit.article
    at = max(0, hit.text.find(text))
    around = hit.text[max(0, at - _AROUND) : at + len(text) + _AROUND]
    return Evidence(text, article.language, article.published, context=f"{article.title}\n{around}")


def _at(span: CitedSpan) -> tuple[str, int]:
    return span.hit.article.article_id, span.start
