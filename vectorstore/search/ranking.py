"""One score per passage and per sentence from vectors, tokens and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vectorstore.embedding.centring import Matrix
from vectorstore.search.lexical import Overlaps
from vectorstore.search.max_sim import max_sim
from vectorstore.types import TokenBits, Tokens, Vector

# What matching words count against one similarity (there are two: the passage's and its best sentence's). One pair of
# numbers for both languages and across them. Chosen on half of the development articles; anything from 0.6 to 1.0
# and 0.4 to 0.8 is within 0.3 nDCG: docs/decisions/0005-retrieval.md.
WORDS = 0.8
SENTENCE_WORDS = 0.5
# What MaxSim counts against one similarity of vectors, which lie closer together, and what a passage
# that answers has, so that the sum keeps its scale.
TOKENS = 3.0
TOKENS_MIDDLE = 0.4

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ablations:
    """Parts of retrieval that the bench turns off one at a time; everything is on in the program."""

    dense: bool = True
    sentences: bool = True
    context: bool = True
    lexical: bool = True
    tokens: bool = True
    glossary: bool = True
    centring: bool = True
    bridge: bool = True
    balance: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the candidates of one language, all vectors centred and of length one.

    `owners[i]` is the passage (a row of `passages`) that sentence row i belongs to; the sentences of a passage are
    together and in order. `neighbours` are the passages beside each in its article, by row. `tokens` are the
    bits of each passage's tokens; empty where not all of them have any, and where they are switched off.
    """

    passages: Matrix
    sentences: Matrix
    owners: npt.NDArray[np.intp]
    neighbours: Sequence[Sequence[int]]
    tokens: Sequence[TokenBits] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """Larger is better: -0.4 to 0.2 for what has nothing to do with the question, 3.8 to 4 for what repeats it.

    `sentences` has a row per sentence row, about 0 to 1: what the sentence says by itself. Its passage's
    score added to it tells sentences worse apart (area under the ROC curve within the right passage .67 to .77,
    without .78 to .85).
    """

    passages: Floats
    sentences: Floats


def rank(question: Vector, tokens: Tokens, evidence: Evidence, words: Overlaps, ablations: Ablations) -> Scores:
    """Return the scores of all candidates, given their vectors and tokens and how they cover the question's words.

    A passage scores by itself with its neighbours (is this the subject?) and by its best sentence alone and with the
    sentence beside it (is this the answer?), in meaning and in words alike; and by MaxSim.
    """
    count = len(evidence.passages)
    whole = np.zeros(count, np.float32)
    single = np.zeros(len(evidence.sentences), np.float32)
    if ablations.dense:
        whole += _passages(question, evidence, ablations)
        single += _sentences(question, evidence) if ablations.sentences else whole[evidence.owners]
    if ablations.lexical:
        covered = (words.passages + words.contexts) / 2 if ablations.context else words.passages
        whole += WORDS * covered.astype(np.float32)
        if ablations.sentences:
            single += SENTENCE_WORDS * words.sentences.astype(np.float32)
    if len(tokens) and evidence.tokens:
        whole += TOKENS * (max_sim(tokens, evidence.tokens) - TOKENS_MIDDLE)
    best = np.full(count, -np.inf, np.float32)
    np.maximum.at(best, evidence.owners, single)
    best[np.isneginf(best)] = 0.0
    return Scores(whole + best, single)


def _passages(question: Vector, evidence: Evidence, ablations: Ablations) -> Floats:
    alone: Floats = evidence.passages @ question
    if not ablations.context:
        return alone
    mixed: Floats = alone.copy()
    for row, beside in enumerate(evidence.neighbours):
        if beside:
            together = evidence.passages[[row, *beside]].sum(axis=0)
            length = max(float(np.sqrt(together @ together)), 1e-9)
            mixed[row] = (alone[row] + float(alone[[row, *beside]].sum()) / length) / 2
    return mixed


def _sentences(question: Vector, evidence: Evidence) -> Floats:
    """Return each sentence's similarity, averaged with that of it and the better of its neighbours in the passage."""
    alone: Floats = evidence.sentences @ question
    paired = alone.copy()
    if len(alone) > 1:
        pairs = evidence.sentences[1:] + evidence.sentences[:-1]
        lengths = np.maximum(np.linalg.norm(pairs, axis=1), 1e-9)
        together = (alone[1:] + alone[:-1]) / lengths
        together[evidence.owners[1:] != evidence.owners[:-1]] = -np.inf
        paired[1:] = np.maximum(paired[1:], together)
        paired[:-1] = np.maximum(paired[:-1], together)
    mixed: Floats = ((alone + paired) / 2).astype(np.float32)
    return mixed
