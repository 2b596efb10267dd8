"""Five-turn conversations over the seeds, with the real retrieval and no model: every turn finds what it is about."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from app.answering.answer import Answer, Completed, Turn
from app.answering.chain import Assistant
from app.services import make_assistant, open_ingestion, open_models, open_store
from app.settings import load_settings
from tests import ROOT

pytestmark = pytest.mark.slow

CONVERSATIONS = json.loads((ROOT / "tests/data/conversations.json").read_text("utf-8"))
# Of the passages that a reader is shown, those that an answer is made from.
FIRST = 3


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Return the assistant over the five seeds, quoting."""
    settings = load_settings(home=tmp_path_factory.mktemp("conversations"), chat_model="quotes")
    with open_store(settings, write=True) as store, open_models(settings) as models:
        with open_ingestion(store) as ingestion:
            list(ingestion.run([str(ROOT / "seeds")]))
        yield make_assistant(store, models)


async def answer_of(assistant: Assistant, question: str, history: list[Turn]) -> Answer:
    """Return the answer to one turn."""
    events = [event async for event in assistant.ask(question, history)]
    last = events[-1]
    assert isinstance(last, Completed)
    return last.answer


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation["name"])
def test_every_turn_finds_its_passage(assistant: Assistant, conversation: dict[str, list[dict[str, str]]]) -> None:
    history: list[Turn] = []
    missed = []
    for turn in conversation["turns"]:
        answer = asyncio.run(answer_of(assistant, turn["question"], history))
        found = [hit for hit in answer.sources[:FIRST] if hit.article.source.endswith(turn["article"])]
        if not any(turn["expected"] in hit.text for hit in found):
            missed.append((turn["question"], answer.standalone_question))
        history.append(Turn(turn["question"], answer.text))
    assert not missed
