"""`sanad search`: the passages nearest to a question, or to each of a file of them."""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack

from app.cli import output as terminal
from app.cli.questions import filters, questions, report_failure
from app.json_shapes import search_json
from app.messages.errors import SanadError
from app.services import open_store
from app.settings import Settings
from app.storage_errors import errors_in_words


def search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Find passages for one question, or for a file of them."""
    wanted = filters(arguments)
    if not 1 <= arguments.k <= 100:
        raise SanadError("bad_input", reason="-k: 1…100", reason_ar="‏-k: ‏1…100")
    with ExitStack() as stack:
        store = stack.enter_context(open_store(settings, write=False))
        failed = False
        for asked in questions(arguments, stack):
            started = time.perf_counter()
            try:
                if asked.problem:
                    raise asked.problem
                if not asked.question.strip():
                    raise SanadError("empty_question")
                with errors_in_words():
                    hits = store.retriever.search(asked.question, k=arguments.k, filters=wanted)
            except SanadError as error:
                failed |= not report_failure(error, asked, arguments)
                continue
            milliseconds = (time.perf_counter() - started) * 1000
            if arguments.jsonl or arguments.json:
                found = search_json(asked.question, hits, milliseconds, asked.identifier)
                terminal.put_json(found, indent=None if arguments.jsonl else 2)
            else:
                terminal.put_hits(hits)
    return int(failed)
