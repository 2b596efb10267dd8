"""Sets each word of a sentence beside the word of its source that stands for it, within a language and across.

The encoder's token states of two texts that say the same lie close together, whatever their languages, once the mean
of each language is taken off (the mean over ordinary sentences: vectorstore/embedding/anchors.py). How like its
likest counterpart each token is says which words nothing in the source stands for; the mean over a sentence, by how
telling its tokens are, says whether the source speaks of the same at all. Nothing is trained.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from ingest.language import Language
from ingest.language.harmless import for_embedding
from ingest.language.text import detect_language
from vectorstore.embedding.anchors import SENTENCES

if TYPE_CHECKING:
    from vectorstore.encoder.model import Words

Floats = npt.NDArray[np.float32]
# Below these a source speaks of something else. Across: at 3 % of true sentences doubted, on half of 62 news documents
# with their translations (docs/decisions/0010-alignment.md), by the language of the sentence. Within a language true
# sentences of few common words go as low as other sentences of an article do: below LOOSE shared words must tell, too.
FAR_ACROSS: dict[Language, float] = {"en": 0.475, "ar": 0.455}
FAR_WITHIN, LOOSE_WITHIN = 0.46, 0.64
NAMED = 0.40  # what stands for a name is this like it: 43 % of exchanged names are below, 84 % of true ones above
KEPT = 512  # texts whose states are remembered: sources come again with every sentence of an answer


@dataclass(frozen=True, slots=True)
class AlignedWord:
    """A word of the sentence, [start, end), and how like its likest counterpart it is, in [-1, 1]."""

    start: int
    end: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """How far a source speaks of what a sentence speaks of: `likeness` over all, and of each word of `text`.

    `text` is the sentence as the model read it. `across` says that the two are in different languages.
    """

    text: str
    likeness: float
    words: tuple[AlignedWord, ...]
    across: bool
    language: Language

    @property
    def is_far(self) -> bool:
        """Whether the source does not speak of what the sentence speaks of."""
        return self.likeness < (FAR_ACROSS[self.language] if self.across else FAR_WITHIN)

    @property
    def is_loose(self) -> bool:
        """Whether, within a language, only shared words can tell that the source speaks of the same."""
        return not self.across and self.likeness < LOOSE_WITHIN

    def has(self, name: str) -> bool:
        """Return whether something in the source stands for `name`, words of the sentence; False where not found."""
        name = for_embedding(name)
        at = self.text.find(name)
        mine = (
            [word.likeness for word in self.words if at < word.end and word.start < at + len(name)] if at >= 0 else []
        )
        return bool(mine) and sum(mine) / len(mine) >= NAMED


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    places: tuple[tuple[int, int], ...]
    owner: npt.NDArray[np.intp]
    weight: Floats
    directions: Floats
    language: Language


class WordReader(Protocol):
    """Reads texts with the bundled model: `vectorstore.embedding.embedders.LocalEmbeddings`."""

    def read_words(self, texts: Sequence[str]) -> list[Words]:
        """Return each text's words with what their tokens mean where they stand."""


class Aligner:
    """Aligns sentences with sources. Any thread may use it; texts are remembered."""

    def __init__(self, reader: WordReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._centres: dict[Language, Floats] = {}
        self._text = lru_cache(maxsize=KEPT)(self._read)

    def align(self, sentence: str, sources: Sequence[str]) -> Alignment | None:
        """Return the alignment of a sentence with its sources taken together; None where one has no word."""
        own = self._text(sentence)
        others = [text for source in sources if (text := self._text(source)) is not None]
        if own is None or not others:
            return None
        near = own.directions @ np.concatenate([other.directions for other in others]).T
        likest: Floats = near.max(axis=1)
        likeness = float((likest * own.weight).sum() / own.weight.sum())
        words = tuple(
            AlignedWord(own.places[word][0], own.places[word][1], float(likest[own.owner == word].mean()))
            for word in np.unique(own.owner)
        )
        return Alignment(
            own.text, likeness, words, all(other.language != own.language for other in others), own.language
        )

    def _read(self, text: str) -> _Text | None:
        language, text = detect_language(text), for_embedding(text)
        (words,) = self._reader.read_words([text])
        if not len(words.owner):
            return None
        directions = _unit(words.directions - self._centre(language))
        weight = words.rarity if words.rarity.any() else np.ones(len(words.owner), np.float32)
        return _Text(text, words.places, words.owner, weight, directions, language)

    def _centre(self, language: Language) -> Floats:
        with self._lock:
            if language not in self._centres:
                read = self._reader.read_words(SENTENCES[language])
                self._centres[language] = np.concatenate([words.directions for words in read]).mean(axis=0)
            return self._centres[language]


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
