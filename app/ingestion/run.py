"""One ingestion run, step by step: read, compare, parse, split, stage; embed, publish; find what is gone."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app.ingestion.fingerprint import Fingerprint, Remembered
from app.ingestion.gone import find_gone
from app.ingestion.interruptible import interruptible
from app.ingestion.report import Change, IngestProgress, IngestReport, Rejection, Warned
from app.messages.ingestion import doubt, reason
from ingest.article import Article, Doubt, Passage
from ingest.documents import RawDocument, Reading, Refused, RefusedError
from ingest.language import Language
from ingest.near_duplicates import shares_nothing
from ingest.passages import TokenCounter, split_passages
from ingest.sources.found import Found, Unchanged, WebDocument
from ingest.sources.sources import Sources, Upload
from vectorstore.index.sync import Synchroniser, SyncProgress
from vectorstore.library.library import Library
from vectorstore.library.schema import ArticleDamagedError
from vectorstore.types import StageResult

_log = logging.getLogger(__name__)

# Articles staged before they are embedded and published together. The seeds have 20 texts each (passages and
# sentences), so a batch is a few steps of the synchroniser: large enough that its commits cost nothing, small enough
# that the first articles can be searched after half a minute.
BATCH = 32
BATCH_SECONDS = 10.0  # slow sources do not hold back what has been read
TELL_SECONDS = 0.1


class ArticleParser(Protocol):
    """What reads documents: `ingest.parsing.parse.Parser`."""

    def parse(self, raw: RawDocument, cancelled: Callable[[], bool]) -> Reading:
        """Return the document's articles; none where it was cancelled meanwhile. Raises RefusedError."""


@dataclass(frozen=True)
class Parts:
    """What a run works with."""

    sources: Sources
    parser: ArticleParser
    library: Library
    synchroniser: Synchroniser
    count_tokens: TokenCounter | None
    remembered: Remembered
    pipeline: str
    clock: Callable[[], float]
    record: Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """A version that waits to be published, and the article that it is of."""

    result: StageResult
    article: Article


