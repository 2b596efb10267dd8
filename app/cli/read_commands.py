"""Carries out the commands that read: ask, search, articles, show, doctor. Knows no argument parsing and no page.

Each returns the process's exit status: 0 only if all of it worked; an answer of quotes because the model failed is 1.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from app.answering.answer import Answer, Completed, Notice, Turn
from app.answering.chain import Assistant
from app.cli import output as terminal
from app.cli import write_commands as writing
from app.cli.reader import reader_language
from app.doctor import examine
from app.json_shapes import answer_json, article_json, articles_json, error_json, search_json
from app.messages.errors import SanadError
from app.messages.terminal import say
from app.services import library_path, make_assistant, open_library, open_models, open_store
from app.settings import Settings
from app.storage_errors import errors_in_words
from vectorstore.types import ArticleSummary, Filters

# A line of --jsonl longer than this is refused: a question with its history is far shorter.
_LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a --jsonl file or of the command line; `problem` says why a line is not one."""

    identifier: str | None
    question: str
    history: tuple[Turn, ...] = ()
    problem: SanadError | None = None


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the command of `arguments`."""
    commands: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
        "ask": ask,
        "search": search,
        "articles": articles,
        "show": show,
        "doctor": doctor,
        "ingest": writing.ingest,
        "remove": writing.remove,
        "reindex": writing.reindex,
        "model": writing.model,
        "serve": writing.serve,
    }
    return commands[arguments.command](arguments, settings)


def ask(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer one question, or a file of them in order, in this process."""
    filters = _filters(arguments)
    with ExitStack() as stack:
        models = stack.enter_context(open_models(settings, fetch=False))  # this process will not live to use it
        store = stack.enter_context(open_store(settings, write=False))
        writing.wait_for(models)
        assistant = make_assistant(store, models)
        failed = False
        for asked in _questions(arguments, stack):
            failed |= not _answer_one(assistant, asked, filters, arguments)
    return int(failed)


def _answer_one(assistant: Assistant, asked: Asked, filters: Filters | None, arguments: argparse.Namespace) -> bool:
    try:
        if asked.problem:
            raise asked.problem
        answer, well = asyncio.run(_completed(assistant, asked, filters))
    except SanadError as error:
        return _report_failure(error, asked, arguments)
    if arguments.jsonl or arguments.json:
        terminal.put_json(answer_json(answer, asked.identifier), indent=None if arguments.jsonl else 2)
    else:
        terminal.put_answer(answer)
    return well


async def _completed(assistant: Assistant, asked: Asked, filters: Filters | None) -> tuple[Answer, bool]:
    """Return the answer, and whether the model that was asked for it did its part."""
    answer, well, model = None, True, assistant.models.current()
    async for event in assistant.ask(asked.question, asked.history, filters=filters):
        if isinstance(event, Completed):
            answer = event.answer
        elif isinstance(event, Notice):
            well = well and model is None  # where there is none to ask, quoting is what is left to do
    assert answer is not None, "the chain ends with Completed"
    return answer, well


def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Find passages for one question, or for a file of them."""
    filters = _filters(arguments)
    if not 1 <= arguments.k <= 100:
        raise SanadError("bad_input", reason="-k: 1…100", reason_ar="‏-k: ‏1…100")
    with ExitStack() as stack:
        store = stack.enter_context(open_store(settings, write=False))
        failed = False
        for asked in _questions(arguments, stack):
            started = time.perf_counter()
            try:
                if asked.problem:
                    raise asked.problem
                if not asked.question.strip():
                    raise SanadError("empty_question")
                with errors_in_words():
                    hits = store.retriever.search(asked.question, k=arguments.k, filters=filters)
            except SanadError as error:
                failed |= not _report_failure(error, asked, arguments)
                continue
            milliseconds = (time.perf_counter() - started) * 1000
            if arguments.jsonl or arguments.json:
                found = search_json(asked.question, hits, milliseconds, asked.identifier)
                terminal.put_json(found, indent=None if arguments.jsonl else 2)
            else:
                terminal.put_hits(hits)
    return int(failed)


def articles(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the articles."""
    listed: list[ArticleSummary] = []
    if not arguments.json or library_path(settings.home).exists():
        with open_library(settings) as library:
            listed = library.articles()
    if arguments.json:
        terminal.put_json(articles_json(listed))
    elif listed:
        terminal.put_articles(listed)
    else:
        raise SanadError("no_articles")
    return 0


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print one article in full."""
    with open_library(settings) as library:
        stored = library.article(arguments.article_id, arguments.version)
    if stored is None:
        version = f" (version {arguments.version})" if arguments.version is not None else ""
        raise SanadError("not_found", article_id=arguments.article_id + version)
    if arguments.json:
        terminal.put_json(article_json(stored, removed=arguments.removed))
    else:
        terminal.put_article(stored, removed=arguments.removed)
    return 0


def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check everything; 1 where something is not well."""
    found, language = [], reader_language()
    for finding in examine(settings, language):
        found.append(finding)
        if not arguments.json:
            verdict = say("ok" if finding.well else "not_ok", language)
            terminal.put(f"{verdict}  {say(finding.check, language)}: {finding.detail}")
    if arguments.json:
        terminal.put_json([{"check": one.check, "ok": one.well, "detail": one.detail} for one in found])
    return int(not all(one.well for one in found))


def _report_failure(error: SanadError, asked: Asked, arguments: argparse.Namespace) -> bool:
    if not arguments.jsonl:
        raise error
    shown = error_json(error, reader_language(asked.question))
    terminal.put_json({"id": asked.identifier, "question": asked.question, **shown}, indent=None)
    return False


def _questions(arguments: argparse.Namespace, stack: ExitStack) -> Iterator[Asked]:
    if not arguments.jsonl:
        yield Asked(None, arguments.question)
        return
    lines = _open_lines(arguments.jsonl, stack)
    number = 0
    while line := lines.readline(_LONGEST_LINE + 1):
        number += 1
        if line.strip():
            yield _parse(line, number)


def _open_lines(name: str, stack: ExitStack) -> IO[bytes]:
    if name == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(name).open("rb"))
    except OSError as error:
        raise SanadError("bad_input", reason=f"{name}: {error.strerror}") from error


def _parse(line: bytes, number: int) -> Asked:
    identifier = None
    try:
        if len(line) > _LONGEST_LINE:
            raise ValueError("too long")
        read: dict[str, Any] = json.loads(line.decode("utf-8-sig"))
        identifier = read.get("id")
        question = read["question"]
        if not isinstance(question, str):
            raise ValueError("question is not text")
        turns = tuple(Turn(str(turn["question"]), str(turn["answer"])) for turn in read.get("history") or ())
        return Asked(identifier, question, turns)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Asked(identifier, "", problem=SanadError("bad_input", reason=f"line {number}: {error}"))


def _filters(arguments: argparse.Namespace) -> Filters | None:
    filters = Filters(
        outlets=tuple(arguments.outlet),
        languages=tuple(arguments.language),
        published_from=_day(arguments.published_from),
        published_to=_day(arguments.published_to),
    )
    return filters if filters != Filters() else None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SanadError("bad_input", reason=f"{text}: YYYY-MM-DD") from error
