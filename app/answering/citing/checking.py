"""Checks a written sentence against its evidence and settles what it cites.

What the model cited is tried first, and whole: its best sentence, that with a neighbour, with the article's title,
outlet and date. A citation is moved only to what supports the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.answering.answer import CitedSpan
from app.answering.citing.sentences import CitedSentence
from app.answering.verify.verdict import Evidence, Support, Verdict, check
from app.messages.catalogue import say
from app.reading.alignment import Alignment
from ingest.language import Language
from vectorstore.types import Hit

# Characters on either side of the cited sentence in which a name may stand that the sentence itself only refers to
# («he said»): as far as docs/verification.md measured it. A whole page would have every name.
_AROUND = 400
_RICHER = 0.06  # by so much two sentences must be more alike than one to be quoted in its place
CLOSEST = 3  # sentences of a passage that are read closely, the most alike first
# A sentence of fewer words, without a citation, frames an answer ("The reports differ.") and takes no source for it.
FRAMING = 4
_RANKS: dict[Support, int] = {"supported": 3, "partial": 2, "unchecked": 1, "unsupported": 0}


class SentenceAligner(Protocol):
    """Sets sentences beside their sources: `app.reading.alignment.Aligner`."""

    def align(self, sentence: str, sources: Sequence[str]) -> Alignment | None:
        """Return the alignment of a sentence with its sources taken together; None where one has no word."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with the stretches it cites and what checking found; `reasons` in the answer's language."""

    text: str
    spans: tuple[CitedSpan, ...]
    support: Support
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A stretch, or several, with the verdict on a sentence that cites them."""

    spans: tuple[CitedSpan, ...]
    verdict: Verdict
    likeness: float = 0.0

    @property
    def order(self) -> tuple[int, float, float]:
        return _RANKS[self.verdict.support], self.verdict.score, self.likeness


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks sentences of one answer. `items` is the evidence the model saw, in its numbering."""

    items: Sequence[CitedSpan]
    language: Language
    question: str
    aligner: SentenceAligner | None = None

    def check(self, sentence: CitedSentence) -> Checked:
        """Return the sentence with what it cites and the verdict on it."""
        text = sentence.text
        given = [self.items[number - 1] for number in sentence.numbers]
        read = self._cited(text, given) if given else None
        if read is None and len(text.split()) < FRAMING:
            return Checked(text, (), "unchecked", 0.0, (say("answer", "uncited", self.language),))
        if read is None or read.verdict.support != "supported":
            others = [item for item in self.items if item not in given]
            moved = max((self._best(text, item) for item in others), key=lambda one: one.order, default=None)
            if moved is not None and moved.verdict.support == "supported":
                read = moved
        if read is None:
            return Checked(text, (), "unsupported", 0.0, (say("answer", "uncited", self.language),))
        reasons = tuple(say("doubt", reason.code, self.language, **reason.params) for reason in read.verdict.reasons)
        return Checked(text, read.spans, read.verdict.support, read.verdict.score, reasons)

    def _cited(self, text: str, given: Sequence[CitedSpan]) -> _Read:
        """Return the best reading of what was cited: those that carry the sentence alone, else all together."""
        each = [self._best(text, item) for item in given]
        alone = [one for one in each if one.verdict.support == "supported"]
        if alone:
            first = max(alone, key=lambda one: one.order)
            return _Read(tuple(span for one in alone for span in one.spans), first.verdict, first.likeness)
        together = self._read(text, [span for one in each for span in one.spans])
        return max([together, *each], key=lambda one: one.order)

    def _best(self, text: str, item: CitedSpan) -> _Read:
        """Return the sentence of a passage, or the two neighbours, that supports best; the shorter of equals."""
        singles = [CitedSpan(item.hit, one.start, one.end) for one in item.sentences]
        if len(singles) < 2:
            return self._read(text, [item])
        near = [self._likeness(text, span) for span in singles]
        closest = sorted(range(len(singles)), key=lambda place: -near[place])[:CLOSEST]
        read = [self._read(text, [singles[place]], near[place]) for place in closest]
        best = max(read, key=lambda one: one.order)
        supported = best.verdict.support == "supported"
        places = [singles.index(best.spans[0])] if supported else closest[:2]
        starts = sorted({place - step for place in places for step in (0, 1) if 0 <= place - step < len(singles) - 1})
        wide = [CitedSpan(item.hit, singles[start].start, singles[start + 1].end) for start in starts]
        if not supported:
            return max([best, *(self._read(text, [span]) for span in wide)], key=lambda one: one.order)
        # One sentence may carry half of what is said: with a neighbour that has the rest it is clearly more alike.
        near_pairs = [(self._likeness(text, span), span) for span in wide]
        likeness, span = max(near_pairs, key=lambda pair: pair[0], default=(-1.0, best.spans[0]))
        if likeness < best.likeness + _RICHER:
            return best
        richer = self._read(text, [span], likeness)
        return richer if richer.verdict.support == "supported" else best

    def _likeness(self, text: str, span: CitedSpan) -> float:
        if self.aligner is None:
            return check(text, [_evidence(span)]).score
        alignment = self.aligner.align(text, [span.text])
        return alignment.likeness if alignment is not None else -1.0

    def _read(self, text: str, spans: Sequence[CitedSpan], likeness: float = 0.0) -> _Read:
        """Return the verdict over these stretches, with their articles' titles where they help."""
        quotes = [_evidence(span) for span in spans]
        titles = [_title(hit) for hit in {span.hit.article.article_id: span.hit for span in spans}.values()]
        read = _Read(tuple(spans), self._verdict(text, quotes), likeness)
        if read.verdict.support == "supported":
            return read
        titled = _Read(tuple(spans), self._verdict(text, [*quotes, *titles]), likeness)
        return max([read, titled], key=lambda one: one.order)

    def _verdict(self, text: str, evidence: Sequence[Evidence]) -> Verdict:
        alignment = self.aligner.align(text, [one.text for one in evidence]) if self.aligner else None
        return check(text, evidence, alignment, self.question)


def _evidence(span: CitedSpan) -> Evidence:
    article, whole = span.hit.article, span.hit.text
    start, end = span.start - span.hit.start, span.end - span.hit.start
    around = whole[max(0, start - _AROUND) : end + _AROUND]
    about = "\n".join(part for part in (article.title, article.outlet, article.author) if part)
    return Evidence(span.text, article.language, article.published, context=f"{about}\n{around}")


def _title(hit: Hit) -> Evidence:
    return Evidence(hit.article.title, hit.article.language, hit.article.published)
