"""What a search gives back. Plain data: knows no database, index, model or page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ingest.language import Language


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What is shown of an article wherever it is listed or cited.

    `published_at` is the moment of publication where the source gives one, `updated_at` when this version was stored
    (ISO 8601, UTC). `story_id` is shared by near-duplicate articles, which count as one source; it is the article's
    own id where there is no twin.
    """

    article_id: str
    version: int
    title: str
    outlet: str | None
    author: str | None
    source: str
    language: Language
    published: date | None
    updated: date | None
    passages: int
    updated_at: str
    story_id: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a hit: offsets into the article's text, and how well it fits the question, in [0, 1]."""

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of one article found for a question: one passage, or neighbouring passages joined.

    `text` is the article's text [start:end], verbatim. `score` is a calibrated relevance in [0, 1],
    comparable across languages. `rank` starts at 1.
    """

    rank: int
    score: float
    article: ArticleSummary
    start: int
    end: int
    text: str
    sentences: tuple[ScoredSentence, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be found. Empty means all. Dates are inclusive and compare with `published`."""

    outlets: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
