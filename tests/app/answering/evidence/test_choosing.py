"""What a chat model gets to see of the evidence."""

from __future__ import annotations

import pytest

from app.answering.evidence.choosing import SENTENCES, choose, render
from tests.app.answering.conftest import make_hit


def shown(text: str) -> str:
    return render(choose([make_hit(text)], SENTENCES), SENTENCES, lambda body, _language: body)


@pytest.mark.parametrize("dateline", ["عواصم-وكالات- ", "تونس - رويترز - ", "صفاقس/وكالة الأنباء/ "])
def test_a_dateline_is_no_part_of_the_sentence(dateline: str) -> None:
    assert shown(f"{dateline}كشف المبعوث أن الخطة أُقرت.") == "[1] كشف المبعوث أن الخطة أُقرت."


@pytest.mark.parametrize(
    "text", ["الوزير - وهو طبيب - رفض الخطة.", "تونس-الجزائر: قمة في المساء.", "Al-Khabar - Tunis - closed."]
)
def test_other_dashes_stay(text: str) -> None:
    assert shown(text) == f"[1] {text}"


def test_a_bracketed_number_of_an_article_does_not_read_as_a_citation() -> None:
    assert shown("قال الوزير [2] ذلك.") == "[1] قال الوزير (2) ذلك."


def test_a_copy_does_not_fill_two_places() -> None:
    copies = [make_hit("The bridge in Marsa is closed.", number, 0.9 - number / 100) for number in (1, 2, 3)]
    other = make_hit("Engineers found cracks in two piers.", 4, 0.5)
    assert [item.text for item in choose([*copies, other], SENTENCES)] == [copies[0].text, other.text]
