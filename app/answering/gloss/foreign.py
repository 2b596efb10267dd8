"""How much an Arabic-script word looks like a foreign name: runs of letters, learnt once from the lists. No names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from app.answering.gloss.lexicon import bare, known_names, person_names, plain_words

_SMOOTHING = 0.5
# A run of letters seen less often than this in the lists tells nothing; the shorter run inside it is asked.
_SEEN = 3


def _runs(word: str) -> list[tuple[str, str, str]]:
    """Return for each letter the run of three, two and one letters that ends with it."""
    padded = f"^{word}$"
    return [(padded[max(0, at - 2) : at + 1], padded[at - 1 : at + 1], padded[at]) for at in range(1, len(padded))]


@cache
def _odds() -> dict[str, float]:
    """Return log odds of each run of letters in a foreign name against a common word."""
    foreign, plain = Counter[str](), Counter[str]()
    for counter, words in ((foreign, _foreign_words()), (plain, sorted(plain_words()))):
        for word in words:
            for runs in _runs(word):
                counter.update(set(runs))
    left, right = (sum(counter[run] for run in counter if len(run) == 1) for counter in (foreign, plain))
    return {
        run: math.log((foreign[run] + _SMOOTHING) / left * right / (plain[run] + _SMOOTHING))
        for run in foreign.keys() | plain.keys()
        if len(run) == 1 or foreign[run] + plain[run] >= _SEEN
    }


def _foreign_words() -> Iterable[str]:
    names = {bare(word) for key in known_names() for word in key if "\u0621" <= word[:1] <= "\u064a"}
    persons = {word for name in person_names() for word in name.split()}
    return sorted((names | persons) - plain_words())


@lru_cache(maxsize=16_384)
def foreignness(folded: str) -> float:
    """Return the mean log odds of the word's letters: above 0 it looks like a foreign name."""
    odds = _odds()
    scores = [next((odds[run] for run in runs if run in odds), 0.0) for runs in _runs(folded)]
    return sum(scores) / len(scores)
