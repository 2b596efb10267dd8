"""Text as the model's tokens: sentencepiece's unigram segmentation.

Kudo, "Subword Regularization" (2018): of all ways to cut a word into pieces of the vocabulary the most probable one,
found by Viterbi's algorithm. No piece reaches over a space, so that words are cut one by one and remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vectorstore.encoder.weights import Vocabulary

SPACE = "\u2581"  # how a space is written in the vocabulary, at the beginning of a word
UNKNOWN_COST = 10.0  # below the least probable piece, as in sentencepiece
WORDS = 65_536  # different words remembered
_SPACES = re.compile(" {2,}")


class Tokenizer:
    """Cuts texts into numbers of pieces. Any thread may use it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        apart = {vocabulary.begin, vocabulary.end, vocabulary.padding, vocabulary.unknown}  # never text
        self._pieces = {
            piece: (score, number)
            for number, (piece, score) in enumerate(zip(vocabulary.pieces, vocabulary.scores, strict=True))
            if number not in apart
        }
        self._longest = max(map(len, self._pieces))
        self._unknown = (min(vocabulary.scores) - UNKNOWN_COST, vocabulary.unknown)
        self._characters = vocabulary.characters
        self._word = lru_cache(maxsize=WORDS)(self._cut)

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of `text`, without marks of its beginning and end."""
        words = _SPACES.sub(" ", text.translate(self._characters)).removeprefix(" ").split(" ")
        return [number for word in words for number in self._word(SPACE + word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        best = [0.0] + [-1e30] * len(word)
        came: list[tuple[int, int]] = [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                found = self._pieces.get(word[start:end])
                if found is not None and best[start] + found[0] > best[end]:
                    best[end], came[end] = best[start] + found[0], (start, found[1])
            score, number = self._unknown
            if best[start] + score > best[start + 1]:
                best[start + 1], came[start + 1] = best[start] + score, (start, number)
        numbers: list[int] = []
        at = len(word)
        while at:
            at, number = came[at]
            numbers.append(number)
        return tuple(reversed(numbers))