class IngestionRun:
    """Counts, and the steps. Used once."""

    def __init__(
        self,
        parts: Parts,
        language: Language,
        tell: Callable[[IngestProgress], None],
        cancelled: Callable[[], bool],
        *,
        accept: bool = False,
        by: str = "",
    ) -> None:
        self._by = by
        self._parts = parts
        self._language = language
        self._listener = tell
        self._cancelled = cancelled
        self._accept = accept
        self._started = self._synchronised = parts.clock()
        self._told = -math.inf
        self._counts = {"added": 0, "updated": 0, "unchanged": 0}
        self._rejected: list[Rejection] = []
        self._warned: list[Warned] = []
        self._source = ""
        self._done = self._expected = 0
        self._staged: list[Staged] = []
        self._open_ended = False  # a feed or page is being read: nobody knows how much is to come
        self._seen: set[str] = set()
        self._failed: set[str] = set()
        self._read_pages: set[str] = set()

    def execute(self, specs: Sequence[str | Upload], *, prune: bool) -> IngestReport:
        """Do it all, or as much as was done when the run was cancelled; see `Ingestion.run` for what is raised."""
        counted = [None if isinstance(spec, Upload) else self._parts.sources.count(spec) for spec in specs]
        self._expected = sum(count or 1 for count in counted)
        for spec, count in zip(specs, counted, strict=True):
            self._read(spec, count)
        self._synchronise()
        gone = [] if self._cancelled() else self._gone(specs)
        removed = 0
        if prune and gone:
            for article_id, source in gone:
                if self._parts.library.remove(article_id):
                    removed += 1
                    self._parts.record(Change("removed", article_id, 0, source, self._by))
            self._parts.synchroniser.synchronise(cancelled=self._cancelled)
        return self._report(removed, tuple(source for _, source in gone))

    # --- reading ---------------------------------------------------------------------------------
    def _read(self, spec: str | Upload, count: int | None) -> None:
        """Take in everything that one spec names; `count` is how many articles were expected of it."""
        self._open_ended = count is None and not isinstance(spec, Upload)
        articles = 0
        for found in interruptible(self._found(spec), self._cancelled):
            if self._cancelled():
                return
            self._source = found.source
            self._tell()
            taken = self._take(found)
            articles += taken
            if articles > (count or 1):
                self._expected += min(taken, articles - (count or 1))
            waited = self._parts.clock() - self._synchronised
            if len(self._staged) >= BATCH or (self._staged and waited >= BATCH_SECONDS):
                self._synchronise()
        self._open_ended = False
        self._expected -= max(0, (count or 1) - articles)

    def _found(self, spec: str | Upload) -> Iterator[Found]:
        if isinstance(spec, Upload):
            return self._parts.sources.read_upload(spec.name, spec.path)
        return self._parts.sources.read(spec, self._parts.remembered)

    def _take(self, found: Found) -> int:
        """Store what was found; returns for how many articles it counts."""
        if found.identity is not None:
            self._seen.add(found.identity)
        if isinstance(found, Refused):
            self._reject(found.source, found.identity, found.code, found.params)
        elif isinstance(found, Unchanged):
            self._count("unchanged")
        else:
            return self._document(found)
        return 1

    def _document(self, document: RawDocument) -> int:
        if isinstance(document, WebDocument) and document.identity in self._read_pages:
            return 0  # the same article under another address, once more in this run
        if isinstance(document, WebDocument):
            self._read_pages.add(document.identity)
        fingerprint = Fingerprint.of(document, self._parts.pipeline)
        if not self._accept and self._parts.remembered.is_same(document.identity, fingerprint):
            self._count("unchanged")
            return 1
        try:
            reading, articles = self._articles(document)
        except RefusedError as error:
            if not self._cancelled():
                self._reject(document.source, document.identity, error.code, error.params)
            return 1
        for part in reading.refused:
            self._reject(part.source, part.identity, part.code, part.params)
        for article, passages in articles:
            if self._cancelled():
                break
            if isinstance(document, WebDocument) and not self._accept and self._is_another(article):
                self._hold(article, fingerprint)
                continue
            result = self._parts.library.stage(article, passages, raw_digest=fingerprint.to_text())
            self._seen.add(article.identity)
            if result.outcome == "unchanged":
                self._count("unchanged")
            else:
                self._staged.append(Staged(result, article))
        return len(articles) + len(reading.refused)

    def _articles(self, document: RawDocument) -> tuple[Reading, list[tuple[Article, tuple[Passage, ...]]]]:
        """Return what was read, and the articles with their passages. Raises RefusedError and nothing else."""
        try:
            reading = self._parts.parser.parse(document, self._cancelled)
            pairs = [(article, split_passages(article, self._parts.count_tokens)) for article in reading]
        except RefusedError:
            raise
        except Exception as error:  # the document is hostile until proven otherwise; it costs itself, not the run
            _log.exception("reading failed: %r", document.source)
            raise RefusedError("crashed") from error
        pairs = [(article, passages) for article, passages in pairs if passages]
        if not pairs:
            raise RefusedError("no_text")
        return reading, pairs

    def _is_another(self, article: Article) -> bool:
        """Whether a page shares almost nothing with what is stored of its address: perhaps it is not the article."""
        try:
            stored = self._parts.library.article(article.article_id)
        except ArticleDamagedError:
            return False  # nothing to compare with, and reading it again is the remedy
        return stored is not None and stored.state == "published" and shares_nothing(stored.article.text, article.text)

    def _hold(self, article: Article, fingerprint: Fingerprint) -> None:
        self._parts.library.hold(article, raw_digest=fingerprint.to_text())
        self._seen.add(article.identity)
        self._count("unchanged")
        self._warn(replace(article, doubts=(Doubt("to_confirm"),)))

    def _warn(self, article: Article) -> None:
        """Note what is doubtful of an article that is new or has changed: of the others it has been said."""
        for one in article.doubts:
            told = doubt(one.code, one.params, self._language)
            self._warned.append(Warned(article.source, article.title, told, one.code))

    def _reject(self, source: str, identity: str | None, code: str, params: Mapping[str, str | int]) -> None:
        self._rejected.append(Rejection(source, reason(code, params, self._language), code))
        self._done += 1
        if identity is not None:
            self._failed.add(identity)

    def _count(self, outcome: str) -> None:
        self._counts[outcome] += 1
        self._done += 1

    # --- indexing --------------------------------------------------------------------------------
    def _synchronise(self) -> None:
        """Embed and publish what is staged, also what an earlier run left.

        What a cancelled run had staged and not published is withdrawn, or the next one's articles would wait for it.
        """
        batch, self._staged = self._staged, []

        def progress(made: SyncProgress) -> None:
            share = made.texts_done / made.texts_total if made.texts_total else 1.0
            self._tell(int(len(batch) * min(1.0, share)), made.texts_done, made.texts_total)

        if not self._cancelled():
            self._parts.synchroniser.synchronise(progress, self._cancelled)
        withdrawn = self._withdraw(batch) if self._cancelled() else frozenset()
        for staged in batch:
            if staged.result.article_id not in withdrawn:
                made = staged.result
                self._counts[made.outcome] += 1
                self._done += 1
                source = staged.article.source
                self._parts.record(Change(made.outcome, made.article_id, made.version, source, self._by))
                self._warn(staged.article)
        self._synchronised = self._parts.clock()

    def _withdraw(self, batch: Sequence[Staged]) -> frozenset[str]:
        versions = [(staged.result.article_id, staged.result.version) for staged in batch]
        return self._parts.library.withdraw(versions)

    def _gone(self, specs: Sequence[str | Upload]) -> list[tuple[str, str]]:
        paths = (spec for spec in specs if isinstance(spec, str))
        inside = [prefix for prefix in map(self._parts.sources.inside, paths) if prefix is not None]
        return find_gone(self._parts.library, inside, self._seen, self._failed)

    # --- telling ---------------------------------------------------------------------------------
    def _tell(self, more_done: int = 0, texts_done: int = 0, texts_total: int = 0) -> None:
        now = self._parts.clock()
        if now - self._told < TELL_SECONDS:
            return
        self._told = now
        done = self._done + more_done
        total = 0 if self._open_ended else max(self._expected, done)
        self._listener(IngestProgress(done, total, self._source, texts_done, texts_total))

    def _report(self, removed: int, gone: tuple[str, ...]) -> IngestReport:
        held = self._parts.library.counts()
        return IngestReport(
            self._counts["added"], self._counts["updated"], self._counts["unchanged"], removed, tuple(self._rejected),
            held.articles, held.passages, self._parts.clock() - self._started, gone, self._cancelled(),
            tuple(self._warned),
        )  # fmt: skip
