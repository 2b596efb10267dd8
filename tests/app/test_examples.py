"""The questions to click on a first visit: about the articles at hand, whatever their language."""

from __future__ import annotations

from dataclasses import replace

from app.examples import example_questions
from vectorstore.types import ArticleSummary

ARABIC = ArticleSummary("a", 1, "مكتبة جديدة", None, None, "a.txt", "ar", None, None, 1, "", "a")
ENGLISH = replace(ARABIC, article_id="e", title="A new bridge", source="e.txt", language="en")


def test_articles_in_the_readers_language_come_first() -> None:
    assert ["A new bridge" in question for question in example_questions([ARABIC, ENGLISH], "en")] == [True, False]


def test_a_library_in_the_other_language_has_examples_too() -> None:
    assert example_questions([ARABIC], "en") == ["What does the article “مكتبة جديدة” report?"]
    assert example_questions([ENGLISH], "ar") == ["ما أهم ما جاء في خبر «A new bridge»؟"]


def test_founding_articles_have_questions_of_their_own() -> None:
    founding = replace(ARABIC, source="seeds/002_dbd16254547b0f4f.txt")
    assert example_questions([ENGLISH, founding], "ar") == ["ماذا رفض البنتاغون؟"]
