"""Rows to dataclasses and back, and filters in SQL and in Python. Knows the columns, not the transactions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from ingest.article import Article, Removed
from ingest.language import Span
from vectorstore.library.schema import ArticleDamagedError, checksum
from vectorstore.types import ArticleSummary, Filters, State, StoredArticle, StoredPassage, Terms

Row: TypeAlias = Sequence[Any]
T = TypeVar("T")

SUMMARY = (
    "a.article_id, v.version, v.title, v.outlet, v.author, v.source, v.language, v.published, v.updated, "
    "v.passages, v.stored_at, a.story_id, "
    "(SELECT about FROM checksums c WHERE c.article_id = v.article_id AND c.version = v.version)"
)
SUMMARY_COLUMNS = 13
ARTICLE = (
    f"{SUMMARY}, a.identity, v.removed, v.text, a.published_version, a.staged_version, a.removed_at, "  # noqa: S608
    "(SELECT body FROM checksums c WHERE c.article_id = v.article_id AND c.version = v.version)"
)
PASSAGE_COLUMNS = 14
PASSAGE = (
    "p.passage_id, p.article_id, p.version, p.ordinal, p.start, p.stop, p.text, p.title, p.language, p.sentences, "
    "p.title_terms, p.terms, p.names, p.checksum"
)

_SURROGATE = re.compile("[\ud800-\udfff]")
MOST_PARAMETERS = 900  # older SQLite libraries allow 999 parameters in a statement


def batches(items: Sequence[T], size: int = MOST_PARAMETERS) -> Iterator[Sequence[T]]:
    """Yield `items` in runs of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def marks(count: int) -> str:
    """Return `count` SQL parameter marks."""
    return ",".join("?" * count)


def to_summary(row: Row) -> ArticleSummary:
    """Return the article that a row of `SUMMARY` columns describes. Raises ArticleDamagedError."""
    if checksum(*row[:11]) != row[12]:
        raise ArticleDamagedError(row[0], row[1])
    return ArticleSummary(
        article_id=row[0], version=row[1], title=row[2], outlet=row[3], author=row[4], source=row[5], language=row[6],
        published=_day(row[7]), updated=_day(row[8]), passages=row[9], updated_at=row[10], story_id=row[11],
        published_at=_moment(row[7]),
    )  # fmt: skip


def to_article(row: Row) -> StoredArticle:
    """Return the stored version that a row of `ARTICLE` columns holds. Raises ArticleDamagedError."""
    summary = to_summary(row)
    identity, removed, text, published_version, staged_version, removed_at, body = row[SUMMARY_COLUMNS:]
    if checksum(summary.article_id, summary.version, removed, text) != body:
        raise ArticleDamagedError(summary.article_id, summary.version)
    article = Article(
        source=summary.source, identity=identity, title=summary.title, text=text, language=summary.language,
        outlet=summary.outlet, author=summary.author, published=summary.published, updated=summary.updated,
        removed=tuple(Removed(piece, reason) for piece, reason in json.loads(removed)),
        published_at=summary.published_at, updated_at=_moment(row[8]),
    )  # fmt: skip
    state: State = "superseded"
    if summary.version == published_version:
        state = "published"
    elif summary.version == staged_version:
        state = "staged"
    elif removed_at is not None:
        state = "removed"
    elif published_version is not None and summary.version > published_version:
        state = "held"
    return StoredArticle(article, state, summary)


def to_passage(row: Row, article: ArticleSummary) -> StoredPassage:
    """Return the passage that a row of `PASSAGE` columns holds. Raises ArticleDamagedError."""
    if checksum(*row[:10]) != row[13]:
        raise ArticleDamagedError(row[1], row[2])
    passage_id, article_id, version, ordinal, start, end, text, title, language, sentences, *terms = row[:13]
    return StoredPassage(
        passage_id, article_id, version, ordinal, start, end, text, title, language, text_to_spans(sentences), article,
        Terms(*terms),
    )  # fmt: skip


def spans_to_text(sentences: Sequence[Span]) -> str:
    """Return the offsets as one flat JSON list."""
    return json.dumps([offset for span in sentences for offset in (span.start, span.end)], separators=(",", ":"))


def text_to_spans(text: str) -> tuple[Span, ...]:
    """Return the offsets that `spans_to_text` wrote."""
    flat = json.loads(text)
    return tuple(Span(flat[at], flat[at + 1]) for at in range(0, len(flat), 2))


def removed_to_text(removed: Sequence[Removed]) -> str:
    """Return what cleaning left out as JSON; lone surrogates survive as escapes."""
    return json.dumps([[piece.text, piece.reason] for piece in removed])


def storable(text: str) -> str:
    """Return `text` with lone surrogates replaced one for one: SQLite stores UTF-8, which has none."""
    return _SURROGATE.sub("\ufffd", text)


def filter_clause(filters: Filters | None) -> tuple[str, list[str]]:
    """Return an SQL condition over `versions v` (with AND before it) and its parameters; empty for no filter."""
    if filters is None:
        return "", []
    parts: list[str] = []
    parameters: list[str] = []
    for column, values in (("v.outlet", filters.outlets), ("v.language", filters.languages)):
        if values:
            parts.append(f"{column} IN ({marks(len(values))})")
            parameters.extend(values)
    for comparison, day in ((">=", filters.published_from), ("<=", filters.published_to)):
        if day is not None:
            parts.append(f"substr(v.published, 1, 10) {comparison} ?")
            parameters.append(day.isoformat())
    return "".join(f" AND {part}" for part in parts), parameters


def passes(article: ArticleSummary, filters: Filters | None) -> bool:
    """Whether the article passes the filters; one without a date never passes a date filter."""
    if filters is None:
        return True
    if filters.outlets and article.outlet not in filters.outlets:
        return False
    if filters.languages and article.language not in filters.languages:
        return False
    if filters.published_from or filters.published_to:
        if article.published is None:
            return False
        first, last = filters.published_from or date.min, filters.published_to or date.max
        return first <= article.published <= last
    return True


def now() -> str:
    """Return the present moment as it is stored: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text[:10])


def _moment(text: str | None) -> datetime | None:
    return None if text is None or len(text) <= 10 else datetime.fromisoformat(text)


def day_to_text(day: date | None, moment: datetime | None) -> str | None:
    """Return a date as it is stored: the moment where it is known, which begins with its day, else the day."""
    known = moment or day
    return known.isoformat() if known is not None else None
