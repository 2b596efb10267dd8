"""Parts of personal names known in both scripts, and the titles they stand behind. Knows no persons."""

from __future__ import annotations

from functools import cache

from app.answering.verify.concepts import is_common
from app.answering.verify.lexicon import names_of_glosses
from ingest.language.text import fold


@cache
def spellings() -> dict[str, frozenset[str]]:
    """Return the folded Arabic spellings of each known part of a name, by its folded Latin form; parts of one word."""
    found: dict[str, frozenset[str]] = {}
    for line in names_of_glosses("people.txt"):
        latin, *arabic = line.split()
        if "_" not in latin:
            words = frozenset(fold(word) for word in arabic if "_" not in word)
            found[fold(latin)] = found.get(fold(latin), frozenset()) | words
    return found


@cache
def arabic_parts() -> frozenset[str]:
    """Return the known Arabic parts of names that are no ordinary words."""
    parts = (word for words in spellings().values() for word in words)
    return frozenset(word for word in parts if len(word) > 2 and not is_common(word))


@cache
def titles() -> frozenset[str]:
    """Return the Arabic words, definite or of an office, right behind which a person's name stands."""
    words = (
        word
        for line in names_of_glosses("titles.txt")
        for kind, _, listed in [line.partition(":")]
        if kind == "person"
        for word in listed.split()
    )
    return frozenset(fold(word) for word in words if word.startswith("ال"))
