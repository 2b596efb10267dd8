"""What is known of names and words in both languages, read once: the files beside this one, the gazetteer, CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale

from app.answering.verify import lexicon as verified
from app.answering.verify.concepts import is_common
from app.answering.verify.tokens import tokenise, variants
from ingest.language.calendar import MONTHS
from ingest.language.text import fold, is_stopword

_COMMA = re.compile(r"\s*[,،]\s*")


@dataclass(frozen=True, slots=True)
class Known:
    """A name that is known in both languages: its usual Arabic form, and the `form` it was listed under.

    `country` marks the names that every model knows.
    """

    english: str
    arabic: str
    form: str
    country: bool = False


def _rows(name: str) -> Iterator[str]:
    text = (files("app.answering.gloss") / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        line = line.split("#", 1)[0].strip()
        if line:
            yield line


def key_of(form: str) -> tuple[str, ...]:
    """Return the words of a name as they are looked up: folded, Arabic ones without the article."""
    return tuple(bare(token.folded) for token in tokenise(form) if token.kind != "mark")


def bare(folded: str) -> str:
    """Return an Arabic word without the article, any other word as it is."""
    return folded[2:] if folded.startswith("ال") and len(folded) > 4 else folded


@cache
def known_names() -> dict[tuple[str, ...], Known]:
    """Return the names of both languages by their words (see `key_of`)."""
    table: dict[tuple[str, ...], Known] = {}
    for known, form in (*_phrases(), *_territories(), *_gazetteer(), *_cities()):
        for key in (key_of(form), key_of(known.english)):
            if key:
                table.setdefault(key, known)
    return table


def _phrases() -> Iterator[tuple[Known, str]]:
    for name in ("phrases.txt", "places.txt"):
        for line in _rows(name):
            english, _, rest = line.partition(":")
            forms = _COMMA.split(rest.strip())
            for form in forms:
                yield Known(english.strip(), forms[0], form), form


def _territories() -> Iterator[tuple[Known, str]]:
    arabic, english = Locale("ar"), Locale("en")
    for code, name in english.territories.items():
        if code in arabic.territories and not code.isdigit():
            form = arabic.territories[code]
            yield Known(name, form, form, country=True), form


def _cities() -> Iterator[tuple[Known, str]]:
    english = Locale("en")
    for zone, data in Locale("ar").time_zones.items():
        if "city" in data and zone.count("/") == 1 and not zone.startswith("Etc"):
            name = english.time_zones.get(zone, {}).get("city") or zone.split("/")[1].replace("_", " ")
            yield Known(name, data["city"], data["city"]), data["city"]


def _gazetteer() -> Iterator[tuple[Known, str]]:
    """The names that checking answers knows, without its adjectives and other names of countries."""
    countries = {name.casefold() for name in Locale("en").territories.values()}
    for line in verified.rows("gazetteer.txt"):
        english, _, rest = line.partition("=")
        name, forms = _COMMA.split(english.strip())[0], _COMMA.split(rest.strip())
        if name.casefold() in countries:
            continue
        for form in forms:
            related = bare(fold(form))[:3] == bare(fold(forms[0]))[:3] and not form.endswith(("ي", "ون"))
            if " " in form or (related and (form.startswith("ال") or not is_plain(fold(form)))):
                yield Known(name, forms[0], form), form


@cache
def person_names() -> dict[str, str]:
    """Return folded Arabic → English of parts of personal names; two Arabic words are joined by a space."""
    table: dict[str, str] = {}
    for line in _rows("people.txt"):
        english, *forms = line.split()
        for form in forms:
            table.setdefault(fold(form.replace("_", " ")), english.replace("_", " "))
    return table


@cache
def head_words() -> dict[str, str]:
    """Return folded Arabic → English of the common words with which names of places and groups begin."""
    pairs = (line.split() for line in _rows("heads.txt"))
    return {fold(arabic): english for english, arabic in pairs}


@cache
def names_in_alef_maqsura() -> frozenset[str]:
    """Return the folded names that are written with ى: `علي` is one, `على` is the preposition."""
    return frozenset(fold(form) for line in _rows("people.txt") for form in line.split()[1:] if form.endswith("ى"))


@cache
def arabic_of_persons() -> dict[str, str]:
    """Return lower-case English → Arabic of parts of personal names."""
    table: dict[str, str] = {}
    for line in _rows("people.txt"):
        english, first, *_ = line.split()
        table.setdefault(english.replace("_", " ").lower(), first.replace("_", " "))
    return table


@cache
def titles() -> dict[str, str]:
    """Return folded Arabic words after which a name is likely, with what it names: `person` or `thing`."""
    table: dict[str, str] = {}
    for line in _rows("titles.txt"):
        kind, _, words = line.partition(":")
        for word in words.split():
            table.setdefault(fold(word), kind)
    return table


@cache
def plain_words() -> frozenset[str]:
    """Return the folded common Arabic words of `words.txt`."""
    listed = (word for line in _rows("words.txt") for word in line.split())
    months = (word for month in MONTHS for name in month.names for word in name.split())
    units = (word for line in verified.rows("units.txt") for word in line.split()[2:])
    return frozenset(bare(fold(word)) for word in (*listed, *months, *units) if not word.isascii())


@cache
def _consonants_of_plain_words() -> frozenset[str]:
    """Return the consonants of longer common words, under which their other patterns are found (اعتمد, اعتماد)."""
    shapes = (_WEAK.sub("", word) for word in plain_words())
    return frozenset(shape for shape in shapes if len(shape) >= 4)


# `أوناي` without two endings would be `أو`.
_SHORTEST_STEM = 3
_WEAK = re.compile("[اويهء]")
_NATIVE = re.compile(
    r"(?:ال|لل|بال|وال|كال)?(?:\w{2,}(?:يه|يات|يين|يون)|(?:م|ت|ا)\w{2,}(?:ات|تين|تان))|\w{2,}ايي(?:ه|ات|ون|ين)?|[يتنا]ست\w{3}|(?:ا|م|ي|ت)ست\w{3,4}"
)


@lru_cache(maxsize=16_384)
def is_plain(folded: str) -> bool:
    """Return whether a folded Arabic word is probably no name: listed in some form, or of a native pattern."""
    if is_common(folded) or is_stopword(folded) or folded in verified.number_words():
        return True
    listed = plain_words()
    for form in (form for form in variants(folded) if len(form) >= _SHORTEST_STEM):
        if form in listed or is_common(form):
            return True
        if len(form) >= 4 and form[0] in "يتنس" and (form[1:] in listed or "ا" + form[1:] in listed):
            return True
        if len(form) >= 5 and form[:2] in {"سي", "ست", "سن"} and (form[2:] in listed or "ا" + form[2:] in listed):
            return True
        if (
            len(shape := _WEAK.sub("", form)) >= 4
            and len(form) <= len(shape) + 2
            and shape[:1] != "ل"
            and (
                shape in _consonants_of_plain_words()
                or (shape[0] in "تنس" and shape[1:] in _consonants_of_plain_words())
            )
        ):
            return True
    return bool(_NATIVE.fullmatch(folded))
