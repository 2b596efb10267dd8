"""Is this sentence supported by what it cites? Weighs what the checks find. Pure: knows no model, store or page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.answering.verify.findings import cited_text, distance, figures, language_of, missing_names, opposites
from app.answering.verify.meaning import coverage
from app.answering.verify.reasons import Reason
from app.answering.verify.tokens import tokenise
from app.reading.alignment import Alignment
from ingest.language import Language

Support = Literal["supported", "partial", "unsupported", "unchecked"]

__all__ = ["Evidence", "Reason", "Verdict", "check"]

# What each finding takes from a score of 1. A wrong figure, a contradiction or another subject makes a sentence
# unsupported by itself; a name or a unit alone makes it partial; a name that only the question has, neither.
PENALTIES = {
    "no_evidence": 1.0,
    "number_missing": 0.65,
    "unit_differs": 0.35,
    "year_missing": 0.75,
    "date_missing": 0.65,
    "name_missing": 0.45,
    "name_from_question": 0.2,
    "polarity_flipped": 0.65,
    "word_replaced": 0.45,
    "exchanged": 0.65,
    "number_elsewhere": 0.45,
    "negation_added": 0.65,
    "negation_dropped": 0.65,
    "meaning_far": 0.65,
}
SUPPORTED, PARTIAL = 0.7, 0.4
# A sentence with nothing against it still scores by how much of it the cited text has: down to this.
SPARSE = 0.85


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cited sentence, with its neighbours where useful; `context` is the passage or title around it, for names."""

    text: str
    language: Language
    published: date | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported, how surely in [0, 1], and what was found against it."""

    support: Support
    score: float
    reasons: tuple[Reason, ...]


def check(
    sentence: str,
    evidence: Sequence[Evidence],
    alignment: Alignment | None = None,
    question: str = "",
) -> Verdict:
    """Return whether `evidence` supports `sentence`, a sentence of an answer, whose `[n]` markers are ignored.

    `alignment` sets the sentence beside the evidence, word by word; without it a sentence in another language than its
    evidence can't be compared, unless figures speak against it. A name that only `question` has weighs less; its
    figures do not. Deterministic; no I/O but word lists read once.
    """
    tokens = tokenise(sentence)
    cited = [cited_text(item.text, item.context, item.published) for item in evidence if item.text.strip()]
    if not cited:
        return Verdict("unsupported", 0.0, (Reason("no_evidence"),))
    if not any(token.kind != "mark" for token in tokens):
        return Verdict("unchecked", 0.0, (Reason("nothing_to_compare"),))
    across = all(language_of(item.tokens) != language_of(tokens) for item in cited)
    share = coverage(tokens, [token for item in cited for token in item.tokens], across)
    if alignment is None and share is None and across:
        found = figures(tokens, cited)
        return Verdict("unsupported" if found else "unchecked", 0.0, (*found, Reason("nothing_to_compare")))
    unknown = [
        reason
        for reason in missing_names(tokens, cited, tokenise(question))
        if alignment is None or not alignment.has(reason.params["value"])
    ]
    reasons = (
        *figures(tokens, cited),
        *unknown,
        *opposites(tokens, cited, bool(unknown), alignment),
        *distance(alignment, share, across=across),
    )
    base = SPARSE + (1 - SPARSE) * (1.0 if share is None or across else share)
    score = max(0.0, base - sum(PENALTIES[reason.code] for reason in reasons))
    lost = 1 - base
    support: Support = (
        "supported" if score >= SUPPORTED - lost else "partial" if score >= PARTIAL - lost else "unsupported"
    )
    return Verdict(support, round(score, 3), reasons)
