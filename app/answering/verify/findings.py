"""What speaks against a sentence: each check's findings as reasons. Does not weigh them (see verdict.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.answering.verify import dates, name_pairs, names, numbers, polarity, slots, substitution
from app.answering.verify.reasons import Reason
from app.answering.verify.tokens import Token, tokenise
from app.reading.alignment import Alignment
from ingest.language import Language

# Share of the sentence's words that the cited text must have, within a language and across; set by judgement and
# checked on the tune half. Across languages only words of the bilingual lists can be judged.
COVERAGE_WITHIN, COVERAGE_ACROSS, COVERAGE_LOOSE = 0.3, 0.2, 0.4


@dataclass(frozen=True, slots=True)
class Cited:
    """One cited text, cut into tokens; `around` are the tokens of its passage and title."""

    tokens: tuple[Token, ...]
    around: tuple[Token, ...]
    published: date | None


def language_of(tokens: Sequence[Token]) -> Language:
    """Return the language that most words of `tokens` are written in."""
    words = [token for token in tokens if token.kind == "word"]
    return "ar" if 2 * sum(token.arabic for token in words) >= len(words) else "en"


def cited_text(text: str, context: str, published: date | None) -> Cited:
    """Return a cited text ready to be compared with."""
    return Cited(tokenise(text), tokenise(context) if context else (), published)


def figures(tokens: Sequence[Token], cited: Sequence[Cited]) -> list[Reason]:
    """Return the dates and quantities of the sentence that no cited text has, or has with another unit."""
    absent = claimed = dates.find_dates(tokens)
    wanted = numbers.find_quantities(tokens, _indices(claimed))
    offered: list[numbers.Quantity] = []
    for item in cited:
        absent = dates.missing_dates(absent, dates.find_dates(item.tokens), item.published)
        # Years are offered as numbers, too: `2000 fighters` looks like a year.
        offered += numbers.find_quantities(item.tokens)
    reasons = []
    for mention in absent:
        only_year = mention.month is None and mention.weekday is None and not mention.decade
        if not (only_year and any(mention.year in quantity.values for quantity in offered)):
            reasons.append(Reason("year_missing" if only_year else "date_missing", {"value": mention.text}))
    pair = any(numbers.provides_two(item.tokens) for item in cited)
    for quantity in wanted:
        if _negligible(quantity):
            continue
        counts_pair = pair or any(numbers.counts_pair(quantity, tokens, item.tokens) for item in cited)
        if 2.0 in quantity.values and counts_pair:
            continue
        if not any(numbers.same_value(quantity, other) for other in offered):
            reasons.append(Reason("number_missing", {"value": quantity.text}))
        elif numbers.unit_conflict(quantity, offered):
            reasons.append(Reason("unit_differs", {"value": quantity.text}))
    return reasons


def _indices(mentions: Sequence[dates.Mention]) -> frozenset[int]:
    return frozenset(index for mention in mentions for index in range(mention.start, mention.end))


def _negligible(quantity: numbers.Quantity) -> bool:
    """Return whether the number is grammar rather than a figure: `one of`, `first`, `أحد`."""
    if quantity.text.isdigit():
        return False
    return quantity.values[0] in {0.0, 1.0} or (quantity.kind == "ordinal" and quantity.values[0] <= 2)


def missing_names(tokens: Sequence[Token], cited: Sequence[Cited], question: Sequence[Token]) -> list[Reason]:
    """Return the names that neither the cited texts nor their surroundings have; milder where the question has them."""
    across = all(language_of(item.tokens) != language_of(tokens) for item in cited)
    wanted = names.find_names(tokens, _indices(dates.find_dates(tokens)), across)
    offering = [token for item in cited for token in (*item.tokens, *item.around)]
    absent = names.missing_names(wanted, names.provided(offering)) if wanted else []
    known = {name.text for name in absent}
    others = (name_pairs.other_surnames if across else name_pairs.other_arabic_surnames)(tokens, offering)
    absent += [names.Name(token.text, (token,)) for token in others if token.text not in known]
    unasked = names.missing_names(absent, names.provided(question)) if absent and question else absent
    return [
        Reason("name_missing" if name in unasked else "name_from_question", {"value": name.text}) for name in absent
    ]


def opposites(
    tokens: Sequence[Token], cited: Sequence[Cited], unknown: bool = False, alignment: Alignment | None = None
) -> list[Reason]:
    """Return the first contradiction between the sentence and the cited texts taken together.

    Where a name is `unknown` to them, that it stands in another's place says nothing more.
    """
    across = all(language_of(item.tokens) != language_of(tokens) for item in cited)
    found = polarity.conflicts(tokens, [token for item in cited for token in item.tokens])
    if across and alignment is not None:  # two words of long sentences may oppose each other and have nothing to do
        opposed = [one for one in found if one.code == "polarity_flipped"]
        found = [one for one in opposed if alignment.stands_for(one.word, one.other)]
    if found:
        return [Reason(found[0].code, {"value": found[0].word, "other": found[0].other})]
    differing = min((substitution.differences(tokens, item.tokens) for item in cited), key=len)
    if differing:
        return [Reason(one.code, {"value": one.word, "other": one.other}) for one in differing[:1]]
    counted = min((slots.displaced_figures(tokens, item.tokens) for item in cited), key=len)
    if counted:
        return [Reason("number_elsewhere", {"value": one.word, "other": one.other}) for one in counted]
    if unknown:
        return []
    displaced = min((slots.displaced_names(tokens, item.tokens) for item in cited), key=len)
    return [Reason("word_replaced", {"value": one.word, "other": one.other}) for one in displaced]


def distance(alignment: Alignment | None, share: float | None, *, across: bool) -> list[Reason]:
    """Return whether the sentence is about something else than the cited texts; `share` of its words they have."""
    if alignment is not None:
        sparse = share is not None and share < COVERAGE_LOOSE
        far = alignment.is_far or (not across and sparse and alignment.is_loose)
        return [Reason("meaning_far")] if far else []
    if share is not None and share < (COVERAGE_ACROSS if across else COVERAGE_WITHIN):
        return [Reason("meaning_far")]
    return []
