"""Data: an article after reading and cleaning, and its passages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ingest.language import Language, Span


def digest(*parts: str) -> str:
    """Return 24 hex digits of SHA-256 over `parts`, kept apart by NUL; lone surrogates do not raise."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece of a page that cleaning left out, and why (a short English key such as `cookies`)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """What of an article was not read or may be wrong: `code` is a stable key that the program words with `params`."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """One news article: every offset anywhere in the program points into `text`.

    `source` is the path or URL as the editor gave it; `identity` is its canonical form (absolute path,
    canonical URL), from which `article_id` follows, so that the same source always is the same article.
    `published` is the day in the publisher's own time zone, `published_at` the moment where the source gives one;
    so are `updated` and `updated_at`. `doubts` are for the report of a run and are not stored.
    """

    source: str
    identity: str
    title: str
    text: str
    language: Language
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    updated: date | None = None
    removed: tuple[Removed, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    doubts: tuple[Doubt, ...] = field(default=(), compare=False)
    article_id: str = field(init=False)
    content_hash: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "article_id", digest("article", self.identity)[:16])
        shown = (self.title, self.text, self.outlet or "", self.author or "", str(self.published), str(self.updated))
        # Not `updated_at`: pages that give the moment of the visit would make a new version at each one.
        moment = (self.published_at.isoformat(),) if self.published_at else ()
        object.__setattr__(self, "content_hash", digest("content", *shown, *moment))


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: `text == article.text[start:end]`.

    `sentences` are offsets into the article's text, in order, inside [start, end). `passage_id` depends
    on the article and on what is embedded (title and text), not on the offsets: an edit elsewhere in the
    article leaves it, and so its vectors, as they were. `occurrence` tells identical passages of one
    article apart.
    """

    article_id: str
    ordinal: int
    start: int
    end: int
    text: str
    title: str
    language: Language
    sentences: tuple[Span, ...]
    occurrence: int = 0
    passage_id: str = field(init=False)

    def __post_init__(self) -> None:
        identifier = digest("passage", self.article_id, self.title, self.text, str(self.occurrence))
        object.__setattr__(self, "passage_id", identifier)
