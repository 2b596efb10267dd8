"""Is this sentence supported by what it cites? Puts the checks together. Pure: knows no model, store or page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.answering.answer import Support
from app.answering.verify import dates, meaning, names, numbers, polarity
from app.answering.verify.meaning import Closeness
from app.answering.verify.reasons import Reason
from app.answering.verify.tokens import Token, tokenise
from ingest.article import Language

__all__ = ["Closeness", "Evidence", "Reason", "Verdict", "better_evidence", "check"]

# What each finding takes from the score of 1. Below 0.7 a sentence is partial, below 0.4 unsupported.
PENALTIES = {
    "no_evidence": 1.0,
    "number_missing": 0.65,
    "unit_differs": 0.35,
    "number_elsewhere": 0.35,
    "year_missing": 0.75,
    "date_missing": 0.65,
    "name_missing": 0.45,
    "polarity_flipped": 0.65,
    "negation_added": 0.65,
    "negation_dropped": 0.65,
    "meaning_far": 0.65,
    "closer_elsewhere": 0.65,
}
SUPPORTED, PARTIAL = 0.7, 0.4
# Share of words below which the cited text does not carry the sentence, with and without the closeness of embeddings.
COVERAGE_WITHIN, COVERAGE_ACROSS = 0.3, 0.2


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
    language: Language,
    evidence: Sequence[Evidence],
    closeness: Closeness | None = None,
    question: str = "",
) -> Verdict:
    """Return whether `evidence` supports `sentence`, a sentence of an answer, whose `[n]` markers are ignored.

    Deterministic, without I/O but for word lists read once. Words of `question` need no source, except numbers and dates.
    """
    tokens = tokenise(sentence)
    if not any(token.kind != "mark" for token in tokens):
        return Verdict("supported", 1.0, ())
    if not any(item.text.strip() for item in evidence):
        return Verdict("unsupported", 0.0, (Reason("no_evidence"),))
    cited = [token for item in evidence for token in tokenise(item.text)]
    around = [*cited, *(token for item in evidence if item.context for token in tokenise(item.context))]
    reasons = [
        *_figures(tokens, evidence),
        *_names(tokens, around, question),
        *_polarity(tokens, cited),
        *_meaning(tokens, cited, language, evidence, closeness),
    ]
    score = max(0.0, 1.0 - sum(PENALTIES[reason.code] for reason in reasons))
    support: Support = "supported" if score >= SUPPORTED else "partial" if score >= PARTIAL else "unsupported"
    return Verdict(support, round(score, 3), tuple(reasons))


def _figures(tokens: Sequence[Token], evidence: Sequence[Evidence]) -> list[Reason]:
    claimed = dates.find_dates(tokens)
    taken = {index for mention in claimed for index in range(mention.start, mention.end)}
    wanted = numbers.find_quantities(tokens, taken)
    missing_dates, missing = claimed, wanted
    offered: list[numbers.Quantity] = []
    two = False
    for item in evidence:
        words = tokenise(item.text)
        said = dates.find_dates(words)
        missing_dates = dates.missing_dates(missing_dates, said, item.published)
        # Dates are read as numbers too: `2000 fighters` may look like a year, `in 2,000` like a number.
        offered += numbers.find_quantities(words)
        two = two or numbers.provides_two(words)
    reasons = []
    for mention in missing_dates:
        only_year = mention.month is None and mention.weekday is None and not mention.decade
        if only_year and any(mention.year in quantity.values for quantity in offered):
            continue
        reasons.append(Reason("year_missing" if only_year else "date_missing", {"value": mention.text}))
    for quantity in missing:
        if _negligible(quantity) or (two and 2.0 in quantity.values):
            continue
        if not any(numbers.same_value(quantity, other) for other in offered):
            reasons.append(Reason("number_missing", {"value": quantity.text}))
        elif numbers.unit_conflict(quantity, offered):
            reasons.append(Reason("unit_differs", {"value": quantity.text}))
    return reasons


def _negligible(quantity: numbers.Quantity) -> bool:
    """Return whether the number is grammar rather than a figure: `one of`, `first`, `أحد`."""
    if quantity.text.isdigit():
        return False
    return quantity.values[0] in {0.0, 1.0} or (quantity.kind == "ordinal" and quantity.values[0] <= 2)


def _names(tokens: Sequence[Token], around: Sequence[Token], question: str) -> list[Reason]:
    figures = dates.find_dates(tokens)
    taken = frozenset(index for mention in figures for index in range(mention.start, mention.end))
    wanted = names.find_names(tokens, taken)
    if not wanted:
        return []
    absent = names.missing_names(wanted, names.provided(around))
    return [Reason("name_missing", {"value": name.text}) for name in absent]


def _polarity(tokens: Sequence[Token], cited: Sequence[Token]) -> list[Reason]:
    found = polarity.conflicts(tokens, cited)
    return [Reason(conflict.code, {"value": conflict.word, "other": conflict.other}) for conflict in found[:1]]


def _meaning(
    tokens: Sequence[Token],
    cited: Sequence[Token],
    language: Language,
    evidence: Sequence[Evidence],
    closeness: Closeness | None,
) -> list[Reason]:
    across = all(item.language != language for item in evidence)
    share = meaning.coverage(tokens, cited, across)
    if share is not None and share < (COVERAGE_ACROSS if across else COVERAGE_WITHIN):
        return [Reason("meaning_far")]
    if closeness is not None and closeness.best_other - closeness.cited > 0.12:
        return [Reason("closer_elsewhere")]
    return []


def better_evidence(sentence: str, candidates: Sequence[Evidence], similarities: Sequence[float] | None = None) -> int:
    """Return the index of the candidate that supports `sentence` best, -1 where there is none.

    `similarities` are cosines of the sentence's embedding to each candidate's; without them words decide.
    """
    best, best_score = -1, float("-inf")
    tokens = tokenise(sentence)
    for index, candidate in enumerate(candidates):
        language: Language = "ar" if any(token.arabic for token in tokens) else "en"
        verdict = check(sentence, language, [candidate])
        share = meaning.coverage(tokens, tokenise(candidate.text), language != candidate.language) or 0.0
        score = verdict.score + share + (2 * similarities[index] if similarities else 0.0)
        if score > best_score:
            best, best_score = index, score
    return best
