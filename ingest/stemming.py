"""Stems of single normalised words, for searching. Knows no text, no offsets and no index."""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib import resources

import snowballstemmer

_local = threading.local()


def _stemmer(language: str) -> snowballstemmer.stemmer:  # a stemmer keeps the word it works on: one per thread
    found = getattr(_local, language, None)
    if found is None:
        found = snowballstemmer.stemmer(language)
        setattr(_local, language, found)
    return found


def stem_english(word: str) -> str:
    """Return the English Snowball stem of a lower-case word."""
    return str(_stemmer("english").stemWord(word))


# The light stemmer of Larkey, Ballesteros and Connell ("light10", 2007): affixes only, no patterns and no roots.
_ARTICLES = ("ال", "بال", "كال", "فال", "لل", "وال", "ولل", "وبال", "فلل")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_SHORTEST = 2


@lru_cache(maxsize=1)
def _waw_words() -> tuple[str, ...]:
    listed = resources.files("ingest.data").joinpath("waw.ar.txt").read_text("utf-8")
    lines = (line.partition("#")[0].split() for line in listed.splitlines())
    return tuple(word for line in lines for word in line)


def stem_arabic(word: str) -> str:
    """Return the light stem of a normalised Arabic word: its clitics and endings taken off, two letters left at least.

    و is taken off only where it is not the word's own first letter (`data/waw.ar.txt`).
    """
    stem = word
    if stem[0] == "و" and len(stem) > 3 and not stem.startswith(_waw_words()):
        stem = stem[1:]
    for article in sorted(_ARTICLES, key=len, reverse=True):
        if stem.startswith(article) and len(stem) - len(article) >= _SHORTEST:
            stem = stem[len(article) :]
            break
    for suffix in _SUFFIXES:
        if stem.endswith(suffix) and len(stem) - len(suffix) >= _SHORTEST:
            stem = stem[: -len(suffix)]
    return stem
