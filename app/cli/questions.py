"""The questions of one run, of the command line or a file of them, and the articles that they are about."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from app.answering.answer import Turn
from app.cli import output as terminal
from app.cli.reader import reader_language
from app.json_shapes import error_json
from app.messages.errors import SanadError
from vectorstore.types import Filters

# A line of --jsonl longer than this is refused: a question with its history is far shorter.
_LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a --jsonl file or of the command line; `problem` says why a line is not one."""

    identifier: str | None
    question: str
    history: tuple[Turn, ...] = ()
    problem: SanadError | None = None


def report_failure(error: SanadError, asked: Asked, arguments: argparse.Namespace) -> bool:
    """Print what stands in the place of a reply and return False, or raise it where there was one question only."""
    if not arguments.jsonl:
        raise error
    shown = error_json(error, reader_language(asked.question))
    terminal.put_json({"id": asked.identifier, "question": asked.question, **shown}, indent=None)
    return False


def questions(arguments: argparse.Namespace, stack: ExitStack) -> Iterator[Asked]:
    """Yield the questions in order; a line that is none has a `problem`. A file is closed with `stack`."""
    if not arguments.jsonl:
        yield Asked(None, arguments.question)
        return
    for number, line in enumerate(open_lines(arguments.jsonl, stack), start=1):
        if line.strip():
            yield _parse(line, number)


def open_lines(name: str, stack: ExitStack) -> Iterator[bytes]:
    """Yield the lines of a file, or of standard input for `-`, none longer than is bounded. Raises SanadError."""
    lines = _opened(name, stack)
    while line := lines.readline(_LONGEST_LINE + 1):
        yield line


def _opened(name: str, stack: ExitStack) -> IO[bytes]:
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


def filters(arguments: argparse.Namespace) -> Filters | None:
    """Return which articles are wanted, None for all. Raises SanadError for a day that is none."""
    wanted = Filters(
        outlets=tuple(arguments.outlet),
        languages=tuple(arguments.language),
        published_from=_day(arguments.published_from),
        published_to=_day(arguments.published_to),
    )
    return wanted if wanted != Filters() else None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SanadError("bad_input", reason=f"{text}: YYYY-MM-DD") from error
