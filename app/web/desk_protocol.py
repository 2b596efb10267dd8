"""What the page needs from the rest of the program, as one protocol. Knows no library, model or index behind it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from app.answering.answer import Answer, Event, Turn
from app.ingestion.report import IngestProgress, IngestReport
from app.messages.errors import SanadError
from app.models.status import ModelStatus
from ingest.article import Removed
from ingest.language import Language
from vectorstore.types import ArticleSummary, Filters, Hit


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One stored version of an article; `updated_at` is when it was stored (ISO 8601, UTC)."""

    version: int
    updated_at: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One version of an article to read. Every offset of a citation points into `text`; versions newest first."""

    summary: ArticleSummary
    text: str
    removed: tuple[Removed, ...] = ()
    versions: tuple[ArticleVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What is going on in the library beside what visitors do, with its texts embedded so far, of how many (0: none).

    `checking`: the index is being opened and compared. Searches work meanwhile.
    """

    work: Literal["none", "checking", "indexing", "failed"] = "none"
    done: int = 0
    total: int = 0
    error: SanadError | None = None


class Desk(Protocol):
    """Everything the page can do. Implementations are shared by all visitors and must be safe to share."""

    def ask(
        self, question: str, history: Sequence[Turn], *, filters: Filters | None = None
    ) -> AsyncGenerator[Event, None]:
        """Yield the events of one answer; closing the generator stops the model."""
        ...

    def search(self, question: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """Return at most `k` hits for `question`, best first."""
        ...

    def articles(self) -> list[ArticleSummary]:
        """Return every article's newest version, newest first."""
        ...

    def article(self, article_id: str, version: int | None = None) -> ArticleView | None:
        """Return one article (its newest version by default), or None where there is none."""
        ...

    def ingest(
        self,
        sources: Sequence[str],
        uploads: Sequence[Path] = (),
        *,
        prune: bool = False,
        language: Language = "en",
        by: str = "",
    ) -> Generator[IngestProgress | IngestReport, None, None]:
        """Read the sources (URLs or feeds) and uploads; yield steps, then one summary. Closing it cancels.

        Reasons of refusals are in `language`; `by` is the address it is asked for from.
        Raises SanadError where the whole run cannot go on.
        """
        ...

    def reread(
        self, article_ids: Sequence[str] | None = None, *, language: Language = "en", by: str = ""
    ) -> Generator[IngestProgress | IngestReport, None, None]:
        """Read the sources of these articles again (of all: None), like `ingest`; uploads stay as they are."""
        ...

    def remove(self, article_id: str, *, by: str = "") -> bool:
        """Remove an article and its passages; False where there was none."""
        ...

    def status(self) -> ModelStatus:
        """Return how the chat model is now."""
        ...

    def library_status(self) -> LibraryStatus:
        """Return what is going on in the library."""
        ...

    def examples(self, language: Language) -> list[str]:
        """Return a few questions that the articles at hand can answer, in `language`."""
        ...


@dataclass(frozen=True, slots=True)
class Shapes:
    """How what the desk returns becomes the JSON of the public contract. `hits` gets the question and milliseconds."""

    answer: Callable[[Answer], dict[str, Any]]
    hits: Callable[[str, Sequence[Hit], float], dict[str, Any]]
    articles: Callable[[Sequence[ArticleSummary]], list[dict[str, Any]]]
    report: Callable[[IngestReport], dict[str, Any]]
