"""Names across scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language.skeletons import SHORTEST, skeletons
from ingest.language.text import words


def of(name: str) -> frozenset[str]:
    (word,) = words(name)
    return skeletons(word.text, word.stem, "ar" if "\u0600" <= word.text[0] <= "\u06ff" else "en")


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Dillon", "ديلون"), ("Lavrov", "لافروف"), ("Tillerson", "تيلرسون"), ("Putin", "بوتين"),
        ("Gerasimov", "غيراسيموف"), ("Manila", "مانيلا"), ("Charles", "تشارلز"), ("Schneider", "شنايدر"),
        ("Chicago", "شيكاغو"), ("Newton", "نيوتن"),
    ],
)  # fmt: skip
def test_a_name_meets_itself_in_the_other_script(latin: str, arabic: str) -> None:
    assert of(latin) & of(arabic)


@pytest.mark.parametrize(("latin", "arabic"), [("Dillon", "لافروف"), ("Manila", "مدريد"), ("Putin", "بايدن")])
def test_different_names_do_not_meet(latin: str, arabic: str) -> None:
    assert not of(latin) & of(arabic)


@given(st.text(max_size=30), st.sampled_from(["ar", "en"]))
def test_any_word_is_reduced_and_short_skeletons_are_left_out(word: str, language: str) -> None:
    found = skeletons(word, word, "ar" if language == "ar" else "en")
    assert all(len(skeleton) >= SHORTEST for skeleton in found)
