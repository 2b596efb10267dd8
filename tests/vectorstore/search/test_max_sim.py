"""The similarity of questions and passages, token by token."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.search.max_sim import max_sim
from vectorstore.types import TokenBits, Tokens

BYTES = 16
RIVER, ROSE, BRIDGE = bytes([0b01010101] * BYTES), bytes([0b00001111] * BYTES), bytes([0b00110011] * BYTES)
NOT_RIVER = bytes(255 - byte for byte in RIVER)


def bits(*tokens: bytes) -> TokenBits:
    return np.frombuffer(b"".join(tokens), np.uint8).reshape(len(tokens), BYTES)


def asked(*tokens: bytes, rarity: tuple[float, ...] = ()) -> Tokens:
    return Tokens(bits(*tokens), np.array(rarity or [1.0] * len(tokens), np.float32))


def test_a_passage_with_all_of_the_question_is_wholly_alike() -> None:
    found = max_sim(asked(RIVER, ROSE), [bits(BRIDGE, ROSE, RIVER), bits(RIVER), bits(BRIDGE), bits(NOT_RIVER)])
    # Different tokens of these are at right angles: half of their bits differ.
    assert found.tolist() == pytest.approx([1.0, 0.5, 0.0, -0.5])


def test_a_rare_token_counts_more_and_a_common_one_not_at_all() -> None:
    found = max_sim(asked(RIVER, ROSE, BRIDGE, rarity=(3, 1, 0)), [bits(RIVER), bits(ROSE), bits(BRIDGE)])
    assert found.tolist() == pytest.approx([0.75, 0.25, 0.0])


def test_a_question_of_common_tokens_alone_counts_them_alike() -> None:
    found = max_sim(asked(RIVER, ROSE, rarity=(0, 0)), [bits(RIVER, ROSE), bits(ROSE)])
    assert found.tolist() == pytest.approx([1.0, 0.5])


TOKENS = st.lists(st.binary(min_size=BYTES, max_size=BYTES), min_size=1, max_size=5)


@given(TOKENS, st.lists(TOKENS, min_size=1, max_size=5), st.data())
def test_it_is_the_weighted_mean_of_the_most_similar_tokens(
    question: list[bytes], passages: list[list[bytes]], data: st.DataObject
) -> None:
    rarity = data.draw(st.lists(st.floats(0.5, 9), min_size=len(question), max_size=len(question)))
    found = max_sim(asked(*question, rarity=tuple(rarity)), [bits(*passage) for passage in passages])
    for passage, mine in zip(passages, found, strict=True):
        best = [max(1 - 2 * _different(token, other) / (8 * BYTES) for other in passage) for token in question]
        assert mine == pytest.approx(np.average(best, weights=rarity), abs=1e-5)


def _different(one: bytes, other: bytes) -> int:
    return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))
