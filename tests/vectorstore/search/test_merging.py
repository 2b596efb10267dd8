"""Merging lists: shares, stories, freshness."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ingest.language import Language
from vectorstore.search.merging import MOST_OF_A_STORY, SHARE, ScoredPassage, freshened, interleave, limit_stories
from vectorstore.types import ArticleSummary, StoredPassage

TODAY = date(2026, 5, 1)


def found(
    name: str, relevance: float, language: Language = "en", *, story: str = "", days_old: int | None = None
) -> ScoredPassage:
    published = None if days_old is None else TODAY - timedelta(days=days_old)
    article = ArticleSummary(
        name, 1, name, None, None, name, language, published, None, 1, "2026-05-01T00:00:00+00:00", story or name
    )
    passage = StoredPassage(name, name, 1, 0, 0, 4, "text", name, language, (), article)
    return ScoredPassage(passage, relevance, (), relevance)


def names(items: list[ScoredPassage]) -> str:
    return " ".join(item.passage.passage_id for item in items)


def test_languages_take_turns_while_both_are_relevant() -> None:
    english = [found("e1", 0.9), found("e2", 0.8), found("e3", 0.7)]
    arabic = [found("a1", 0.6, "ar"), found("a2", 0.5, "ar")]
    assert names(interleave({"en": english, "ar": arabic}, "en")) == "e1 a1 a2 e2 e3"
    assert SHARE == 3


def test_beyond_its_share_a_language_competes() -> None:
    english = [found(f"e{number}", 0.9 - number / 100) for number in range(6)]
    arabic = [found(f"a{number}", 0.5 - number / 100, "ar") for number in range(5)]
    merged = names(interleave({"en": english, "ar": arabic}, "en"))
    assert merged == "e0 a0 a1 e1 a2 e2 e3 e4 e5 a3 a4"


def test_the_better_passage_of_a_turn_goes_first() -> None:
    lists: dict[Language, list[ScoredPassage]] = {"en": [found("e1", 0.4)], "ar": [found("a1", 0.9, "ar")]}
    assert names(interleave(lists, "en")) == "a1 e1"


def test_a_language_with_nothing_relevant_gets_no_share() -> None:
    english = [found("e1", 0.9), found("e2", 0.8)]
    arabic = [found("a1", 0.01, "ar")]
    assert names(interleave({"ar": arabic, "en": english}, "en")) == "e1 e2 a1"


def test_the_questions_own_language_always_has_its_share() -> None:
    english = [found(f"e{number}", 0.9) for number in range(6)]
    merged = names(interleave({"ar": [found("a1", 0.01, "ar")], "en": english}, "ar"))
    assert merged == "e0 a1 e1 e2 e3 e4 e5"


@given(
    st.lists(st.floats(0, 1, allow_nan=False), max_size=8),
    st.lists(st.floats(0, 1, allow_nan=False), max_size=8),
)
def test_interleaving_loses_nothing_and_leaves_one_language_alone(english: list[float], arabic: list[float]) -> None:
    lists: dict[Language, list[ScoredPassage]] = {
        "en": [found(f"e{at}", score) for at, score in enumerate(sorted(english, reverse=True))],
        "ar": [found(f"a{at}", score, "ar") for at, score in enumerate(sorted(arabic, reverse=True))],
    }
    merged = interleave(lists, "en")
    assert len(merged) == len(english) + len(arabic)
    assert {item.passage.passage_id for item in merged} == {
        item.passage.passage_id for listed in lists.values() for item in listed
    }
    if not arabic:
        assert [item.order for item in merged] == sorted(english, reverse=True)


def test_a_story_gets_two_places_whatever_its_articles() -> None:
    items = [found("x", 0.9, story="s"), found("y", 0.8, story="s"), found("z", 0.7, story="s"), found("w", 0.6)]
    assert names(limit_stories(items)) == "x y w"
    assert MOST_OF_A_STORY == 2


def test_the_newest_moves_up_among_equals_but_not_past_the_clearly_better() -> None:
    items = [found("good", 0.95, days_old=400), found("old", 0.6, days_old=300), found("new", 0.58, days_old=0)]
    assert names(freshened(items)) == "good new old"


def test_freshness_changes_no_relevance_and_needs_a_date() -> None:
    items = [found("one", 0.6), found("two", 0.5)]
    assert freshened(items) == items
    (moved,) = freshened([found("one", 0.6, days_old=3)])
    assert moved.relevance == 0.6
