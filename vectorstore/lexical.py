"""How well a passage and each of its sentences match a question's words. Knows no library, vector or language.

BM25 (Robertson and others, 1994) over stems, as the library's lexical index counts them, but computed here for a
few candidates: the index's own score compares within one call only, gives nothing to words that most passages of a
small library have, and knows no sentences. Divided by the best score that the question could have: in [0, 1].
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

K1 = 1.2
B = 0.75
PASSAGE_WORDS = 80  # the usual length, so that a score does not depend on what else is in the library
SENTENCE_WORDS = 25


@dataclass(frozen=True, slots=True)
class Text:
    """A passage's words: the stems of its title and of each of its sentences."""

    title: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of the question's weight a passage and its sentences cover, each in [0, 1]."""

    passage: float
    sentences: tuple[float, ...]


def weights(terms: Sequence[str], frequency: Mapping[str, int], passages: int) -> dict[str, float]:
    """Return each term's inverse document frequency in a library of so many passages; never negative."""
    found: dict[str, float] = {}
    for term in terms:
        count = min(frequency.get(term, 0), passages)
        found[term] = math.log1p((passages - count + 0.5) / (count + 0.5))
    return found


def overlap(weight: Mapping[str, float], text: Text) -> Overlap:
    """Return how well `text` covers the weighted terms; a title counts as part of the passage, not of a sentence."""
    ceiling = sum(weight.values()) * (K1 + 1)
    if ceiling <= 0:
        return Overlap(0.0, (0.0,) * len(text.sentences))
    whole = [stem for sentence in text.sentences for stem in sentence]
    counts = Counter(stem for stem in (*whole, *text.title) if stem in weight)
    passage = _bm25(weight, counts, len(whole) + len(text.title), PASSAGE_WORDS)
    sentences = tuple(
        _bm25(weight, Counter(stem for stem in sentence if stem in weight), len(sentence), SENTENCE_WORDS) / ceiling
        for sentence in text.sentences
    )
    return Overlap(passage / ceiling, sentences)


def _bm25(weight: Mapping[str, float], counts: Mapping[str, int], length: int, usual: int) -> float:
    longer = K1 * (1 - B + B * length / usual)
    return sum(weight[stem] * count * (K1 + 1) / (count + longer) for stem, count in counts.items())
