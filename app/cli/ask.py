"""`sanad ask`: answers a question, or a file of them. 1 also where quotes stand in for a model that failed."""

from __future__ import annotations

import argparse
import asyncio
import threading
from contextlib import ExitStack

from app.answering.answer import Answer, Completed, Notice
from app.answering.chain import Assistant
from app.cli import output as terminal
from app.cli.questions import Asked, filters, questions, report_failure
from app.json_shapes import answer_json
from app.messages.errors import SanadError
from app.models.provider import ChatModels
from app.services import make_assistant, open_models, open_store
from app.settings import Settings
from vectorstore.types import Filters


def ask(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer one question, or a file of them in order, in this process."""
    wanted = filters(arguments)
    with ExitStack() as stack:
        models = stack.enter_context(open_models(settings, fetch=False))  # this process will not live to use it
        store = stack.enter_context(open_store(settings, write=False))
        _wait_for(models)
        assistant = make_assistant(store, models)
        failed = False
        for asked in questions(arguments, stack):
            failed |= not _answer_one(assistant, asked, wanted, arguments)
    return int(failed)


def _answer_one(assistant: Assistant, asked: Asked, wanted: Filters | None, arguments: argparse.Namespace) -> bool:
    try:
        if asked.problem:
            raise asked.problem
        answer, well = asyncio.run(_completed(assistant, asked, wanted))
    except SanadError as error:
        return report_failure(error, asked, arguments)
    if arguments.jsonl or arguments.json:
        terminal.put_json(answer_json(answer, asked.identifier), indent=None if arguments.jsonl else 2)
    else:
        terminal.put_answer(answer)
    return well


async def _completed(assistant: Assistant, asked: Asked, wanted: Filters | None) -> tuple[Answer, bool]:
    """Return the answer, and whether the model that was asked for it did its part."""
    answer, well, model = None, True, assistant.models.current()
    async for event in assistant.ask(asked.question, asked.history, filters=wanted):
        if isinstance(event, Completed):
            answer = event.answer
        elif isinstance(event, Notice):
            well = well and model is None  # where there is none to ask, quoting is what is left to do
    assert answer is not None, "the chain ends with Completed"
    return answer, well


def _wait_for(models: ChatModels) -> None:
    """Wait until a local model that is already on the disk is loaded; one that must be fetched is not waited for."""
    while models.current() is None:
        state = models.status().state
        if state not in ("verifying", "loading", "absent"):
            return
        threading.Event().wait(0.1)
