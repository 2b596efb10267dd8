"""Takes the language out of an embedding, so that both languages' texts can be compared.

Multilingual embeddings of one language lie close together whatever they are about: an Arabic question is nearer to
most Arabic passages than to its answer in English. Subtracting most of the language's mean vector removes that
(the share and its effect: docs/decisions/0005-retrieval.md). Questions, passages and sentences are kinds of text of
their own and each has its own mean.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.article import digest
from ingest.language import Language
from vectorstore.embedding.anchors import QUESTIONS, SENTENCES
from vectorstore.embedding.embedders import Embedder
from vectorstore.types import Means, Vector

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
    """Works out the centres of both languages; embeds the ordinary texts once, at the first call.

    With `folder`, what they came to is kept there for later processes: embedding them takes some two seconds.
    """

    def __init__(self, embedder: Embedder, folder: Path | None = None) -> None:
        self._embedder = embedder
        self._folder = folder
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
                self._anchors[language] = self._kept(language) or self._embedded(language)
            return self._anchors[language]

    def _embedded(self, language: Language) -> tuple[Vector, Vector]:
        questions = np.stack([self._embedder.embed_query(text) for text in QUESTIONS[language]])
        sentences = np.stack(self._embedder.embed_documents(SENTENCES[language]))
        anchor = (questions.mean(axis=0), sentences.mean(axis=0))
        if self._folder is not None:
            path = self._path(self._folder, language)
            unfinished = path.with_suffix(f".{os.getpid()}.part")
            try:
                with unfinished.open("wb") as file:
                    np.save(file, np.stack(anchor).astype(np.float32))
                unfinished.replace(path)
            except OSError:  # a folder that can't be written costs the next process two seconds, nothing else
                unfinished.unlink(missing_ok=True)
        return anchor

    def _kept(self, language: Language) -> tuple[Vector, Vector] | None:
        if self._folder is None:
            return None
        try:
            with self._path(self._folder, language).open("rb") as file:
                rows = np.load(file, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return (rows[0], rows[1]) if rows.ndim == 2 and len(rows) == 2 and np.isfinite(rows).all() else None

    def _path(self, folder: Path, language: Language) -> Path:
        made_of = digest(self._embedder.fingerprint, *QUESTIONS[language], *SENTENCES[language])
        return folder / f"ordinary-{language}-{made_of[:12]}.npy"


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
