"""Number phrases: runs of digits and number words read as one value. Knows no units and no dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.answering.verify.lexicon import number_words
from app.answering.verify.tokens import Token, without_prefixes

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GROUPED_BY_POINT = re.compile(r"\d{1,3}(?:\.\d{3})+")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
# Numerals of rulers and events from two letters on; I, V and X alone are letters, and so are C, D and M in names.
_ROMAN = re.compile(r"(?=[IVXL]{2})(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_PARTS = (3.0, 4.0, 5.0, 10.0)
_HUNDREDS_OF_PERCENT = ("بالميه", "بالمايه")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens [start, end) that say a number. `scaled` is True where it is written with a scale word or a fraction."""

    values: tuple[float, ...]
    kind: str
    scaled: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    kind: str
    value: float
    joined: bool  # it starts with the conjunction و


def _digits(text: str) -> tuple[float, ...]:
    if _CLOCK.fullmatch(text):
        hours, minutes = text.split(":")[:2]
        return (int(hours) + int(minutes) / 60,)
    if _GROUPED.fullmatch(text):
        return (float(text.replace(",", "")),)
    plain = text.replace(",", ".").replace(":", ".")
    if plain.count(".") > 1:
        return (float(plain.replace(".", "")[:15]),)
    value = float(plain[:18])
    return (value, float(plain.replace(".", ""))) if _GROUPED_BY_POINT.fullmatch(text) else (value,)


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _word(token: Token, previous: str) -> _Word | None:
    if token.kind != "word" or token.folded in _HUNDREDS_OF_PERCENT:
        return None
    if previous == "في" and token.folded in {"الميه", "المايه"}:
        return None
    listed = number_words()
    for form in without_prefixes(token.folded):
        if token.folded == "ك" + form:
            continue  # كمية is a quantity, not "as a hundred"
        if entry := listed.get(form):
            return _Word(*entry, joined=token.folded.startswith("و") and form != token.folded)
    for ending in ("s", "th"):
        if (
            token.folded.endswith(ending)
            and (entry := listed.get(token.folded.removesuffix(ending)))
            and entry[0] == "tens"
        ):
            return _Word("ordinal" if ending == "th" else "tens", entry[1], False)
    return None


def find_phrases(tokens: Sequence[Token], taken: Collection[int] = ()) -> list[Phrase]:
    """Return the number phrases of `tokens`, in order, none of them over an index in `taken`."""
    phrases: list[Phrase] = []
    index = 0
    while index < len(tokens):
        phrase = None if index in taken else _read(tokens, index, taken)
        if phrase is None:
            index += 1
            continue
        phrases.append(phrase)
        index = phrase.end
    return phrases


def _read(tokens: Sequence[Token], start: int, taken: Collection[int]) -> Phrase | None:
    first = tokens[start]
    if first.kind == "word" and _ROMAN.fullmatch(first.text):
        return Phrase((float(_roman(first.text)),), "ordinal", False, start, start + 1)
    if first.kind == "number":
        if first.glued and start and tokens[start - 1].folded in {"km", "m", "co", "كم", "م"}:
            return None  # km2
        return _from_digits(tokens, start, taken)
    word = _word(first, tokens[start - 1].folded if start else "")
    if word is None:
        return None
    return _from_words(tokens, start, word, taken)


def _from_digits(tokens: Sequence[Token], start: int, taken: Collection[int]) -> Phrase:
    values, end, kind, scaled = _digits(tokens[start].text), start + 1, "cardinal", False
    if (
        start > 1
        and tokens[start - 1].text in "-–—/"
        and len(tokens[start].text) == 2
        and len(tokens[start - 2].text) == 4
    ):
        century = tokens[start - 2].text[:2]
        if century.isdigit():
            values = (*values, float(century + tokens[start].text))  # 1998–99
    if end < len(tokens) and tokens[end].glued and tokens[end].folded in {"st", "nd", "rd", "th"}:
        return Phrase(values, "ordinal", False, start, end + 1)
    while end < len(tokens) and end not in taken:
        word = _word(tokens[end], tokens[end - 1].folded)
        if word is None or word.joined or word.kind not in {"scale", "hundred", "dual"}:
            break
        if len(tokens[end].folded) <= 2 and not _abbreviates(tokens, start, end):
            break
        values, end, scaled = tuple(value * word.value for value in values), end + 1, True
    return Phrase(values, kind, scaled, start, end)


