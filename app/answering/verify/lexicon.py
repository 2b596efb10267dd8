"""Reads the word lists beside this file, once. Knows their format, not what is done with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ingest.language.text import fold


def rows(name: str) -> Iterator[str]:
    """Yield the lines of a data file of this package, without comments and blank lines."""
    text = (files("app.answering.verify") / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        line = line.split("#", 1)[0].strip()
        if line:
            yield line


def names_of_glosses(name: str) -> Iterator[str]:
    """Yield the lines of a list of names that the glosses are made from: places, people, phrases, titles."""
    text = (files("app.answering") / "gloss" / "data" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def number_words() -> dict[str, tuple[str, float]]:
    """Return folded word → (kind, value); the Arabic words also with the article."""
    words: dict[str, tuple[str, float]] = {}
    for line in rows("number_words.txt"):
        kind, value, *forms = line.split()
        for form in map(fold, forms):
            words.setdefault(form, (kind, float(value)))
    return words


@cache
def word_set(name: str) -> frozenset[str]:
    """Return the folded words of a list, separated by white space."""
    return frozenset(fold(word) for line in rows(name) for word in line.split())
