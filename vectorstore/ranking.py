"""One score per passage and per sentence from dense and lexical evidence. Knows no library, index or embedder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.centring import Matrix
from vectorstore.lexical import Overlap
from vectorstore.stored import Vector

# How much words count against meaning. Chosen on half of the development articles; docs/decisions/0002-retrieval.md
# has the table, `python -m bench retrieval` measures it anew.
LEXICAL_WEIGHT = 1.0
SENTENCE_LEXICAL_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Switches:
    """Parts of retrieval that the bench turns off one at a time; everything is on in the program."""

    dense: bool = True
    sentences: bool = True
    lexical: bool = True
    centring: bool = True
    balance: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a candidate: its passage's vector and its sentences' (one a row), and its words' overlap."""

    passage: Vector
    sentences: Matrix
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's score, and its sentences' scores on the same scale; larger is better, about -0.5 to 2."""

    score: float
    sentences: tuple[float, ...]


def rank(question: Vector, candidates: Sequence[Evidence], switches: Switches) -> list[Ranked]:
    """Return scores in the order of `candidates`; all vectors centred and of length one.

    A passage scores half by itself and half by its best sentence: a passage is about more than the one thing
    that was asked for, and a sentence by itself may not say who "he" is.
    """
    return [_score(question, candidate, switches) for candidate in candidates]


def _score(question: Vector, candidate: Evidence, switches: Switches) -> Ranked:
    by_sentence = candidate.sentences @ question if len(candidate.sentences) else np.zeros(0, np.float32)
    whole = float(candidate.passage @ question)
    best = float(by_sentence.max()) if switches.sentences and len(by_sentence) else whole
    words, best_words = candidate.overlap.passage, max(candidate.overlap.sentences, default=0.0)
    if not switches.sentences:
        best_words = words
    meaning = (whole + best) if switches.dense else 0.0
    lexical = (LEXICAL_WEIGHT * words + SENTENCE_LEXICAL_WEIGHT * best_words) if switches.lexical else 0.0
    sentences = tuple(
        (2 * float(similarity) if switches.dense else 0.0)
        + ((LEXICAL_WEIGHT + SENTENCE_LEXICAL_WEIGHT) * share if switches.lexical else 0.0)
        for similarity, share in zip(by_sentence, candidate.overlap.sentences, strict=True)
    )
    return Ranked(meaning + lexical, sentences)
