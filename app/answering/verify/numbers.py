"""Quantities of a text, in digits or words, Arabic or English, and which of them another text lacks.

Knows no dates (see dates.py, which says what tokens to leave out) and nothing of what is counted but its unit.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from app.answering.verify.concepts import concepts_of
from app.answering.verify.lexicon import rows, word_set
from app.answering.verify.number_phrases import Phrase, find_phrases
from app.answering.verify.tokens import Token, without_prefixes
from ingest.language.text import fold

# A rounded figure ("about 1.6 million" for 1,587,000) may differ by this share; half a unit of two digits is 5 %.
ROUNDING = 0.05
_PERCENT_WORDS = frozenset(map(fold, ["%", "percent", "pc", "percentage"]))
_HUNDRED = frozenset(map(fold, ["مئة", "مائة", "المئة", "المائة", "بالمئة", "بالمائة"]))


@dataclass(frozen=True, slots=True)
class Unit:
    """What a quantity is measured in: units of one class convert by `factor`, 0 where they do not."""

    kind: str
    factor: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text: the values it may stand for, as written, and its unit where it has one.

    `kind` is `cardinal`, `ordinal` or `vague` (dozens, hundreds; the value is the magnitude).
    """

    values: tuple[float, ...]
    text: str
    kind: str
    unit: Unit | None
    approximate: bool
    start: int
    end: int


@cache
def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in rows("units.txt"):
        kind, factor, *forms = line.split()
        units.update({fold(form): Unit(kind, float(factor)) for form in forms})
    return units


def _unit_of(token: Token) -> Unit | None:
    for form in without_prefixes(token.folded):
        if unit := _units().get(form):
            return unit
    return None


def find_quantities(tokens: Sequence[Token], taken: Collection[int] = ()) -> list[Quantity]:
    """Return the quantities of `tokens` in order, leaving out the indices in `taken` (they are dates)."""
    found = [_quantity(phrase, tokens) for phrase in find_phrases(tokens, taken)]
    inside = {index for quantity in found for index in range(quantity.start, quantity.end)} | set(taken)
    for index, token in enumerate(tokens):
        if index not in inside and token.kind == "word" and (unit := _unit_of(token)) and _is_dual(token):
            found.append(Quantity((2.0,), token.text, "cardinal", unit, False, index, index + 1))
    return sorted(found, key=lambda quantity: quantity.start)


def _is_dual(token: Token) -> bool:
    return (
        token.arabic
        and len(token.folded) >= 5
        and token.folded.endswith(("ين", "ان"))
        and not token.folded.endswith(("سنين", "اطنان", "يوان"))
        and not token.folded.startswith(("ال", "وال", "بال", "لل"))  # `the two years` were named before
    )


def _quantity(phrase: Phrase, tokens: Sequence[Token]) -> Quantity:
    before = [token.folded for token in tokens[max(0, phrase.start - 2) : phrase.start]]
    return Quantity(
        values=phrase.values,
        text=" ".join(token.text for token in tokens[phrase.start : phrase.end]),
        kind=phrase.kind,
        unit=_nearby_unit(phrase, tokens),
        approximate=phrase.scaled
        or any(form in word_set("approximations.txt") for word in before for form in without_prefixes(word)),
        start=phrase.start,
        end=phrase.end,
    )


def _nearby_unit(phrase: Phrase, tokens: Sequence[Token]) -> Unit | None:
    after = [token.folded for token in tokens[phrase.end : phrase.end + 3]]
    if after[:1] and (after[0] in _PERCENT_WORDS or after[0] in {"بالميه", "بالمايه"}):
        return Unit("percent", 0)
    if after[:2] and (
        tuple(after[:2]) == ("per", "cent") or (after[0] == "في" and after[1:2] and after[1] in _HUNDRED)
    ):
        return Unit("percent", 0)
    if phrase.start and (unit := _units().get(tokens[phrase.start - 1].folded)) and unit.factor == 0:
        return unit
    for token in tokens[phrase.end : phrase.end + 2]:
        if token.kind == "mark" and token.text not in "-$€£":
            break
        if token.kind == "word" and (unit := _unit_of(token)):
            return unit
    return None


def provides_two(tokens: Sequence[Token]) -> bool:
    """Return whether an Arabic dual, or a word like `both`, says "two" without a number word."""
    for token in tokens:
        if token.kind != "word":
            continue
        if any(form in word_set("duals.txt") for form in without_prefixes(token.folded)):
            return True
        if token.arabic and len(token.folded) >= 6 and token.folded.endswith(("تين", "تان")):
            return True
    return False


def counts_pair(quantity: Quantity, tokens: Sequence[Token], other: Sequence[Token]) -> bool:
    """Return whether an Arabic dual of `other` is what `quantity`, a two of `tokens`, counts: `two goals`, هدفين."""
    counted = frozenset().union(*(concepts_of(token.folded) for token in tokens[quantity.end : quantity.end + 2]))
    return any(_is_dual(token) and counted & concepts_of(token.folded) for token in other)


def same_value(claim: Quantity, other: Quantity) -> bool:
    """Return whether one of the values the claim may stand for is one of the other's, or its rounding."""
    if claim.kind == "vague":
        magnitude = claim.values[0]
        return any(
            value == magnitude if other.kind == "vague" else 2 * magnitude <= value < 10 * magnitude
            for value in other.values
        )
    if other.kind == "vague":
        return False
    return any(_close(mine, its, claim.approximate) for mine in claim.values for its in other.values) or _converts(
        claim, other
    )


def _close(mine: float, its: float, rounded: bool) -> bool:
    if math.isclose(mine, its, rel_tol=1e-12, abs_tol=1e-9):
        return True
    if not rounded or its == 0 or mine == 0:
        return False
    digits = _significant(mine)
    return digits < _significant(its) and abs(mine - its) / abs(its) <= ROUNDING and float(f"{its:.{digits}g}") == mine


def _significant(value: float) -> int:
    return len(f"{value:.12g}".replace(".", "").split("e")[0].strip("0")) or 1


def _converts(claim: Quantity, other: Quantity) -> bool:
    if not (claim.unit and other.unit) or claim.unit.kind != other.unit.kind or claim.unit.factor == other.unit.factor:
        return False
    if not (claim.unit.factor and other.unit.factor):
        return False
    return any(
        abs(mine * claim.unit.factor / (its * other.unit.factor) - 1) < 0.02
        for mine in claim.values
        for its in other.values
        if its
    )


def unit_conflict(claim: Quantity, others: Sequence[Quantity]) -> bool:
    """Return whether every quantity of the claim's value has a unit, and another one than the claim."""
    if claim.unit is None:
        return False
    same = [other for other in others if same_value(claim, other)]
    percent = claim.unit.kind == "percent"
    return bool(same) and all(
        (other.unit is None and percent)
        or (
            other.unit is not None
            and (
                other.unit.kind != claim.unit.kind
                or (other.unit.factor != claim.unit.factor and not _converts(claim, other))
            )
        )
        for other in same
    )
