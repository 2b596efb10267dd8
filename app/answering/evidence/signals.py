"""What speaks for the evidence answering a question, as a few numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.answer import CitedSpan
from app.answering.evidence.responding import asked_for
from app.answering.evidence.terms import coverage
from app.answering.verify.gazetteer import find_entities, mentioned
from app.answering.verify.tokens import tokenise
from ingest.language.text import fold
from vectorstore.search.query import read_question
from vectorstore.types import Hit

_CERTAIN = 0.999  # relevance: beyond it a logit says nothing more
_YES_OR_NO = re.compile(r"^\W*(?:هل|ا?ليس)\b|^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b")


@dataclass(frozen=True, slots=True)
class Signals:
    """The more of each, the likelier an answer.

    `relevance` is the logit of the best hit's calibrated relevance. `coverage` is how much of the question's words the
    best piece of evidence has, with the sentences beside it and the title. `open` is False where only a date, a figure,
    or yes or no would be an answer: fewer texts on a subject hold that. `across` tells that some evidence is in the
    other language, where too few words can be recognised; `unnamed`, looked at only then, that a name of the question
    that is known in both languages stands in none of the evidence's passages and titles.
    """

    relevance: float
    coverage: float
    open: bool
    across: bool
    unnamed: bool = False


def measure(question: str, hits: Sequence[Hit], items: Sequence[CitedSpan]) -> Signals:
    """Return the signals of what was found for a question, `items` being the evidence chosen from `hits`."""
    read = read_question(question)
    across = any(item.hit.article.language != read.language for item in items)
    covered = [coverage(read, f"{item.hit.article.title} {_around(item)}") for item in items]
    return Signals(
        relevance=_logit(max((hit.score for hit in hits), default=0.0)),
        coverage=max(covered, default=0.0),
        open=asked_for(question) == "other" and not _YES_OR_NO.match(fold(question)),
        across=across,
        unnamed=across and _unnamed(question, items),
    )


def _unnamed(question: str, items: Sequence[CitedSpan]) -> bool:
    """Whether a known name of the question is in no passage that evidence comes from."""
    passages = (tokenise(f"{item.hit.article.title}\n{item.hit.text}") for item in items)
    there = frozenset[str]().union(*map(mentioned, passages))
    return any(name.identities.isdisjoint(there) for name in find_entities(tokenise(question)))


def _around(item: CitedSpan) -> str:
    """Return the evidence with the sentence before it and the one behind: a subject is named once, then «he»."""
    sentences = item.hit.sentences
    within = [at for at, one in enumerate(sentences) if one.start < item.end and item.start < one.end]
    if not within:
        return item.text
    return " ".join(one.text for one in sentences[max(0, within[0] - 1) : within[-1] + 2])


def _logit(share: float) -> float:
    bounded = min(max(share, 1 - _CERTAIN), _CERTAIN)
    return math.log(bounded / (1 - bounded))
