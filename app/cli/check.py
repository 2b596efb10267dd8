"""`sanad check`: sentences against their sources or the library, one or a file of them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.answering.citing.checking import Checked
from app.answering.fact_check import LONGEST, LONGEST_SOURCE, FactChecker, sentences
from app.cli import output as terminal
from app.cli.questions import open_lines
from app.cli.reader import reader_language
from app.json_shapes import check_json, error_json
from app.messages.errors import SanadError
from app.messages.terminal import say
from app.services import make_aligner, open_store
from app.settings import Settings
from app.storage_errors import errors_in_words
from vectorstore.embedding.making import make_embedder

LARGEST_TEXT = 1_000_000  # bytes of a text to be checked


@dataclass(frozen=True, slots=True)
class _Line:
    identifier: str | None
    sentence: str
    source: str | None = None
    context: str = ""
    problem: SanadError | None = None


def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check every sentence; 1 where a line could not be read."""
    failed = False
    with ExitStack() as stack, errors_in_words():
        lines = _lines(arguments, stack)
        checker: FactChecker | None = None
        for line in lines:
            if line.problem is not None:
                failed = True
                terminal.put_json({"id": line.identifier, **error_json(line.problem, reader_language())}, indent=None)
                continue
            if checker is None or (line.source is None and checker.search is None):
                checker = _open(settings, stack, library=line.source is None)
            _put(arguments, line, checker.check(line.sentence, line.source, line.context))
    return int(failed)


def _open(settings: Settings, stack: ExitStack, *, library: bool) -> FactChecker:
    """Return a checker; the library is opened only where a sentence comes without its source."""
    if not library:
        return FactChecker(make_aligner(make_embedder("local")))
    store = stack.enter_context(open_store(settings, write=False))
    return FactChecker(make_aligner(store.embedder), store.retriever.search)


def _lines(arguments: argparse.Namespace, stack: ExitStack) -> Iterator[_Line]:
    if arguments.jsonl:
        for number, raw in enumerate(open_lines(arguments.jsonl, stack), start=1):
            if raw.strip():
                yield _parse(raw, number)
        return
    yield from (_Line(None, sentence) for sentence in sentences(_text(arguments.file, stack)))


def _text(name: str, stack: ExitStack) -> str:
    data = b"".join(open_lines(name, stack))
    if len(data) > LARGEST_TEXT:
        raise SanadError("bad_input", reason=f"{name}: > {LARGEST_TEXT // 1000} kB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SanadError("bad_input", reason=f"{Path(name).name}: UTF-8: {error.reason}") from error


def _parse(raw: bytes, number: int) -> _Line:
    identifier = None
    try:
        read: dict[str, Any] = json.loads(raw.decode("utf-8-sig"))
        identifier = read.get("id")
        sentence, source, context = read["sentence"], read.get("source"), read.get("context") or ""
        if not isinstance(sentence, str) or not isinstance(source, str | None) or not isinstance(context, str):
            raise ValueError("sentence, source and context are texts")
        if len(sentence) > LONGEST or len(source or "") > LONGEST_SOURCE or len(context) > LONGEST_SOURCE:
            raise ValueError(f"longer than {LONGEST} or {LONGEST_SOURCE} characters")
        if not sentence.strip():
            raise ValueError("sentence is empty")
        return _Line(identifier, sentence, source, context)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return _Line(identifier, "", problem=SanadError("bad_input", reason=f"line {number}: {error}"))


def _put(arguments: argparse.Namespace, line: _Line, checked: Checked) -> None:
    if arguments.jsonl or arguments.json:
        terminal.put_json(check_json(checked, line.identifier), indent=None)
        return
    mark = {"supported": "✓", "partial": "~", "unchecked": "?", "unsupported": "✗"}[checked.support]
    terminal.put(f"{mark} {checked.text}")
    if checked.support != "supported":
        terminal.put(f"    {say(checked.support, reader_language())}: {' '.join(checked.reasons)}")
    for span in checked.spans if checked.support in ("supported", "partial") else ():
        terminal.put(f"    [{span.article.title}] {' '.join(span.text.split())}")
