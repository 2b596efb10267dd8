"""Two outlets, two figures: both are shown, with outlet and day; two outlets, one wire story: one source."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.language.corrections import is_revised
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


COST = "How much did the quay in Tellin cost?"
WIRE = "The rebuilding of the quay in Tellin cost 41 million dollars, the minister said."
CORRECTED = "The rebuilding of the quay in Tellin cost 44 million dollars, the minister said."


@pytest.mark.parametrize(
    ("title", "later"),
    [
        ("Quay cost 44 million", datetime(2021, 5, 3, 11, 40, tzinfo=UTC)),
        ("CORRECTED-Quay cost 44 million, not 41", None),
        ("UPDATE 1-Quay cost 44 million", None),
        ("تصحيح: كلفة الرصيف 44 مليونا", None),
        ("كلفة الرصيف 44 مليونا (محدث)", None),
    ],
)
def test_a_correction_is_preferred_and_what_it_corrects_is_shown(
    make_assistant: MakeAssistant, title: str, later: datetime | None
) -> None:
    first, second = make_hit(WIRE, score=0.9, title="Quay cost 41 million"), make_hit(CORRECTED, 2, 0.88, title=title)
    earlier = datetime(2021, 5, 3, 8, 5, tzinfo=UTC) if later else None
    first = replace(first, article=replace(first.article, published_at=earlier))
    second = replace(second, article=replace(second.article, published_at=later))
    answer = asyncio.run(answer_of(make_assistant(first, second, quotes=True), COST))
    assert 0 <= answer.text.index("44 million") < answer.text.index("41 million")
    if later:
        assert "3 May 2021 11:40" in answer.text
        assert "3 May 2021 08:05" in answer.text


@pytest.mark.parametrize(
    "title",
    [
        "Correction officers strike in Marsa",
        "Update your ferry card by May",
        "تحديث قطارات المرفأ يبدأ في أيار",
        "Prices corrected after the war",
    ],
)
def test_a_headline_about_corrections_is_none(title: str) -> None:
    assert not is_revised(title)
