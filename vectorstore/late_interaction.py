"""How like a question and a passage are, token by token. Knows no model, library or text.

Late interaction (Khattab and Zaharia, "ColBERT", 2020): every token of the question looks for the likest token of the
passage, and the mean of these likenesses says what one vector for the whole passage has averaged away. A token's
vector is kept as the signs of its numbers, one bit each: the share of bits in which two differ is the angle between
them over 180 degrees, near enough (Charikar, "Similarity estimation techniques from rounding algorithms", 2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Signs: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens: `signs`, (tokens, bytes), and `rarity`, (tokens,), what each counts as part of a question.

    Without a row where the model gives none. The bytes are a multiple of eight, which are compared at once.
    """

    signs: Signs
    rarity: Floats

    def __len__(self) -> int:
        return len(self.signs)


def no_tokens() -> Tokens:
    """Return the tokens of a text whose model gives none."""
    return Tokens(np.zeros((0, 0), np.uint8), np.zeros(0, np.float32))


def likeness(question: Tokens, passages: Sequence[Signs]) -> Floats:
    """Return for each passage the mean over the question's tokens, by rarity, of the likest token's likeness.

    1 where every token of the question is in the passage in the same sense, 0 for tokens at right angles. A question
    of common tokens alone counts them all alike. Neither the question nor a passage may be without tokens.
    """
    weights = question.rarity if question.rarity.any() else np.ones(len(question), np.float32)
    asked, there = _words(question.signs), _words(np.concatenate(passages))
    different = np.zeros((len(asked), len(there)), np.uint16)
    for word in range(asked.shape[1]):
        different += np.bitwise_count(asked[:, word, None] ^ there[None, :, word])
    ends = np.cumsum([len(passage) for passage in passages])
    nearest = np.minimum.reduceat(different, ends - [len(passage) for passage in passages], axis=1)
    alike = 1 - 2 * nearest.astype(np.float32) / (8 * question.signs.shape[1])
    mean: Floats = (weights @ alike / weights.sum()).astype(np.float32)
    return mean


def _words(signs: Signs) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(signs).view(np.uint64)
