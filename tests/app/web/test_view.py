"""Events fold into what the reader sees, whatever their order, and a stopped answer keeps what was checked."""

from __future__ import annotations

import asyncio

import pytest

from app.answering.answer import Draft, Event, SentenceDone
from app.web.view import Exchange, advance, history, stop
from tests.app.web.fake_desk import FakeDesk


def events_of(question: str) -> list[Event]:
    """Return all the events of a scripted answer."""

    async def collect() -> list[Event]:
        return [event async for event in FakeDesk(pause=0).ask(question, ())]

    return asyncio.run(collect())


@pytest.mark.parametrize("question", ["When will it close?", "متى يُغلق الجسر؟", "fallback please"])
def test_sentences_seen_while_streaming_are_those_of_the_answer(question: str) -> None:
    exchange = Exchange(question)
    before = exchange
    for event in events_of(question):
        before, exchange = exchange, advance(exchange, event)
    assert exchange.stage == "done"
    assert before.sentences == exchange.sentences
    assert before.citations == exchange.citations
    assert exchange.draft == ""


def test_sources_are_there_before_the_first_word() -> None:
    exchange = Exchange("q")
    for event in events_of("When?"):
        exchange = advance(exchange, event)
        if isinstance(event, Draft | SentenceDone):
            break
    assert exchange.hits


def test_stopping_keeps_checked_sentences_and_drops_the_draft() -> None:
    exchange = Exchange("q")
    for event in events_of("When?"):
        exchange = advance(exchange, event)
        if exchange.sentences and exchange.draft:
            break
    stopped = stop(exchange)
    assert stopped.stage == "stopped"
    assert stopped.sentences == exchange.sentences
    assert stopped.draft == ""
    assert stop(stopped, "failed") == stopped


def test_history_holds_answered_questions_only_and_is_bounded() -> None:
    answered = Exchange("q")
    for event in events_of("When?"):
        answered = advance(answered, event)
    turns = history((Exchange("unanswered"), *[answered] * 20))
    assert 0 < len(turns) < 20
    assert {turn.question for turn in turns} == {"q"}
    assert all("[1]" in turn.answer for turn in turns)
