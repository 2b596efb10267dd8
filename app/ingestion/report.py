"""What an ingestion run tells while it goes on, and its report. Plain data: knows no source and no library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.documents import Rejection

Phase = Literal["reading", "indexing"]


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far a run is.

    `done` of `total` articles are finished: searchable, unchanged or rejected. `total` is None while a feed or page is
    being read, of which nobody knows how many articles it has. `source` is the one being read, or the last one read
    while `phase` is `indexing`; then `texts_done` of `texts_total` texts of the current batch are embedded.
    """

    phase: Phase
    source: str
    done: int
    total: int | None
    added: int
    updated: int
    unchanged: int
    rejected: int
    seconds: float
    texts_done: int = 0
    texts_total: int = 0

    @property
    def rate(self) -> float | None:
        """Articles a second since the run began, None before the first one is done."""
        return self.done / self.seconds if self.done and self.seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds the rest takes at this rate, None where the rate or the rest is not known."""
        rate = self.rate
        return (self.total - self.done) / rate if rate and self.total is not None else None


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


ProgressEvent = IngestProgress | IngestReport
