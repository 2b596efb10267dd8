"""The systems that answer: the tutorial's pipeline and ours with each kind of model."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from langchain_core.documents import Document

from app.answering.answer import Answer, CitedSpan, Completed, Draft, SentenceDone, SourcesFound
from app.answering.chain import Assistant
from app.messages.errors import SanadError
from app.models.provider import ChatModels
from app.models.streaming import TextChunk, UsageChunk, stream_chat
from app.services import Store, make_assistant, open_store
from bench import tutorial
from bench.homes import temporary_settings
from bench.replies import Cited, Reply
from vectorstore.embedding.embedders import Embedder
from vectorstore.library.reader import LibraryReader

Ask = Callable[[str], Reply]
_WARM_UP = "؟ warm up"  # loads the embedder: no question should pay for that


class System(Protocol):
    """Answers questions from a library that was made before."""

    @property
    def name(self) -> str:
        """The column's heading."""

    def opened(self, home: Path) -> AbstractContextManager[Ask]:
        """Open the library in `home`; a context manager that gives the function to ask."""


@dataclass(frozen=True)
class Sanad:
    """Our chain, with the model of a spec."""

    name: str
    spec: str
    models: ChatModels
    embedder: Embedder

    @contextmanager
    def opened(self, home: Path) -> Iterator[Ask]:
        """See `System`."""
        settings = temporary_settings(home, chat_model=self.spec)
        with open_store(settings, write=False, embedder=self.embedder) as store:
            store.retriever.search(_WARM_UP, k=1)
            assistant = make_assistant(store, self.models)
            yield lambda question: asyncio.run(self._ask(assistant, store, question))

    async def _ask(self, assistant: Assistant, store: Store, question: str) -> Reply:
        started = time.perf_counter()
        sources: float | None = None
        first: float | None = None
        try:
            async for event in assistant.ask(question):
                now = time.perf_counter() - started
                if isinstance(event, SourcesFound):
                    sources = now
                elif isinstance(event, Draft | SentenceDone):
                    first = first or now
                elif isinstance(event, Completed):
                    return _reply(event.answer, store.library, sources, first or now, now)
        except SanadError as error:
            return Reply("", False, seconds_done=time.perf_counter() - started, problem=f"{error.code}: {error}")
        raise AssertionError("the chain ends with Completed")


def _reply(answer: Answer, library: LibraryReader, sources: float | None, first: float, done: float) -> Reply:
    return Reply(
        text=answer.text,
        refused=answer.refused,
        citations=tuple(
            Cited(document_name(one.article.source), one.text, is_verbatim(library, one)) for one in answer.citations
        ),
        sources=tuple(dict.fromkeys(document_name(hit.article.source) for hit in answer.sources)),
        seconds_sources=sources,
        seconds_first=first,
        seconds_done=done,
        input_tokens=answer.usage.input_tokens,
        output_tokens=answer.usage.output_tokens,
        details=(
            {"best_score": round(answer.sources[0].score, 3) if answer.sources else None, "notices": answer.notices},
            *(
                {"text": one.text, "support": one.support, "quoted": one.quoted, "reasons": one.reasons}
                for one in answer.sentences
            ),
        ),
    )  # fmt: skip


def is_verbatim(library: LibraryReader, cited: CitedSpan) -> bool:
    """Return whether a citation's quote is what is stored at its place, letter by letter."""
    stored = library.article(cited.article.article_id, cited.article.version)
    return stored is not None and bool(cited.text) and stored.article.text[cited.start : cited.end] == cited.text


def document_name(source: str) -> str:
    """Return how trials call an article: a file's name, or a data set's own key."""
    return source.removeprefix("text:") if source.startswith("text:") else Path(source).name


@dataclass(frozen=True)
class Tutorial:
    """The pipeline of the tutorials over the same articles, embedder and model."""

    name: str
    models: ChatModels
    embedder: Embedder

    @contextmanager
    def opened(self, home: Path) -> Iterator[Ask]:
        """See `System`. It gets the articles' cleaned text, whatever their format: that is our gift to it."""
        index = tutorial.TutorialIndex(self.embedder)
        with open_store(temporary_settings(home), write=False, embedder=self.embedder) as store:
            listed = store.library.articles()
            texts = {document_name(one.source): _text(store.library, one.article_id) for one in listed}
        index.add([Document(page_content=text, metadata={"source": name}) for name, text in texts.items()])
        index.search(_WARM_UP)
        try:
            yield lambda question: asyncio.run(self._ask(index, texts, question))
        finally:
            index.close()

    async def _ask(self, index: tutorial.TutorialIndex, texts: dict[str, str], question: str) -> Reply:
        started = time.perf_counter()
        chunks = index.search(question)
        sources = time.perf_counter() - started
        first: float | None = None
        text, spent = "", (0, 0)
        model = self.models.current()
        assert model is not None, "asked only once the model is ready"
        try:
            async with aclosing(stream_chat(model, tutorial.messages(question, chunks), self.models.limits)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, TextChunk):
                        first = first or time.perf_counter() - started
                        text += piece.text
                    elif isinstance(piece, UsageChunk):
                        spent = piece.input_tokens, piece.output_tokens
        except SanadError as error:
            return Reply(text, False, seconds_done=time.perf_counter() - started, problem=f"{error.code}: {error}")
        done = time.perf_counter() - started
        numbers = tutorial.cited_numbers(text)
        cited = [chunks[number - 1] for number in numbers if 1 <= number <= len(chunks)]
        return Reply(
            text=text.strip(),
            refused=tutorial.is_refusal(text),
            citations=tuple(
                Cited(name, one.page_content, one.page_content in texts[name])
                for one in cited
                for name in [str(one.metadata["source"])]
            ),
            unknown=len(numbers) - len(cited),
            sources=tuple(dict.fromkeys(str(chunk.metadata["source"]) for chunk in chunks)),
            seconds_sources=sources,
            seconds_first=first,
            seconds_done=done,
            input_tokens=spent[0],
            output_tokens=spent[1],
        )


def _text(library: LibraryReader, article_id: str) -> str:
    stored = library.article(article_id)
    return f"{stored.article.title}\n\n{stored.article.text}" if stored else ""
