"""Names of the news known in both languages: what entities a text mentions, under one identity. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from app.answering.verify.lexicon import rows
from app.answering.verify.tokens import Token, fold, is_arabic, tokenise, without_prefixes

LONGEST = 6  # words of a listed name
SHORTEST_CITY = 5  # letters: shorter names of cities in CLDR (ترك, نوم) are Arabic words, too
# CLDR names of these territories in Arabic are also common words or adjectives that would be found everywhere.
_AMBIGUOUS_TERRITORIES = frozenset({"001", "QO", "ZZ", "XA", "XB", "OM", "019", "UN"})


@dataclass(frozen=True, slots=True)
class Entity:
    """A known name in a text: its identity and the tokens [start, end) that say it."""

    identity: str
    start: int
    end: int


def _key(form: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokenise(form) if token.kind != "mark")


@cache
def _table() -> dict[tuple[str, ...], frozenset[str]]:
    table: dict[tuple[str, ...], set[str]] = {}
    for identity, form in (*_listed(), *_from_cldr()):
        key = _key(form)
        if key:
            table.setdefault(key, set()).add(identity)
            if key[0].startswith("ال") and len(key[0]) > 5:
                table.setdefault((key[0][2:], *key[1:]), set()).add(identity)
    return {key: frozenset(identities) for key, identities in table.items()}


def _listed() -> Iterator[tuple[str, str]]:
    for line in rows("gazetteer.txt"):
        english, arabic = line.split("=")
        forms = [form.strip() for form in english.split(",")]
        for form in (*forms, *(form.strip() for form in arabic.split(","))):
            yield fold(forms[0]), form


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


def find_entities(tokens: Sequence[Token]) -> list[tuple[frozenset[str], int, int]]:
    """Return (possible identities, start, end) of the known names in `tokens`, the longest at each place."""
    found = []
    index = 0
    while index < len(tokens):
        hit = _longest_at(tokens, index)
        if hit is None:
            index += 1
        else:
            found.append((hit[0], index, hit[1]))
            index = hit[1]
    return found


def _longest_at(tokens: Sequence[Token], start: int) -> tuple[frozenset[str], int] | None:
    if tokens[start].kind != "word":
        return None
    if not tokens[start].arabic and not any(letter.isupper() for letter in tokens[start].text):
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
    table = _table()
    for count in range(len(words), 0, -1):
        rest = tuple(words[1:count])
        for form in _forms(words[0]):
            if (form, *rest) in table:
                return table[form, *rest], ends[count - 1]
        if count > 1 and tokens[start].arabic and (identities := _inflected(words[:count])):
            return identities, ends[count - 1]
    return None


@lru_cache(maxsize=8192)
def _forms(word: str) -> tuple[str, ...]:
    """Return the forms under which a word of a name may be listed: only endings that adjectives of origin take."""
    if not is_arabic(word):
        return (word, word.removesuffix("s"))
    forms = dict.fromkeys(without_prefixes(word))
    for form in list(forms):
        for ending, rest in (("يين", "ي"), ("يون", "ي"), ("يتين", "ي"), ("يات", "ي"), ("يه", "ي"), ("يا", "ي"), ("ين", ""), ("ون", "")):
            if form.endswith(ending) and len(form) - len(ending) >= 3:
                forms.setdefault(form.removesuffix(ending) + rest)
    return tuple(forms)


def _inflected(words: Sequence[str]) -> frozenset[str] | None:
    """Return the identities of a two-word Arabic name whose second word is inflected (`كورية جنوبية`)."""
    if len(words) != 2:
        return None
    for first in _forms(words[0]):
        for second in _forms(words[1]):
            if hit := _table().get((first, second)):
                return hit
    return None
