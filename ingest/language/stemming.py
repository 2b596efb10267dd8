"""Stems single normalised words, for searching."""

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


# Light stemming after Larkey, Ballesteros and Connell ("light10", 2007): affixes only, no patterns, no roots; widened
# by the endings of pronouns and plurals, the bare ت, and ب and ل before long words. BM25 over the Arabic half of XQuAD
# (612 questions, nDCG@10 of 120 paragraphs / of 602 sentences): no stemming 89.4 / 86.7, Snowball's Arabic stemmer
# 92.6 / 90.7, light10 94.2 / 91.5, this one 95.2 / 93.2. Snowball takes letters of a word for clitics: فرنسا gives رنس.
_ARTICLES = ("ولل", "فلل", "وبال", "وال", "بال", "كال", "فال", "لل", "ال")
_ENDINGS = ("هما", "هم", "ها", "نا", "وا", "ان", "ات", "ون", "ين", "يه", "ه", "ي", "ت", "ا")
_SHORTEST_AFTER_ARTICLE = 2
_SHORTEST_AFTER_ENDING = 3
_LONG_WORD = 6  # letters from which a first ب or ل is mostly "by" or "to": بسوريا, but not باريس or لبنان


@lru_cache(maxsize=1)
def _waw_words() -> tuple[str, ...]:
    listed = resources.files("ingest.language.data").joinpath("waw.ar.txt").read_text("utf-8")
    lines = (line.partition("#")[0].split() for line in listed.splitlines())
    return tuple(word for line in lines for word in line)


def stem_arabic(word: str) -> str:
    """Return the light stem of a normalised Arabic word: its clitics and endings taken off.

    و is taken off only where it is not the word's own first letter (`data/waw.ar.txt`).
    """
    stem = word
    if stem[0] == "و" and len(stem) > 3 and not stem.startswith(_waw_words()):
        stem = stem[1:]
    for article in _ARTICLES:
        if stem.startswith(article) and len(stem) - len(article) >= _SHORTEST_AFTER_ARTICLE:
            stem = stem[len(article) :]
            break
    else:
        if stem[0] in "بل" and len(stem) >= _LONG_WORD:
            stem = stem[1:]
    for ending in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= _SHORTEST_AFTER_ENDING:
            stem = stem[: -len(ending)]
    return stem
