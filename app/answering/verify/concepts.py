"""What words mean the same, within a language and across: the news vocabulary beside this file. Knows no grammar.

A word has no concept, one, or several where it is ambiguous; opposites share an axis and differ in sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from app.answering.verify.lexicon import rows, word_set
from app.answering.verify.tokens import is_arabic, stem, variants, verb_forms, without_prefixes
from ingest.language.text import fold

# How opposites oppose: an `act` by itself, a `quality` where it is said of the same thing, a `relation` where it is
# said of what stands behind it.
Opposing = Literal["act", "quality", "relation"]
_MARKS: dict[str, Opposing] = {"*": "quality", ">": "relation"}


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a word: the concept's name, and its axis with a sign where it has an opposite."""

    concept: str
    axis: str | None = None
    sign: int = 0
    opposing: Opposing = "act"


# Endings of Arabic nouns and adjectives, behind which what is left may look like a verb.
_NOMINAL = ("ات", "ي", "يه", "ين", "ون", "ان")

Table = dict[str, tuple[Sense, ...]]


@cache
def _tables() -> tuple[Table, Table]:
    return _table(_glossary()), _table(_opposites())


@cache
def _stems() -> tuple[Table, Table]:
    """Return the tables by English stem: `rejection` finds what `reject` says."""
    return _by_stem(_tables()[0]), _by_stem(_tables()[1])


def _by_stem(table: Table) -> Table:
    stems: dict[str, list[Sense]] = {}
    for word, senses in table.items():
        if "_" not in word and not is_arabic(word):
            stems.setdefault(stem(word), []).extend(senses)
    return {key: tuple(dict.fromkeys(senses)) for key, senses in stems.items()}


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
        opposing = _MARKS.get(line[0], "act")
        left, _, right = line.lstrip("*> ").partition("|")
        axis = _words(left)[0] + ("" if opposing == "act" else line[0])
        found.append((Sense(axis + "+", axis, 1, opposing), _words(left)))
        found.append((Sense(axis + "-", axis, -1, opposing), _words(right)))
    return found


@lru_cache(maxsize=16_384)
def senses_of(folded: str) -> tuple[Sense, ...]:
    """Return the senses of a folded word: in each list under its own form, else the first inflected one listed.

    A word that the glossary has as it stands is not also read as another word's inflection (`غابات`, forests, is not
    `غاب`, was absent), nor is a function word.
    """
    glossary, opposites = _tables()
    plain = without_prefixes(folded) if is_arabic(folded) else (folded,)
    grammar = is_function_word(folded)
    forms = plain if grammar else (*variants(folded), *verb_forms(folded))
    if folded.endswith(_NOMINAL) and any(form in glossary for form in plain):
        forms = tuple(form for form in forms if len(form) > 3 or form in plain)
    if folded in glossary:
        forms = tuple(form for form in forms if not _clitic_off(folded, form))
    found: tuple[Sense, ...] = ()
    for table, stems in zip((glossary, opposites), _stems(), strict=True):
        found += next((table[form] for form in forms if form in table), ()) or (
            () if grammar else stems.get(stem(folded), ())
        )
    return found


def _clitic_off(word: str, form: str) -> bool:
    """Return whether the form is the word without a first letter that may be a preposition: فائدة as أيد."""
    return word[:1] in "فبلك" and form == word[1 : 1 + len(form)]


@lru_cache(maxsize=16_384)
def senses_of_phrase(first: str, second: str) -> tuple[Sense, ...]:
    """Return the senses of two words that the opposites list as one: `turned down`, أطلق سراح."""
    table = _tables()[1]
    return next((table[key] for form in variants(first) if (key := f"{form}_{second}") in table), ())


@lru_cache(maxsize=16_384)
def concepts_of(folded: str) -> frozenset[str]:
    """Return the names of the concepts the word may express."""
    return frozenset(sense.concept for sense in senses_of(folded))


@lru_cache(maxsize=16_384)
def is_listed(folded: str) -> bool:
    """Return whether the word is in the glossary or the opposites but for its article or conjunction."""
    return any(form in table for form in without_prefixes(folded) for table in _tables())


@lru_cache(maxsize=16_384)
def is_common(folded: str) -> bool:
    """Return whether the word is ordinary vocabulary: listed in the glossary, the opposites or the function words.

    Only endings that leave four letters are looked behind: `رايان` is a name, not an opinion.
    """
    if is_function_word(folded):
        return True
    plain = without_prefixes(folded) if is_arabic(folded) else ()
    inflected = (*variants(folded), *verb_forms(folded))
    forms = (form for form in inflected if form == folded or form in plain or len(form) >= 4)
    return any(form in table for form in forms for table in _tables())


@lru_cache(maxsize=16_384)
def is_function_word(folded: str) -> bool:
    """Return whether the word carries grammar rather than meaning."""
    listed = word_set("function_words.txt")
    return folded in listed or (len(folded) > 3 and folded[0] in "وف" and folded[1:] in listed)
