"""Names of the news known in both languages: what entities a text mentions, under one identity. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from app.answering.verify.concepts import is_function_word
from app.answering.verify.latin_names import is_ordinary
from app.answering.verify.lexicon import names_of_glosses, rows
from app.answering.verify.tokens import Token, is_arabic, tokenise, without_prefixes
from ingest.language.text import fold

LONGEST = 6  # words of a listed name
SHORTEST_CITY = 5  # letters: shorter names of cities in CLDR (ترك, نوم) are Arabic words, too
# CLDR names of these territories in Arabic are also common words or adjectives that would be found everywhere.
_AMBIGUOUS_TERRITORIES = frozenset({"001", "QO", "ZZ", "XA", "XB", "OM", "019", "UN"})


@dataclass(frozen=True, slots=True)
class Entity:
    """A known name in a text: the identities it may have and the tokens [start, end) that say it.

    `certain` is False where the words are common words, too, which support a name but do not claim one.
    """

    identities: frozenset[str]
    start: int
    end: int
    certain: bool


def _key(form: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokenise(form) if token.kind != "mark")


@dataclass(frozen=True, slots=True)
class _Entry:
    identities: frozenset[str]
    certain: bool


@cache
def _table() -> dict[tuple[str, ...], _Entry]:
    table: dict[tuple[str, ...], _Entry] = {}
    for identity, form in (*_listed(), *_from_cldr(), *_from_glosses()):
        key = _key(form.removeprefix("~"))
        keys = [key] if key else []
        if key and key[0].startswith("ال") and len(key[0]) > 5:
            keys.append((key[0][2:], *key[1:]))
        for one in keys:
            before = table.get(one, _Entry(frozenset(), True))
            table[one] = _Entry(before.identities | {identity}, before.certain and not form.startswith("~"))
    return table


def _listed() -> Iterator[tuple[str, str]]:
    for line in rows("gazetteer.txt"):
        english, arabic = line.split("=")
        forms = [form.strip() for form in english.split(",")]
        identity = fold(forms[0].removeprefix("~"))
        for form in (*forms, *(form.strip() for form in arabic.split(","))):
            yield identity, form


def _from_cldr() -> Iterator[tuple[str, str]]:
    arabic, english = Locale("ar"), Locale("en")
    for code, name in english.territories.items():
        if code in arabic.territories and code not in _AMBIGUOUS_TERRITORIES and not code.isdigit():
            yield fold(name), name
            yield fold(name), arabic.territories[code]
    for zone, data in arabic.time_zones.items():
        if len(data.get("city", "")) >= SHORTEST_CITY and zone.count("/") == 1:
            name = english.time_zones.get(zone, {}).get("city") or zone.split("/")[1].replace("_", " ")
            yield fold(name), name
            yield fold(name), data["city"]


def _from_glosses() -> Iterator[tuple[str, str]]:
    """Yield places and bodies; short or ordinary words support a name but are not taken for one."""
    for file in ("places.txt", "phrases.txt"):
        for line in names_of_glosses(file):
            english, _, arabic = line.partition(":")
            office = all(is_ordinary(word) for word in _key(english))
            for form in (english, *re.split("[,،]", arabic)):
                plain = form.strip()
                key = _key(plain)
                short = len(key) == 1 and (len(key[0]) < SHORTEST_CITY or is_ordinary(key[0]))
                yield fold(english), ("~" if short or office else "") + plain


def find_entities(tokens: Sequence[Token]) -> list[Entity]:
    """Return the known names in `tokens`, the longest at each place, in order."""
    found = []
    index = 0
    while index < len(tokens):
        entity = _longest_at(tokens, index)
        if entity:
            found.append(entity)
        index = entity.end if entity else index + 1
    return found


def mentioned(tokens: Sequence[Token]) -> frozenset[str]:
    """Return every identity that `tokens` mention, those inside longer names too (the Syria of an army's name)."""
    found: set[str] = set()
    for start in range(len(tokens)):
        entity = _longest_at(tokens, start)
        while entity:
            found |= entity.identities
            entity = _longest_at(tokens[: entity.end - 1], start) if entity.end - 1 > start else None
    return frozenset(found)


def _longest_at(tokens: Sequence[Token], start: int) -> Entity | None:
    first = tokens[start]
    if first.kind != "word" or not (first.arabic or any(letter.isupper() for letter in first.text)):
        return None
    words: list[str] = []
    ends: list[int] = []
    for at in range(start, min(len(tokens), start + 2 * LONGEST)):
        if tokens[at].kind == "mark":
            if tokens[at].text in "-.'" and words:
                continue
            break
        words.append(tokens[at].folded.removesuffix("'s"))
        ends.append(at + 1)
        if len(words) == LONGEST:
            break
    for count in range(len(words), 0, -1):
        if count == 1 and not first.arabic and is_function_word(first.folded) and not first.text.isupper():
            return None  # a question's Who is not the WHO
        if entry := _lookup(words[:count]):
            return Entity(entry.identities, start, ends[count - 1], entry.certain)
    return None


def _lookup(words: Sequence[str]) -> _Entry | None:
    table = _table()
    for form in _forms(words[0]):
        if entry := table.get((form, *words[1:])):
            return entry
    if len(words) != 2 or not is_arabic(words[0]):
        return None
    for first in _forms(words[0]):  # both words inflected: `كورية جنوبية`
        for second in _forms(words[1]):
            if entry := table.get((first, second)):
                return entry
    return None


@lru_cache(maxsize=8192)
def _forms(word: str) -> tuple[str, ...]:
    """Return the forms under which a word of a name may be listed: only endings that adjectives of origin take."""
    if not is_arabic(word):
        return (word, word.removesuffix("s"))
    forms = dict.fromkeys(without_prefixes(word))
    for form in list(forms):
        for ending, rest in (
            ("يين", "ي"),
            ("يون", "ي"),
            ("يتين", "ي"),
            ("يات", "ي"),
            ("يه", "ي"),
            ("يا", "ي"),
            ("ين", ""),
            ("ون", ""),
        ):
            if form.endswith(ending) and len(form) - len(ending) >= 3:
                forms.setdefault(form.removesuffix(ending) + rest)
    return tuple(forms)
