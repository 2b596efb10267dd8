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
# What stands for a name is this like it. Across, 43 % of exchanged names are below and 84 % of true ones above; within
# a language only other spellings of it are so alike.
NAMED_ACROSS, NAMED_WITHIN = 0.40, 0.65
WORD = 3  # letters of a word that may stand inside another, as without its article; a particle stands in many
KEPT = 512  # texts whose states are remembered: sources come again with every sentence of an answer


@dataclass(frozen=True, slots=True)
class AlignedWord:
    """A word of the sentence, [start, end), its likest counterpart in the source, and how like it is, in [-1, 1]."""

    start: int
    end: int
    likeness: float
    counterpart: str


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

    def stands_for(self, word: str, other: str) -> bool:
        """Return whether `other`, a word of the source, is what stands there for `word` of the sentence."""
        return any(
            other in one.counterpart or (len(one.counterpart) >= WORD and one.counterpart in other)
            for one in self._words(word)
        )

    def has(self, name: str) -> bool:
        """Return whether something in the source stands for `name`, words of the sentence; False where not found."""
        mine = [one.likeness for one in self._words(name)]
        return bool(mine) and sum(mine) / len(mine) >= (NAMED_ACROSS if self.across else NAMED_WITHIN)

    def _words(self, text: str) -> list[AlignedWord]:
        """Return the words of the sentence in which `text` first stands."""
        text = for_embedding(text)
        at = self.text.find(text)
        return [one for one in self.words if at < one.end and one.start < at + len(text)] if at >= 0 else []


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    places: tuple[tuple[int, int], ...]
    owner: npt.NDArray[np.intp]
    weight: Floats
    directions: Floats
    language: Language

    def word(self, number: int) -> str:
        """Return a word by its number."""
        start, end = self.places[number]
        return self.text[start:end]


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
        counterparts = [other.word(number) for other in others for number in other.owner]
        best = near.argmax(axis=1)
        words = []
        for number in np.unique(own.owner):
            mine = np.flatnonzero(own.owner == number)
            likest_token = mine[likest[mine].argmax()]
            start, end = own.places[number]
            words.append(AlignedWord(start, end, float(likest[mine].mean()), counterparts[best[likest_token]]))
        across = all(other.language != own.language for other in others)
        return Alignment(own.text, likeness, tuple(words), across, own.language)

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
