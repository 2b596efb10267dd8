"""Number words and month names that a small model gets wrong, with figures beside them. Knows no names."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.gloss.arabic_context import Context, context_of
from app.answering.gloss.pieces import Gloss, Piece
from app.answering.verify.calendar_words import month_at, weekday_at
from app.answering.verify.numbers import Quantity, find_quantities
from ingest.language.calendar import MONTHS, WEEKDAYS
from ingest.language.text import fold

# Months whose Arabic name is the European one need no gloss: a small model reads them rightly.
_PLAIN_MONTHS = tuple(fold(month.egyptian) for month in MONTHS)
_HUNDRED = frozenset(["المئه", "المائه", "مئه", "مائه"])
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def find_numerals(pieces: Sequence[Piece]) -> list[Gloss]:
    """Return a gloss for every Arabic number in words, scaled figure, percentage and Levantine or Maghrebi month."""
    tokens = [piece.token for piece in pieces]
    found: list[Gloss] = []
    taken: set[int] = set()
    for index in range(len(tokens)):
        hit = month_at(tokens, index) if index not in taken and tokens[index].arabic else None
        if hit and hit[2] and context_of(pieces, index) is Context.THING:
            continue  # شركة نيسان
        if hit and hit[2]:
            taken.update(range(index, hit[1]))
            if not tokens[hit[1] - 1].folded.endswith(_PLAIN_MONTHS):
                found.append(_gloss(pieces, index, hit[1], MONTHS[hit[0] - 1].english, 3))
        elif index not in taken and tokens[index].arabic and (day := weekday_at(tokens, index)) is not None:
            taken.add(index)
            found.append(_gloss(pieces, index, index + 1, WEEKDAYS[day][0], 2))
    numbers = (_number(pieces, quantity) for quantity in find_quantities(tokens, taken))
    return [*found, *(gloss for gloss in numbers if gloss is not None)]


def _number(pieces: Sequence[Piece], quantity: Quantity) -> Gloss | None:
    if quantity.kind != "cardinal" or not any(piece.token.arabic for piece in pieces[quantity.start : quantity.end]):
        return _percentage(pieces, quantity)
    value = quantity.values[-1] if len(quantity.values) == 1 else quantity.values[0]
    if value < 2:
        return None
    percentage = _percentage(pieces, quantity)
    return percentage or _gloss(pieces, quantity.start, quantity.end, figures(value), 4 if value > 10 else 2)


def _percentage(pieces: Sequence[Piece], quantity: Quantity) -> Gloss | None:
    after = pieces[quantity.end : quantity.end + 2]
    words = [piece.token.folded for piece in after]
    if quantity.kind != "cardinal" or not words:
        return None
    end = quantity.end
    if words[0] in {"بالميه", "بالمايه", "بالمئه", "بالمائه"}:
        end += 1
    elif len(words) == 2 and words[0] == "في" and words[1] in _HUNDRED | {"الميه", "المايه"}:
        end += 2
    else:
        return None
    return _gloss(pieces, quantity.start, end, figures(quantity.values[0]) + "%", 3)


def figures(value: float) -> str:
    """Return the value as an English newspaper writes it: `2,000`, `3.4 million`."""
    for scale, name in _SCALES:
        if value >= scale:
            return f"{value / scale:.6g} {name}"
    return f"{value:,.6g}" if value < 1e6 and value == int(value) else f"{value:.6g}"


def _gloss(pieces: Sequence[Piece], start: int, end: int, text: str, weight: int) -> Gloss:
    return Gloss(pieces[start].start, pieces[end - 1].end, text, weight, pieces[end - 1].sentence)
