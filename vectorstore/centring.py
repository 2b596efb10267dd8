"""Takes the language out of an embedding, so that both languages' texts can be compared. Knows no library or index.

Multilingual embeddings of one language lie close together whatever they are about: an Arabic question is nearer to
most Arabic passages than to its answer in English. Subtracting most of the language's mean vector removes that
(the share and its effect: docs/decisions/0005-retrieval.md). Questions, passages and sentences are kinds of text of
their own and each has its own mean.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.article import Language
from vectorstore.anchors import QUESTIONS, SENTENCES
from vectorstore.embedders import Embedder
from vectorstore.stored import Kind, Means, Vector

Matrix = npt.NDArray[np.float32]

SHARE = 0.8  # of the mean that is subtracted; 0.5 to 1 measure alike, 0 is 2 to 7 points worse across languages
# A library counts as much as the ordinary sentences once it has this many texts: five articles about one war must
# not have their subject taken for their language. (Anchors alone and library alone measure alike on 120 passages.)
PRIOR_TEXTS = 200


@dataclass(frozen=True, slots=True)
class Centres:
    """What to subtract from the vectors of one language, by kind of text."""

    question: Vector
    passage: Vector
    sentence: Vector


class Centring:
    """Works out the centres of both languages; embeds the ordinary texts once, at the first call."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._anchors: dict[Language, tuple[Vector, Vector]] = {}

    def centres(self, language: Language, means: Means) -> Centres:
        """Return the centres of `language` in a library with these means. Raises EmbeddingError."""
        question, sentence = self._anchor(language)
        return Centres(
            SHARE * question,
            SHARE * _blend(means.passage, means.passages, sentence),
            SHARE * _blend(means.sentence, means.sentences, sentence),
        )

    def question_centre(self, language: Language) -> Vector:
        """Return what to subtract from a question's vector. Raises EmbeddingError."""
        return SHARE * self._anchor(language)[0]

    def _anchor(self, language: Language) -> tuple[Vector, Vector]:
        with self._lock:
            if language not in self._anchors:
                questions = np.stack([self._embedder.embed_query(text) for text in QUESTIONS[language]])
                sentences = np.stack(self._embedder.embed_documents(SENTENCES[language]))
                self._anchors[language] = (questions.mean(axis=0), sentences.mean(axis=0))
            return self._anchors[language]


def _blend(mean: Vector, count: int, prior: Vector) -> Vector:
    if count == 0:
        return prior
    blended: Vector = ((count * mean + PRIOR_TEXTS * prior) / (count + PRIOR_TEXTS)).astype(np.float32)
    return blended


def centred(rows: Matrix, centre: Vector) -> Matrix:
    """Return the rows less `centre`, each of length one again; a row equal to the centre stays zero."""
    moved = rows - centre
    lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
    result: Matrix = (moved / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result


def centre_of(centres: Centres, kind: Kind) -> Vector:
    """Return the centre of passages or of sentences."""
    return centres.passage if kind == "passage" else centres.sentence
