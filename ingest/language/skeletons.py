"""Matches names across the two scripts by their consonants: what remains of a word without its vowels.

Arabic writes no short vowels and renders foreign names in its own consonants, so that ديلون and Dillon share little
but d, l, n. Sounds that only one script distinguishes count as one (p and b, v and f, g, gh and j, the emphatic
consonants). Skeletons must be equal: forgiving a letter found no more names, and more noise.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ingest.language import Language

SHORTEST = 3  # consonants; shorter skeletons fit too many words

_ARABIC = dict(zip("بتثجحخدذرزسشصضطظغفقكلمنه", "bttjhkddrssssdtdjfkklmnh", strict=True))
_ARABIC_CLUSTERS = (("تش", "ش"), ("دج", "ج"))
_LATIN = dict(zip("bcdfghjklmnpqrstvz", "bkdfjhjklmnbkrstfs", strict=True))
_LATIN_CLUSTERS = (
    ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("ph", "f"), ("th", "t"), ("kh", "k"), ("gh", "g"),
    ("ck", "k"), ("qu", "k"), ("x", "ks"), ("dg", "j"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("'s", ""),
)  # fmt: skip


@lru_cache(maxsize=65536)
def skeletons(word: str, stem: str, language: Language) -> frozenset[str]:
    """Return the consonant skeletons of a normalised word and of its stem; those shorter than `SHORTEST` left out."""
    skeleton = _arabic if language == "ar" else _latin
    return frozenset(found for found in (skeleton(word), skeleton(stem)) if len(found) >= SHORTEST)


def _arabic(word: str) -> str:
    if word.startswith("ال") and len(word) > 4:
        word = word[2:]
    for cluster, single in _ARABIC_CLUSTERS:
        word = word.replace(cluster, single)
    if word.endswith("ه"):
        word = word[:-1]
    first = {"و": "w", "ي": "y"}.get(word[:1], "")
    return _squeezed(first, (_ARABIC.get(letter, "") for letter in word))


def _latin(word: str) -> str:
    for cluster, single in _LATIN_CLUSTERS:
        word = word.replace(cluster, single)
    first = word[:1] if word[:1] in ("w", "y") else ""
    # h is heard at the beginning only
    return _squeezed(first, ("" if letter == "h" and at else _LATIN.get(letter, "") for at, letter in enumerate(word)))


def _squeezed(first: str, sounds: Iterable[str]) -> str:
    """Return the sounds in a row, none twice running: doubled letters are one sound."""
    found = first
    for sound in sounds:
        if sound and found[-1:] != sound:
            found += sound
    return found
