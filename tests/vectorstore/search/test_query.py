"""Reading a question: language, words to look for in both languages, the wish for news."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language.text import search_terms
from vectorstore.search.query import MOST_WORDS, read_question, wants_latest


def stems(text: str, language: str) -> set[str]:
    question = read_question(text)
    return {stem for one in question.sought("ar" if language == "ar" else "en") for stem in one.stems}


def test_in_its_own_language_a_question_looks_for_its_stems_and_stop_words_count_less() -> None:
    sought = read_question("Who founded the company?").sought("en")
    weights = {next(iter(one.stems)): one.weight for one in sought}
    assert weights["compani"] == 1.0
    assert weights["the"] < 1.0


def test_in_the_other_language_it_looks_for_translations() -> None:
    assert set(search_terms("شركة")) <= stems("Who founded the company?", "ar")
    assert set(search_terms("company")) <= stems("من أسس الشركة؟", "en")


def test_numbers_and_words_in_the_other_script_cross_as_they_are() -> None:
    assert "2016" in stems("ماذا حدث عام ٢٠١٦؟", "en")
    assert "isi" in stems("ما هو تنظيم ISIS؟", "en") or "isis" in stems("ما هو تنظيم ISIS؟", "en")


def test_unknown_words_are_sought_by_their_consonants() -> None:
    sought = read_question("من هو ديلون؟").sought("en")
    assert any("dln" in one.skeletons for one in sought)


@pytest.mark.parametrize(
    "text",
    [
        "ما آخر الأخبار عن الرقة؟",
        "ما أحدث تصريحات الوزير؟",
        "ماذا حدث اليوم؟",
        "What is the latest news?",
        "Any recent talks?",
    ],
)
def test_asking_for_news(text: str) -> None:
    assert wants_latest(text)


@pytest.mark.parametrize(
    "text", ["من كان آخر ملك لفرنسا؟", "متى كانت آخر مرة زار فيها الوزير بغداد؟", "Who was the last king?", "When?"]
)
def test_not_asking_for_news(text: str) -> None:
    assert not wants_latest(text)


@given(st.text(max_size=400))
def test_any_text_is_a_question(text: str) -> None:
    question = read_question(text)
    assert len(question.words) <= MOST_WORDS
    question.sought("ar")
    question.sought("en")
