"""MaxSim: how similar a question and a passage are, token by token.

Late interaction (Khattab and Zaharia, "ColBERT", 2020): every token of the question looks for the most similar token
of the passage, and the mean of these similarities says what one vector for the whole passage has averaged away. A
token's vector is kept as one bit for each of its numbers, whether that is above zero: the share of bits in which two
differ is the angle between them over 180 degrees, near enough (Charikar, "Similarity estimation techniques from
rounding algorithms", 2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from vectorstore.types import TokenBits, Tokens

Floats: TypeAlias = npt.NDArray[np.float32]


def max_sim(question: Tokens, passages: Sequence[TokenBits]) -> Floats:
    """Return for each passage the mean over the question's tokens, by rarity, of the greatest similarity.

    1 where every token of the question is in the passage in the same sense, 0 for tokens at right angles. A question
    of common tokens alone counts them all alike. Neither the question nor a passage may be without tokens.
    """
    weights = question.rarity if question.rarity.any() else np.ones(len(question), np.float32)
    asked, there = _words(question.bits), _words(np.concatenate(passages))
    different = np.zeros((len(asked), len(there)), np.uint16)
    for word in range(asked.shape[1]):
        different += np.bitwise_count(asked[:, word, None] ^ there[None, :, word])
    ends = np.cumsum([len(passage) for passage in passages])
    nearest = np.minimum.reduceat(different, ends - [len(passage) for passage in passages], axis=1)
    alike = 1 - 2 * nearest.astype(np.float32) / (8 * question.bits.shape[1])
    mean: Floats = (weights @ alike / weights.sum()).astype(np.float32)
    return mean


def _words(bits: TokenBits) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(bits).view(np.uint64)
