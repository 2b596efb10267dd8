"""What the page can do, carried out: the page's `Desk` over the open library and models. Knows no Gradio."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.answering.answer import Completed, Event, Turn
from app.answering.chain import Assistant
from app.closing import Closing, until_closing
from app.examples import example_questions
from app.ingestion.ingestion import Ingestion
from app.ingestion.report import Change, IngestProgress, IngestReport
from app.ingestion.rereading import reread_specs
from app.keeper import Keeper
from app.messages.errors import SanadError
from app.metrics import Metrics
from app.models.provider import ChatModels
from app.models.status import ModelStatus
from app.services import Store
from app.storage_errors import errors_in_words
from app.web.desk_protocol import ArticleVersion, ArticleView, LibraryStatus
from ingest.language import Language
from ingest.sources.sources import Upload
from vectorstore.types import ArticleSummary, Filters, Hit


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """The page's desk. Shared by all visitors; one of them ingests at a time, the others go on asking."""

    store: Store
    models: ChatModels
    assistant: Assistant
    ingestion: Ingestion
    keeper: Keeper | None = None
    record: Callable[[Change], None] = lambda _: None
    metrics: Metrics = field(default_factory=Metrics)
    has_room: Callable[[], bool] = lambda: True
    closing: Closing = field(default_factory=Closing)
    _ingesting: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self, question: str, history: Sequence[Turn], *, filters: Filters | None = None
    ) -> AsyncGenerator[Event, None]:
        """Yield the events of one answer; closing the generator stops the model.

        Raises SanadError("stopping") once the desk is closing.
        """
        return self._counted(until_closing(self.assistant.ask(question, history, filters=filters), self.closing))

    async def _counted(self, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
        with self.metrics.running.track_inprogress():
            try:
                async with aclosing(events):
                    async for event in events:
                        if isinstance(event, Completed):
                            self.metrics.answered(event.answer)
                        yield event
            except SanadError as error:
                self.metrics.failed(error)
                raise

    def search(self, question: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """Return at most `k` hits for `question`, best first. Raises SanadError."""
        with errors_in_words():
            return self.store.retriever.search(question, k=k, filters=filters)

    def articles(self) -> list[ArticleSummary]:
        """Return every article's newest version, newest first."""
        return self.store.library.articles()

    def article(self, article_id: str, version: int | None = None) -> ArticleView | None:
        """Return one article (its newest version by default), or None where there is none."""
        stored = self.store.library.article(article_id, version)
        if stored is None:
            return None
        versions = [
            ArticleVersion(kept.summary.version, kept.summary.updated_at)
            for kept in reversed(self.store.library.versions(article_id))
            if kept.state != "staged"
        ]
        return ArticleView(stored.summary, stored.article.text, stored.article.removed, tuple(versions))

    def ingest(
        self,
        sources: Sequence[str],
        uploads: Sequence[Path] = (),
        *,
        prune: bool = False,
        language: Language = "en",
        by: str = "",
    ) -> Generator[IngestProgress | IngestReport, None, None]:
        """Read the sources and uploads; yield steps, then one summary. Closing it cancels within two seconds."""
        if not self.has_room():
            raise SanadError("quota_full")
        specs: list[str | Upload] = [*sources, *(Upload(path.name, path) for path in uploads)]
        stop = threading.Event()
        with self.ingesting(wait=1), errors_in_words():
            try:
                yield from self.ingestion.run(specs, prune=prune, cancelled=stop, language=language, by=by)
            finally:
                stop.set()

    @contextmanager
    def ingesting(self, *, wait: float | None) -> Iterator[None]:
        """Let nobody else ingest. Raises SanadError("busy_ingesting") where that takes longer than `wait` seconds."""
        if not self._ingesting.acquire(timeout=-1 if wait is None else wait):
            raise SanadError("busy_ingesting")
        try:
            yield
        finally:
            self._ingesting.release()

    def reread(
        self, article_ids: Sequence[str] | None = None, *, language: Language = "en", by: str = ""
    ) -> Generator[IngestProgress | IngestReport, None, None]:
        """Read the sources of these articles again (of all: None); uploaded files, which are gone, stay as they are."""
        wanted = article_ids if article_ids is not None else [article.article_id for article in self.articles()]
        stored = (self.store.library.article(article_id) for article_id in wanted)
        yield from self.ingest(list(reread_specs(filter(None, stored))), language=language, by=by)

    def remove(self, article_id: str, *, by: str = "") -> bool:
        """Remove an article and its passages; False where there was none."""
        synchroniser = self.store.synchroniser
        assert synchroniser is not None, "opened to write"
        with errors_in_words():
            removed = synchroniser.library.remove(article_id)
            if removed:
                self.record(Change("removed", article_id, 0, "", by))
                synchroniser.synchronise()
        return removed

    def status(self) -> ModelStatus:
        """Return how the chat model is now."""
        return self.models.status()

    def library_status(self) -> LibraryStatus:
        """Return what is going on in the library."""
        return self.keeper.status() if self.keeper is not None else LibraryStatus()

    def waiting(self) -> dict[str, str]:
        """Return what is not ready yet, by name, with a word on how far it is; empty where all is."""
        model, library = self.status().state, self.library_status().work
        found: dict[str, str] = {"model": model} if model not in ("ready", "failed") else {}
        if library != "none":
            found["library"] = library
        return found | ({"program": "stopping"} if self.closing.is_set() else {})

    def examples(self, language: Language) -> list[str]:
        """Return a few questions that the articles at hand can answer, in `language`."""
        return example_questions(self.articles(), language)