def _abbreviates(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Return whether k, m, mn, bn or tn is a scale: right after the digits, and not part of a type like Su-24M."""
    if tokens[end].arabic:
        return True
    return (tokens[end].glued and tokens[end].text.islower() and not tokens[start].glued) or (
        start > 0 and tokens[start - 1].text in "$€£"
    )


def _from_words(tokens: Sequence[Token], start: int, word: _Word, taken: Collection[int]) -> Phrase | None:
    if len(tokens[start].folded) <= 2 and not tokens[start].arabic:
        return None  # k, m, bn mean a scale only right after digits
    if word.kind in {"teen", "ordinal-teen"}:
        following = _following(tokens, start + 1, taken)
        if following is None or following[0].value not in {10.0, 20, 30, 40, 50, 60, 70, 80, 90}:
            return None
    if word.kind == "vague":
        return Phrase((_vague_value(tokens, start, word),), "vague", False, start, _vague_end(tokens, start))
    if word.kind == "scale" and tokens[start].folded in {"الاف", "ملايين", "مليارات", "بلايين", "تريليونات"}:
        return Phrase((_vague_value(tokens, start, word),), "vague", False, start, _vague_end(tokens, start))
    return _sum(tokens, start, word, taken)


def _vague_end(tokens: Sequence[Token], start: int) -> int:
    after = start + 1
    if after < len(tokens) and tokens[after].folded == "of":
        after += 1
    if (
        after < len(tokens)
        and (word := _word(tokens[after], ""))
        and word.kind in {"vague", "scale"}
        and not word.joined
    ):
        return after + 1
    return start + 1


def _vague_value(tokens: Sequence[Token], start: int, word: _Word) -> float:
    end = _vague_end(tokens, start)
    if end == start + 1:
        return word.value
    last = _word(tokens[end - 1], "")
    return word.value * last.value if last else word.value


def _following(tokens: Sequence[Token], index: int, taken: Collection[int]) -> tuple[_Word, int] | None:
    """Return the number word at `index`, or behind a hyphen or `and`, and its index."""
    skipped = False
    if index < len(tokens) and tokens[index].folded in {"-", "and"}:
        index, skipped = index + 1, True
        if index + 1 < len(tokens) and tokens[index].folded == "a" and tokens[index + 1].folded in {"half", "quarter"}:
            index += 1
    if index >= len(tokens) or index in taken:
        return None
    word = _word(tokens[index], tokens[index - 1].folded)
    return None if word is None or (skipped and word.kind in {"vague"}) else (word, index)


def _sum(tokens: Sequence[Token], start: int, word: _Word, taken: Collection[int]) -> Phrase:
    total, current, end = 0.0, 0.0, start
    kind, scaled, last, alternatives, after_fraction = "cardinal", False, 1.0, [0.0], False
    following: tuple[_Word, int] | None = (word, start)
    arabic = tokens[start].arabic
    while following is not None:
        word, at = following
        conjoined = tokens[at - 1].folded == "and" or (tokens[at - 1].folded == "a" and at > start)
        if at > start and after_fraction and word.kind == "scale" and word.value == last:
            break
        if at > start and not _continues(word, total, current, arabic, conjoined):
            break
        after_fraction = False
        if word.kind in {"scale", "dual"}:
            if word.kind == "dual" and total + current == 0:
                accusative = tokens[at].folded.endswith("ا")  # ألفا: 1000 in the accusative, or 2000 in construct
                alternatives, total = [0.0, -word.value] if accusative else [0.0], 2 * word.value
            else:
                total, current = total + (current or 1.0) * word.value, 0.0
            last, scaled = word.value, True
        elif word.kind == "hundred":
            current = (current or 1.0) * 100
        elif word.kind in {"fraction", "parts"}:
            scaled = True
            if word.kind == "parts":
                current = (current or 1.0) * word.value
            elif at > start and current == 0:
                total, after_fraction = total + word.value * last, True
            else:
                current += word.value
        else:
            current += word.value
        kind = "ordinal" if word.kind.startswith("ordinal") else kind
        end = at + 1
        following = _following(tokens, end, taken)
        if following and following[0].kind == "scale" and following[1] == end + 1 and tokens[end].folded == "and":
            following = None
    if total + current == 0.5 and end + 1 < len(tokens) and tokens[end].folded == "a":
        following = _following(tokens, end + 1, taken)
        if following and following[0].kind == "scale":
            return Phrase((0.5 * following[0].value,), kind, True, start, following[1] + 1)
    if kind == "ordinal" and not arabic and total + current in _PARTS and end == start + 1:
        alternatives.append(1 / current - current)  # "a third of"
    return Phrase(tuple(total + current + extra for extra in alternatives), kind, scaled, start, end)


def _continues(word: _Word, total: float, current: float, arabic: bool, conjoined: bool) -> bool:
    if word.kind in {"scale", "dual"}:
        return not word.joined and not conjoined and (current > 0 or total >= 1000)
    if word.kind in {"hundred"}:
        return not word.joined and 0 < current < 100
    if word.kind == "fraction":
        return (word.joined or conjoined) and total + current >= 1
    if word.kind == "parts":
        return 0 < current < 10 and not word.joined
    if word.kind == "vague":
        return False
    unit = current % 100
    if arabic and not word.joined:
        return word.value == 10 and 0 < unit < 10  # خمسة عشر
    if arabic:
        if word.kind == "tens" or (word.kind == "ordinal" and word.value >= 20):
            return word.joined and (0 < unit < 10 or (unit == 0 and (current >= 100 or total >= 1000)))
        return word.joined and unit == 0 and (current >= 100 or total >= 1000)
    if word.kind in {"unit", "ordinal"} and 20 <= unit < 100 and unit % 10 == 0:
        return word.value < 10
    return unit == 0 and (current >= 100 or (total >= 1000 and current == 0))
