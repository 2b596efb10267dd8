"""Two outlets, two figures: both are shown, with outlet and day; two outlets, one wire story: one source."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.app.answering.conftest import MakeAssistant, answer_of, make_hit

QUESTION = "How many people were injured in the fire in Sfax?"
ONE = "The fire in Sfax injured 14 people on Monday."
OTHER = "The fire in Sfax injured 23 people, the hospital said."


def hits_of(second: str, story: str) -> tuple[object, object]:
    first, other = make_hit(ONE, outlet="Al Khabar"), make_hit(second, 2, 0.88, outlet="The Daily")
    return first, replace(other, article=replace(other.article, story_id=story))


def test_reports_that_differ_stand_side_by_side(make_assistant: MakeAssistant) -> None:
    answer = asyncio.run(answer_of(make_assistant(*hits_of(OTHER, "another"), quotes=True), QUESTION))
    assert "14" in answer.text
    assert "23" in answer.text
    assert "Al Khabar reported on 3 May 2021" in answer.text
    assert "The Daily reported on 3 May 2021" in answer.text
    assert len({citation.article.article_id for citation in answer.citations}) == 2


def test_reports_that_agree_are_not_set_against_each_other(make_assistant: MakeAssistant) -> None:
    agreeing = "In Sfax, fourteen people were injured in the fire."
    answer = asyncio.run(answer_of(make_assistant(*hits_of(agreeing, "another"), quotes=True), QUESTION))
    assert "Another report differs" not in answer.text


def test_copies_of_one_story_count_as_one_source(make_assistant: MakeAssistant) -> None:
    answer = asyncio.run(answer_of(make_assistant(*hits_of(ONE, "s"), quotes=True), QUESTION))
    assert len({citation.article.article_id for citation in answer.citations}) == 1
