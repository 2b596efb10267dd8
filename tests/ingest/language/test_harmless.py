"""Marks piled on one letter are taken off; those that writing needs stay."""

from __future__ import annotations

import pytest

from ingest.language.harmless import MOST_MARKS, safe_body, safe_title


@pytest.mark.parametrize(
    "text",
    ["مُحَمَّدٌ رَسُولُ اللَّهِ", "بِسۡمِ ٱللَّهِ ٱلرَّحۡمَٰنِ", "Å̧ngström", "བསྒྲུབས", "«…»‏ — „“", "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", "……………………"],
)
def test_writing_keeps_its_marks(text: str) -> None:
    assert safe_body(text) == text


def test_marks_without_end_are_cut() -> None:
    assert safe_body("ا" + "\u064e" * 3_000_000 + "ب") == "ا" + "\u064e" * MOST_MARKS + "ب"
    assert safe_title("Z" + "\u0300" * 50) == "Z" + "\u0300" * MOST_MARKS
    mixed = "ا" + "\u064e\u0300\u20dd" * 1_000
    assert len(safe_body(mixed)) == 1 + MOST_MARKS
