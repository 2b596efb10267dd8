"""Wishes about the last answer: its question is answered again that way, with citations checked anew."""

from __future__ import annotations

import asyncio

import pytest

from app.answering.answer import Turn
from app.answering.routing.last_answer import Wish, wish_of
from tests.app.answering.conftest import FixedSearch, MakeAssistant, answer_of
from tests.fakes import FakeChatServer, replies

COST = "كم بلغت كلفة المستشفيات؟"
ENGLISH = "The hospitals cost 300 million dinars, the minister Ali Ben Salem said [1]."
BEFORE = [Turn(COST, "بلغت كلفة المستشفيات 300 مليون دينار [1].")]


@pytest.mark.parametrize(
    ("turn", "wish"),
    [
        ("In English", Wish("en")),
        ("in English, please", Wish("en")),
        ("Translate that to English", Wish("en")),
        ("بالعربية", Wish("ar")),
        ("ترجم ذلك إلى الإنجليزية", Wish("en")),
        ("أعد الجواب بالعربية", Wish("ar")),
        ("translate that", Wish()),
        ("Shorter", Wish(style="shorter")),
        ("Can you make it shorter?", Wish(style="shorter")),
        ("باختصار", Wish(style="shorter")),
        ("tell me more", Wish(style="longer")),
        ("as bullet points", Wish(style="list")),
        ("في نقاط", Wish(style="list")),
        ("What happened in English schools?", None),
        ("Who wrote it in Arabic?", None),
        ("Summarise article 3", None),
        (COST, None),
    ],
)
def test_what_is_wished(turn: str, wish: Wish | None) -> None:
    assert wish_of(turn) == wish


@pytest.mark.parametrize("turn", ["In English", "translate that"])
def test_the_last_question_is_answered_again_in_the_other_language(
    make_assistant: MakeAssistant, chat_server: FakeChatServer, turn: str
) -> None:
    chat_server.default = replies.text(ENGLISH)
    assistant = make_assistant()
    answer = asyncio.run(answer_of(assistant, turn, [*BEFORE, Turn("shorter", "300 مليون دينار [1].")]))
    assert (answer.question, answer.standalone_question, answer.language) == (turn, COST, "en")
    assert [(sentence.citations, sentence.support) for sentence in answer.sentences] == [((1,), "supported")]
    assert isinstance(assistant.search, FixedSearch)
    assert assistant.search.questions == [COST]


def test_a_follow_up_leans_on_the_question_before_the_wish(
    make_assistant: MakeAssistant, chat_server: FakeChatServer
) -> None:
    assistant = make_assistant(quotes=True)
    said = [*BEFORE, Turn("In English", ENGLISH), Turn("thanks", "You are welcome.")]
    answer = asyncio.run(answer_of(assistant, "ومتى؟", said))
    assert answer.standalone_question == f"{COST} ومتى؟"


def test_a_style_is_asked_of_the_model(make_assistant: MakeAssistant, chat_server: FakeChatServer) -> None:
    chat_server.default = replies.text("بلغت كلفة المستشفيات 300 مليون دينار [1].")
    asyncio.run(answer_of(make_assistant(), "باختصار", BEFORE))
    assert "جملة قصيرة واحدة" in chat_server.requests[-1].question


def test_without_a_question_before_it_is_a_question(make_assistant: MakeAssistant, chat_server: FakeChatServer) -> None:
    assistant = make_assistant()
    asyncio.run(answer_of(assistant, "In English"))
    assert isinstance(assistant.search, FixedSearch)
    assert assistant.search.questions == ["In English"]
