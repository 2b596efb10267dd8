"""What a question asks for, and whether a text can be an answer to it."""

from __future__ import annotations

import pytest

from app.answering.evidence.responding import Asked, adds_nothing, asked_for, responds


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("كم بلغت الكلفة؟", "figure"),
        ("وكم هدفًا أصابت؟", "figure"),
        ("ما نسبة ما استعادته القوات؟", "figure"),
        ("How many were hurt?", "figure"),
        ("What percentage of voters took part?", "figure"),
        ("متى بدأت العملية؟", "time"),
        ("في أي عام تأسست الجامعة؟", "time"),
        ("When did it open?", "time"),
        ("من المتحدث باسم الوزارة؟", "other"),
        ("Who won?", "other"),
    ],
)
def test_what_is_asked_for(question: str, asked: Asked) -> None:
    assert asked_for(question) == asked


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("بقي ألفي مقاتل في المدينة", "figure", True),
        ("دُمرت دبابتان", "figure", True),
        ("بقي المقاتلون في المدينة", "figure", False),
        ("It cost 300 million dinars", "figure", True),
        ("It cost a lot", "figure", False),
        ("بدأت في الخامس من نوفمبر 2016", "time", True),
        ("وصل مساء أمس", "time", True),
        ("بدأت القوات الهجوم", "time", False),
        ("It opened in March", "time", True),
        ("It opened", "time", False),
        ("anything", "other", True),
    ],
)
def test_a_figure_or_a_date_where_one_is_asked_for(text: str, asked: Asked, expected: bool) -> None:
    assert responds(text, asked) is expected


def test_an_answer_says_more_than_the_question() -> None:
    assert adds_nothing("The faction's camp was bombed in Idlib.", "Which faction's camp was bombed in Idlib?")
    assert not adds_nothing("Ansar al-Tawhid's camp was bombed.", "Which faction's camp was bombed in Idlib?")
    assert adds_nothing("قُصف معسكر الفصيل في إدلب", "معسكر أي فصيل قُصف في إدلب؟")
    assert not adds_nothing("45 %", "What percentage was retaken?")
