"""What words mean the same, within a language and across: the news vocabulary beside this file. Knows no grammar.

A word has no concept, one, or several where it is ambiguous; opposites share an axis and differ in sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from app.answering.verify.lexicon import rows, word_set
from app.answering.verify.tokens import fold, is_arabic, variants, without_prefixes


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a word: the concept's name, and its axis with a sign where it has an opposite."""

    concept: str
    axis: str | None = None
    sign: int = 0


Table = dict[str, tuple[Sense, ...]]


@cache
def _tables() -> tuple[Table, Table]:
    return _table(_glossary()), _table(_opposites())


def _table(entries: list[tuple[Sense, list[str]]]) -> Table:
    table: dict[str, list[Sense]] = {}
    for sense, words in entries:
        for word in words:
            table.setdefault(word, []).append(sense)
    return {word: tuple(dict.fromkeys(senses)) for word, senses in table.items()}


def _words(part: str) -> list[str]:
    return [fold(word) for word in part.split()]


def _glossary() -> list[tuple[Sense, list[str]]]:
    """Lines of `english words = Arabic words`; the first English word names the concept."""
    found = []
    for line in rows("glossary.txt"):
        english, _, arabic = line.partition("=")
        words = _words(english)
        found.append((Sense(words[0]), words + _words(arabic)))
    return found


def _opposites() -> list[tuple[Sense, list[str]]]:
    """Lines of `words | opposite words`, both languages on each side; the first word names the axis."""
    found = []
    for line in rows("opposites.txt"):
        left, _, right = line.partition("|")
        axis = _words(left)[0]
        found.append((Sense(axis + "+", axis, 1), _words(left)))
        found.append((Sense(axis + "-", axis, -1), _words(right)))
    return found


@lru_cache(maxsize=16_384)
def senses_of(folded: str) -> tuple[Sense, ...]:
    """Return the senses of a folded word: in each list under its own form, else the first inflected one listed."""
    found: tuple[Sense, ...] = ()
    for table in _tables():
        found += next((table[form] for form in variants(folded) if form in table), ())
    return found


@lru_cache(maxsize=16_384)
def concepts_of(folded: str) -> frozenset[str]:
    """Return the names of the concepts the word may express."""
    return frozenset(sense.concept for sense in senses_of(folded))


@lru_cache(maxsize=16_384)
def is_common(folded: str) -> bool:
    """Return whether the word is ordinary vocabulary: listed in the glossary, the opposites or the function words.

    Only endings that leave four letters are looked behind: `رايان` is a name, not an opinion.
    """
    if is_function_word(folded):
        return True
    plain = without_prefixes(folded) if is_arabic(folded) else ()
    forms = (form for form in variants(folded) if form == folded or form in plain or len(form) >= 4)
    return any(form in table for form in forms for table in _tables())


@lru_cache(maxsize=16_384)
def is_function_word(folded: str) -> bool:
    """Return whether the word carries grammar rather than meaning."""
    listed = word_set("function_words.txt")
    return folded in listed or (len(folded) > 3 and folded[0] in "وف" and folded[1:] in listed)
