"""How much an Arabic-script word looks like a foreign name: letter triples, learnt once from the lists. No names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from app.answering.gloss.lexicon import bare, known_names, person_names, plain_words

_SMOOTHING = 0.5


def _triples(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[at: at + 3] for at in range(len(padded) - 2)]


@cache
def _odds() -> tuple[dict[str, float], float]:
    """Return log odds of each triple in a foreign name against a common word, and those of an unseen triple."""
    foreign, plain = Counter[str](), Counter[str]()
    for word in _foreign_words():
        foreign.update(_triples(word))
    for word in plain_words():
        plain.update(_triples(word))
    left, right = sum(foreign.values()), sum(plain.values())
    size = len(foreign.keys() | plain.keys())

    def odds(triple: str) -> float:
        here = (foreign[triple] + _SMOOTHING) / (left + _SMOOTHING * size)
        return math.log(here * (right + _SMOOTHING * size) / (plain[triple] + _SMOOTHING))

    return {triple: odds(triple) for triple in foreign.keys() | plain.keys()}, odds("\0")


def _foreign_words() -> Iterable[str]:
    names = {bare(word) for key in known_names() for word in key if "\u0621" <= word[:1] <= "\u064a"}
    persons = {word for name in person_names() for word in name.split()}
    return sorted((names | persons) - plain_words())


@lru_cache(maxsize=16_384)
def foreignness(folded: str) -> float:
    """Return the mean log odds of the word's letter triples: above 0 it looks like a foreign name."""
    odds, unseen = _odds()
    triples = _triples(folded)
    return sum(odds.get(triple, unseen) for triple in triples) / len(triples)
