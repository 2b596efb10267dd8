"""How well a passage, its context and each of its sentences match a question's words. Knows no library or vector.

BM25 (Robertson and others, 1994) as the library's lexical index counts it, but computed here for a few candidates:
the index's own score compares within one call only, gives nothing to words that most passages of a small library
have, and knows neither sentences nor translations. All translations of a word count as that word (Pirkola's
structured queries, 1998). Divided by the best score that the question could have: in [0, 1].
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vectorstore.passage_terms import PassageWords
from vectorstore.question import Sought

K1 = 1.2
B = 0.75
# The usual number of words, so that a score does not depend on what else is in the library.
PASSAGE_WORDS, CONTEXT_WORDS, SENTENCE_WORDS = 80, 120, 25
# A word whose counterpart is nowhere counts as one that this many passages have: what cannot be translated is not
# therefore rare.
UNKNOWN_FREQUENCY = 2

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of the question's weight a passage, it with its neighbours, and its sentences cover: in [0, 1]."""

    passage: float
    context: float
    sentences: tuple[float, ...]


def overlaps(
    sought: Sequence[Sought],
    passages: Sequence[PassageWords],
    neighbours: Sequence[Sequence[int]],
    frequency: Mapping[str, int],
    count: int,
) -> list[Overlap]:
    """Return how well each passage covers what is sought.

    `neighbours` gives, for each passage, the positions of those beside it in its article; `frequency` how many of the
    library's `count` passages have a stem.
    """
    sizes = [len(words.lengths) for words in passages]
    starts = np.cumsum([0, *(1 + size for size in sizes)])
    each = _counts(sought, passages, starts)
    mine: Counts = np.add.reduceat(each, starts[:-1], axis=0) if passages else each
    having = np.count_nonzero(mine, axis=0).tolist()
    weights = np.array([_weight(one, names, frequency, count) for one, names in zip(sought, having, strict=True)])
    ceiling = float(weights.sum()) * (K1 + 1)
    if ceiling <= 0:
        return [Overlap(0.0, 0.0, (0.0,) * size) for size in sizes]
    around = np.eye(len(passages), dtype=np.int64)
    for position, beside in enumerate(neighbours):
        around[position, list(beside)] = 1
    length = np.array([words.length for words in passages])
    whole = _bm25(weights, mine, length, PASSAGE_WORDS) / ceiling
    context = _bm25(weights, around @ mine, around @ length, CONTEXT_WORDS) / ceiling
    length = np.array([size for words in passages for size in (0, *words.lengths)])
    single = (_bm25(weights, each, length, SENTENCE_WORDS) / ceiling).tolist()
    return [
        Overlap(of_passage, of_context, tuple(single[start + 1 : start + 1 + size]))
        for of_passage, of_context, start, size in zip(whole.tolist(), context.tolist(), starts, sizes, strict=False)
    ]


def _counts(sought: Sequence[Sought], passages: Sequence[PassageWords], starts: Counts) -> Counts:
    """Return how often each title and sentence (a row) has each thing sought; `starts` are the titles' rows.

    Any of a word's stems counts; of a name's several skeletons only the one that the passage has most often.
    """
    by_stem: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(sought):
        for stem in one.stems:
            by_stem[stem].append(number)
    named = [(number, one.skeletons) for number, one in enumerate(sought) if one.skeletons]
    cells: list[int] = []
    for words, start in zip(passages, starts.tolist(), strict=False):
        found = [(number, places) for stem, places in words.stems.items() for number in by_stem.get(stem, ())]
        if words.names:
            found += [(number, max((words.names.get(one, ()) for one in names), key=len)) for number, names in named]
        cells += [(start + 1 + place) * len(sought) + number for number, places in found for place in places]
    size = int(starts[-1]) * len(sought)
    return np.bincount(np.array(cells, np.int64), minlength=size).reshape(int(starts[-1]), len(sought))


def _weight(one: Sought, names: int, frequency: Mapping[str, int], count: int) -> float:
    having = sum(frequency.get(stem, 0) for stem in one.stems)
    if one.skeletons:  # the index knows no skeletons; passages with the name are among the candidates, if any are
        having += names
    if not having and (one.skeletons or len(one.stems) != 1):
        having = UNKNOWN_FREQUENCY
    having = min(having, count)
    return one.weight * math.log1p((count - having + 0.5) / (having + 0.5))


def _bm25(weights: Floats, counts: Counts, length: Counts, usual: int) -> Floats:
    longer = K1 * (1 - B + B * length / usual)
    scores: Floats = (counts * (K1 + 1) / (counts + longer[:, None])) @ weights
    return scores
