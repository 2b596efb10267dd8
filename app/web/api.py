"""The endpoints /ask, /search, /ingest and /articles, each with the public JSON. Knows no page and no model."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from time import perf_counter
from typing import Any

import gradio as gr
from gradio.events import api

from app.answering.answer import Completed, Turn
from app.ingestion.report import IngestReport
from app.web.article_panel import address_of
from app.web.desk_protocol import Desk, Shapes
from ingest.sources.sources import is_remote

_MOST_HITS = 50
_MOST_SOURCES = 1_000
_QUESTION_CHARACTERS = 4_000
_HISTORY_TURNS = 20


def add_api(desk: Desk, shapes: Shapes, *, concurrency: int) -> None:
    """Add the endpoints to the current `gr.Blocks`.

    `/ingest` takes web addresses only: a path on this machine would let any visitor read any file.
    """

    async def ask(question: str, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Answer a question; `history` is a list of {"question", "answer"}, oldest first."""
        events: AsyncGenerator[Any, None] = desk.ask(_question(question), _turns(history))
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Completed):
                    return shapes.answer(event.answer)
        raise gr.Error("no answer", print_exception=False)

    def search(question: str, k: int = 8) -> dict[str, Any]:
        """Return the passages nearest to a question, best first."""
        started = perf_counter()
        question = _question(question)
        hits = desk.search(question, max(1, min(int(k), _MOST_HITS)))
        return shapes.hits(question, hits, (perf_counter() - started) * 1000)

    def ingest(sources: list[str], request: gr.Request) -> dict[str, Any]:
        """Read web pages and feeds into the library, and return the report."""
        summary: IngestReport | None = None
        for step in desk.ingest(_allowed(sources), by=address_of(request)):
            if isinstance(step, IngestReport):
                summary = step
        if summary is None:
            raise gr.Error("no report", print_exception=False)
        return shapes.report(summary)

    def articles() -> list[dict[str, Any]]:
        """List the articles of the library."""
        return shapes.articles(desk.articles())

    api(ask, api_name="ask", concurrency_limit=concurrency, concurrency_id="ask")
    api(search, api_name="search", concurrency_limit=4)
    api(ingest, api_name="ingest", concurrency_limit=1, concurrency_id="ingest")
    api(articles, api_name="articles", concurrency_limit=4)


def _question(question: str) -> str:
    question = str(question).strip()[:_QUESTION_CHARACTERS]
    if not question:
        raise gr.Error("the question is empty", print_exception=False)
    return question


def _turns(history: list[dict[str, str]] | None) -> list[Turn]:
    turns = [turn for turn in (history or [])[-_HISTORY_TURNS:] if isinstance(turn, dict)]
    return [Turn(str(turn.get("question", ""))[:20_000], str(turn.get("answer", ""))[:20_000]) for turn in turns]


def _allowed(sources: Sequence[str]) -> list[str]:
    wanted = [str(source).strip() for source in sources][:_MOST_SOURCES]
    refused = [source for source in wanted if not is_remote(source)]
    if refused:
        raise gr.Error(f"not a web address: {refused[0][:200]}", print_exception=False)
    return wanted
