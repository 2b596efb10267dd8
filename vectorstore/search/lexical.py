"""How well a passage, its context and each of its sentences match a question's words.

BM25 (Robertson and others, 1994) as the library's lexical index counts it, but computed here for a few candidates:
the index's own score compares within one call only, gives nothing to words that most passages of a small library
have, and knows neither sentences nor translations. All translations of a word count as that word (Pirkola's
structured queries, 1998). Divided by the best score that the question could have: in [0, 1].
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vectorstore.library.passage_terms import Places
from vectorstore.library.postings import K1, B
from vectorstore.search.query import Sought

# The usual number of words, so that a score does not depend on what else is in the library.
PASSAGE_WORDS, CONTEXT_WORDS, SENTENCE_WORDS = 80, 120, 25
# A word whose counterpart is nowhere counts as one that this many passages have: what cannot be translated is not
# therefore rare.
UNKNOWN_FREQUENCY = 2

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Overlaps:
    """How much of the question's weight each passage, it with its neighbours, and each sentence covers: in [0, 1].

    `sentences` has those of all passages, one after the other.
    """

    passages: Floats
    contexts: Floats
    sentences: Floats


def overlaps(
    sought: Sequence[Sought],
    places: Places,
    neighbours: Sequence[Sequence[int]],
    frequency: Mapping[str, int],
    count: int,
) -> Overlaps:
    """Return how well each passage covers what is sought.

    `neighbours` gives, for each passage, the positions of those beside it in its article; `frequency` how many of the
    library's `count` passages have a stem.
    """
    titles = np.array(places.titles[:-1], np.intp)
    of_sentences = np.ones(places.titles[-1], np.bool_)
    of_sentences[titles] = False
    each = _counts(sought, places)
    mine: Counts = np.add.reduceat(each, titles, axis=0) if len(titles) else each
    having = np.count_nonzero(mine, axis=0).tolist()
    weights = np.array([_weight(one, names, frequency, count) for one, names in zip(sought, having, strict=True)])
    ceiling = float(weights.sum()) * (K1 + 1)
    if ceiling <= 0:
        return Overlaps(np.zeros(len(titles)), np.zeros(len(titles)), np.zeros(int(of_sentences.sum())))
    around = np.eye(len(titles), dtype=np.int64)
    for position, beside in enumerate(neighbours):
        around[position, list(beside)] = 1
    lengths = np.array(places.lengths)
    length = np.add.reduceat(lengths, titles)
    return Overlaps(
        _bm25(weights, mine, length, PASSAGE_WORDS) / ceiling,
        _bm25(weights, around @ mine, around @ length, CONTEXT_WORDS) / ceiling,
        _bm25(weights, each[of_sentences], lengths[of_sentences], SENTENCE_WORDS) / ceiling,
    )


def _counts(sought: Sequence[Sought], places: Places) -> Counts:
    """Return how often each row has each thing sought.

    Any of a word's stems counts; of a name's several skeletons only the one that the passage has most often.
    """
    counts = np.zeros((places.titles[-1], len(sought)), np.int64)
    for number, one in enumerate(sought):
        for stem in one.stems & places.stems.keys():
            np.add.at(counts[:, number], places.stems[stem], 1)
        if names := one.skeletons & places.names.keys():
            np.add.at(counts[:, number], _most_frequent([places.names[name] for name in sorted(names)], places), 1)
    return counts


def _most_frequent(names: Iterable[Sequence[int]], places: Places) -> list[int]:
    """Return the rows of whichever of these names each passage has most often."""
    kept: dict[int, list[int]] = {}
    for rows in names:
        by_passage: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            by_passage[bisect_right(places.titles, row)].append(row)
        kept.update((passage, mine) for passage, mine in by_passage.items() if len(mine) > len(kept.get(passage, ())))
    return [row for rows in kept.values() for row in rows]


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
