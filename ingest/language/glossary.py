"""Translates single words between the languages.

A small general glossary (`data/glossary.txt`): the words of everyday news, without names or technical terms.
It is only used together with the embeddings, so a missing or poor translation does little harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from ingest.language import Language
from ingest.language.text import search_terms, stem

# The prefixes of the Arabic present tense, which light stemming does not remove: كتب, يكتب, تكتب.
_PRESENT = ("ي", "ت")
_SHORTEST_VERB, _LONGEST_VERB = 2, 5

Translations = Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def _glossary() -> dict[Language, Translations]:
    from_english: dict[str, set[str]] = {}
    from_arabic: dict[str, set[str]] = {}
    for line in resources.files("ingest.language.data").joinpath("glossary.txt").read_text("utf-8").splitlines():
        english_words, colon, arabic_words = line.partition("#")[0].partition(":")
        if not colon:
            continue
        english = set(search_terms(english_words))
        arabic = _with_present_tense(search_terms(arabic_words))
        for word in english:
            from_english.setdefault(word, set()).update(arabic)
        for word in arabic:
            from_arabic.setdefault(word, set()).update(english)
    return {
        "en": {word: frozenset(found) for word, found in from_english.items()},
        "ar": {word: frozenset(found) for word, found in from_arabic.items()},
    }


def _with_present_tense(stems: list[str]) -> set[str]:
    verbs = [word for word in stems if _SHORTEST_VERB <= len(word) <= _LONGEST_VERB]
    return {*stems, *(stem(prefix + word) for word in verbs for prefix in _PRESENT)}


def translations(word: str, language: Language) -> frozenset[str]:
    """Return the stems in the other language for a stem of `language`; empty where the glossary has none."""
    return _glossary()[language].get(word, frozenset())
