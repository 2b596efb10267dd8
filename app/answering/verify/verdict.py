"""Is this sentence supported by what it cites? Weighs what the checks find. Pure: knows no model, store or page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.answering.verify.findings import cited_text, distance, figures, language_of, missing_names, opposites
from app.answering.verify.meaning import Closeness, coverage
from app.answering.verify.reasons import Reason
from app.answering.verify.tokens import tokenise
from ingest.language import Language

Support = Literal["supported", "partial", "unsupported"]

__all__ = ["Closeness", "Evidence", "Reason", "Verdict", "better_evidence", "check"]

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
    "closer_elsewhere": 0.65,
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
    language: Language,  # noqa: ARG001 - the script of each text decides; a quotation may be in the other language
    evidence: Sequence[Evidence],
    closeness: Closeness | None = None,
    question: str = "",
) -> Verdict:
    """Return whether `evidence` supports `sentence`, a sentence of an answer, whose `[n]` markers are ignored.

    Deterministic; no I/O but word lists read once. A name that only `question` has weighs less; its figures do not.
    """
    tokens = tokenise(sentence)
    if not any(token.kind != "mark" for token in tokens):
        return Verdict("supported", 1.0, ())
    cited = [cited_text(item.text, item.context, item.published) for item in evidence if item.text.strip()]
    if not cited:
        return Verdict("unsupported", 0.0, (Reason("no_evidence"),))
    unknown = missing_names(tokens, cited, tokenise(question))
    reasons = (
        *figures(tokens, cited),
        *unknown,
        *opposites(tokens, cited, bool(unknown)),
        *distance(tokens, cited, closeness),
    )
    share = coverage(
        tokens, [token for item in cited for token in item.tokens], language_of(cited[0].tokens) != language_of(tokens)
    )
    base = SPARSE + (1 - SPARSE) * (1.0 if share is None else share)
    score = max(0.0, base - sum(PENALTIES[reason.code] for reason in reasons))
    support: Support = (
        "supported"
        if score >= SUPPORTED - (1 - base)
        else "partial"
        if score >= PARTIAL - (1 - base)
        else ("unsupported")
    )
    return Verdict(support, round(score, 3), reasons)


def better_evidence(sentence: str, candidates: Sequence[Evidence], similarities: Sequence[float] | None = None) -> int:
    """Return the index of the candidate that supports `sentence` best, the first of equals; -1 where there is none.

    `similarities` are cosines of the sentence's embedding to each candidate's; without them words decide.
    """
    tokens = tokenise(sentence)
    language = language_of(tokens)
    scores = []
    for index, candidate in enumerate(candidates):
        words = tokenise(candidate.text)
        share = coverage(tokens, words, language_of(words) != language) or 0.0
        near = 2 * similarities[index] if similarities else 0.0
        scores.append(check(sentence, language, [candidate]).score + share + near)
    return max(range(len(scores)), key=scores.__getitem__, default=-1)
