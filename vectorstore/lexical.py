"""How well a passage, its context and each of its sentences match a question's words. Knows no library or vector.

BM25 (Robertson and others, 1994) as the library's lexical index counts it, but computed here for a few candidates:
the index's own score compares within one call only, gives nothing to words that most passages of a small library
have, and knows neither sentences nor translations. All translations of a word count as that word (Pirkola's
structured queries, 1998). Divided by the best score that the question could have: in [0, 1].
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.article import Language
from ingest.text import is_stopword, word_stems
from vectorstore.glossary import translations
from vectorstore.question import Sought
from vectorstore.stored import StoredPassage
from vectorstore.transliteration import skeletons

K1 = 1.2
B = 0.75
# The usual number of words, so that a score does not depend on what else is in the library.
PASSAGE_WORDS, CONTEXT_WORDS, SENTENCE_WORDS = 80, 120, 25
TITLE = -1  # where a title's words stand, among sentence numbers
# A word whose counterpart is nowhere counts as one that this many passages have: what cannot be translated is not
# therefore rare.
UNKNOWN_FREQUENCY = 2


@dataclass(frozen=True, slots=True)
class PassageWords:
    """A passage's words: for each stem and each name's skeleton the sentences in which it stands; lengths in words."""

    stems: Mapping[str, Sequence[int]]
    names: Mapping[str, Sequence[int]]
    lengths: tuple[int, ...]
    length: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of the question's weight a passage, it with its neighbours, and its sentences cover: in [0, 1]."""

    passage: float
    context: float
    sentences: tuple[float, ...]


def read_passage(passage: StoredPassage, *, with_names: bool = True) -> PassageWords:
    """Return the words of a passage, `with_names` its names' skeletons too: for questions in the other language."""
    stems: dict[str, list[int]] = {}
    names: dict[str, list[int]] = {}
    wanted = names if with_names else None
    lengths: list[int] = []
    title = _add(passage.title, TITLE, passage.language, stems, wanted)
    for number, span in enumerate(passage.sentences):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        lengths.append(_add(text, number, passage.language, stems, wanted))
    return PassageWords(stems, names, tuple(lengths), sum(lengths) + title)


def _add(
    text: str, place: int, language: Language, stems: dict[str, list[int]], names: dict[str, list[int]] | None
) -> int:
    found = word_stems(text)
    for word, stem in found:
        stems.setdefault(stem, []).append(place)
        if names is None:
            continue
        for skeleton in _name(word, stem, language):
            names.setdefault(skeleton, []).append(place)
    return len(found)


@lru_cache(maxsize=65536)
def _name(word: str, stem: str, language: Language) -> frozenset[str]:
    """Return the skeletons of a word that may be a name: one that the glossary does not know."""
    if word[0].isdigit() or translations(stem, language) or is_stopword(word):
        return frozenset()
    return skeletons(word, stem, language)


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
    places = [[_places(one, words) for one in sought] for words in passages]
    weights = [_weight(one, number, places, frequency, count) for number, one in enumerate(sought)]
    ceiling = sum(weights) * (K1 + 1)
    if ceiling <= 0:
        return [Overlap(0.0, 0.0, (0.0,) * len(words.lengths)) for words in passages]
    found: list[Overlap] = []
    for position, words in enumerate(passages):
        mine = places[position]
        around = (position, *neighbours[position])
        length = sum(passages[other].length for other in around)
        context = [sum(len(places[other][number]) for other in around) for number in range(len(sought))]
        per_sentence = [[0] * len(sought) for _ in words.lengths]
        for number, where in enumerate(mine):
            for place in where:
                if place != TITLE:
                    per_sentence[place][number] += 1
        found.append(
            Overlap(
                _bm25(weights, [len(where) for where in mine], words.length, PASSAGE_WORDS) / ceiling,
                _bm25(weights, context, length, CONTEXT_WORDS) / ceiling,
                tuple(
                    _bm25(weights, counts, size, SENTENCE_WORDS) / ceiling
                    for counts, size in zip(per_sentence, words.lengths, strict=True)
                ),
            )
        )
    return found


def _places(one: Sought, words: PassageWords) -> list[int]:
    """Return the sentence numbers of every occurrence; a name's several skeletons count once each place."""
    places = [place for stem in one.stems for place in words.stems.get(stem, ())]
    if one.skeletons:
        by_skeleton = [words.names[skeleton] for skeleton in one.skeletons if skeleton in words.names]
        most: Sequence[int] = max(by_skeleton, key=len, default=())
        places.extend(most)
    return places


def _weight(
    one: Sought, number: int, places: Sequence[Sequence[Sequence[int]]], frequency: Mapping[str, int], count: int
) -> float:
    having = sum(frequency.get(stem, 0) for stem in one.stems)
    if one.skeletons:  # the index knows no skeletons; passages with the name are among the candidates, if any are
        having += sum(bool(where[number]) for where in places)
    if not having and (one.skeletons or len(one.stems) != 1):
        having = UNKNOWN_FREQUENCY
    having = min(having, count)
    return one.weight * math.log1p((count - having + 0.5) / (having + 0.5))


def _bm25(weights: Sequence[float], counts: Sequence[int], length: int, usual: int) -> float:
    longer = K1 * (1 - B + B * length / usual)
    return sum(
        weight * count * (K1 + 1) / (count + longer) for weight, count in zip(weights, counts, strict=True) if count
    )
