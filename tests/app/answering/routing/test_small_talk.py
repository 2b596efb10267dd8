"""Small talk and questions about Sanad: told from questions, answered in a fixed way, nothing searched or cited."""

from __future__ import annotations

import asyncio

import pytest

from app.answering.answer import Turn
from app.answering.conversation import is_follow_up
from app.answering.routing.small_talk import small_talk
from tests.app.answering.conftest import FixedSearch, MakeAssistant, answer_of
from tests.fakes import FakeChatServer


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        ("Thanks!", "thanks"),
        ("thank you so much 🙏", "thanks"),
        ("Great, thanks", "thanks"),
        ("👍", "thanks"),
        ("👍🏽", "thanks"),
        ("شكرًا جزيلًا", "thanks"),
        ("يعطيك العافية", "thanks"),
        ("Hello", "greeting"),
        ("Good morning!", "greeting"),
        ("السلام عليكم ورحمة الله وبركاته", "greeting"),
        ("مرحبا", "greeting"),
        ("صباح الخير", "greeting"),
        ("Who are you?", "about"),
        ("What can you do?", "about"),
        ("What is Sanad?", "about"),
        ("من أنت؟", "about"),
        ("ماذا تستطيع أن تفعل؟", "about"),
        ("Thanks, and who paid for it?", None),
        ("Who are you quoting on the strike?", None),
        ("Is the help good?", None),
        ("من هو وزير الصحة؟", None),
        ("ما هو سند الملكية؟", None),
        ("Hello Kitty sales in 2021", None),
        ("?", None),
        ("", None),
    ],
)
def test_what_kind_it_is(turn: str, kind: str | None) -> None:
    assert small_talk(turn) == kind


@pytest.mark.parametrize(("turn", "words"), [("Thanks!", "welcome"), ("شكرا", "الرحب"), ("👍", "الرحب")])
def test_it_is_answered_without_search_model_or_citation(
    make_assistant: MakeAssistant, chat_server: FakeChatServer, turn: str, words: str
) -> None:
    assistant = make_assistant()
    answer = asyncio.run(answer_of(assistant, turn, [Turn("كم بلغت الكلفة؟", "300 مليون دينار [1].")]))
    assert words in answer.text
    assert (answer.citations, answer.sentences, answer.sources, answer.refused) == ((), (), (), False)
    assert isinstance(assistant.search, FixedSearch)
    assert assistant.search.questions == []
    assert chat_server.requests == []


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("What is photosynthesis?", False),
        ("Explain inflation", False),
        ("What is the reason?", True),
        ("What is it?", True),
        ("What is wrong?", True),
    ],
)
def test_a_question_that_names_its_subject_is_not_mixed_with_the_one_before(question: str, leans: bool) -> None:
    assert is_follow_up(question, [Turn("How many hospitals opened in Tunis?", "Twelve [1].")]) is leans
