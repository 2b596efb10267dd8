"""Data: a document as fetched, before it is parsed, and the reasons for refusing one.

Sources create it, the parser reads it, and the program words the refusal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import overload

from ingest.article import Article, Doubt, Removed


@dataclass(frozen=True)
class RawDocument:
    """Bytes with their origin.

    `source` is the path or URL as it was given, `identity` its canonical form (see `ingest.article.Article`).
    `name` is the file's name, of which only the extension is trusted as a hint. `media_type` and `charset` are
    what the origin claims, None where it claims nothing; both may be wrong. `metadata` holds what the origin
    knows about the article (a feed's entry, say): title, outlet, author, published, updated, url.
    """

    source: str
    identity: str
    data: bytes
    name: str
    media_type: str | None = None
    charset: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parsed:
    """`text` has one paragraph to a line (or hard-wrapped lines between blank ones). The rest is None where unknown.

    `published` and `updated` are a `datetime` where the hour is known too. `removed` is what the reader itself left
    out, such as a page's menus, `doubts` what it is not sure of. `part` names one of several articles of a file and is
    empty where the file is one article.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    updated: date | None = None
    url: str | None = None
    removed: tuple[Removed, ...] = ()
    part: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A source that gave no document: `code` is a stable key that the program words, `params` fill its blanks.

    `identity` is None where the source never got as far as having one. `temporary` says that trying again may help.
    """

    source: str
    code: str
    identity: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)
    temporary: bool = False


class RefusedError(Exception):
    """Raised where a source, page or document turns out not to be readable: what becomes `Refused`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, str | int] = dict(params)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({details})" if details else self.code

    def refused(self, source: str, identity: str | None = None) -> Refused:
        """Return this as what a run reports about `source`."""
        return Refused(source, self.code, identity, self.params)


@dataclass(frozen=True, slots=True)
class Reading(Sequence[Article]):
    """The articles of one document; `refused` are its parts that are none, such as a broken line of JSON Lines."""

    articles: tuple[Article, ...]
    refused: tuple[Refused, ...] = ()

    def __len__(self) -> int:
        return len(self.articles)

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Article, ...]: ...
    def __getitem__(self, index: int | slice) -> Article | tuple[Article, ...]:
        return self.articles[index]
