"""Data: the progress of an ingestion run, and its report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far a run is: `done` of `total` articles are searchable, unchanged or rejected.

    `total` is 0 while a feed or page is being read, of which nobody knows how many articles it has. `source` is the
    one being read, or the last one read while the articles so far are embedded: `texts_done` of `texts_total` texts.
    """

    done: int
    total: int
    source: str
    texts_done: int = 0
    texts_total: int = 0


@dataclass(frozen=True, slots=True)
class Rejection:
    """A source that was not taken in: `code` is stable, `reason` is ready to show."""

    source: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class Warned:
    """An article that was taken in, and what of it was not read or may be wrong; `code` and `reason` as above."""

    source: str
    title: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did, in numbers of articles. The last event of every run.

    `articles` and `passages` are what the library holds now. `gone` are the sources of stored articles that were no
    longer in their folder; `removed` is how many of them were removed. `cancelled` runs leave the rest as it was.
    """

    added: int
    updated: int
    unchanged: int
    removed: int
    rejected: tuple[Rejection, ...]
    articles: int
    passages: int
    seconds: float
    gone: tuple[str, ...] = ()
    cancelled: bool = False
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the library: `added`, `updated` or `removed`, and who asked for it (an address, say)."""

    action: str
    article_id: str
    version: int
    source: str
    by: str


IngestEvent = IngestProgress | IngestReport
