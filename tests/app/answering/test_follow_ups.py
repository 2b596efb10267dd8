"""Which questions lean on the conversation before them."""

from __future__ import annotations

import pytest

from app.answering.answer import Turn
from app.answering.conversation import is_follow_up

HISTORY = [Turn("ماذا رفض البنتاغون؟", "مقترحًا روسيًا [1].")]


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Australia?",
        "Who wrote Hamlet?",
        "ما عاصمة أستراليا؟",
        "ما لغة البرازيل؟",
        "Who is Elon Musk?",
    ],
)
def test_a_short_question_that_names_its_subject_stands_alone(question: str) -> None:
    assert not is_follow_up(question, HISTORY)


@pytest.mark.parametrize(
    "question",
    ["Why?", "And Australia?", "ومن قال ذلك؟", "Who rejected it?", "tell me more", "كم بلغ العدد؟", "What did I miss?",
     "Who attended the meeting?", "من حضر الاجتماع؟", "What about Brazil?", "Where does he live in Moscow?"],
)  # fmt: skip
def test_a_question_that_points_back_or_names_nothing_does_not(question: str) -> None:
    assert is_follow_up(question, HISTORY)
    assert not is_follow_up(question, [])


@pytest.mark.parametrize(
    "question",
    [
        "Which country was the Russian foreign minister visiting when he said Moscow was ready to coordinate?",
        "من هو المتحدث باسم التحالف الدولي؟",
        "ما هي نسبة الأراضي التي استعادتها القوات في الرقة؟",
        "أي دولة زار وزير الخارجية الروسي قبل أن يعلن منها استعداد موسكو؟",
    ],
)
def test_a_pronoun_for_what_the_question_names_points_nowhere_else(question: str) -> None:
    assert not is_follow_up(question, HISTORY)


@pytest.mark.parametrize(
    "question", ["من هو؟", "كم قتيلاً سقط في تلك الغارات على الرقة؟", "ما هي أهدافها؟", "Who led it?"]
)
def test_what_points_outside_still_does(question: str) -> None:
    assert is_follow_up(question, HISTORY)
