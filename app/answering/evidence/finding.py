"""Searches for every way to read a question and keeps the best of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from app.storage_errors import errors_in_words
from vectorstore.types import Filters, Hit

# What the question by itself found counts a little less than what it found together with the conversation: two words
# can fit any article very well.
_LATER_READING = 0.9


class Search(Protocol):
    """What the chain needs of retrieval: `vectorstore.search.retriever.HybridRetriever.search`."""

    def __call__(self, question: str, *, k: int = 8, filters: Filters | None = None) -> list[Hit]:
        """Return the best hits, best first."""


def find(search: Search, readings: Sequence[str], k: int, filters: Filters | None) -> tuple[str, tuple[Hit, ...]]:
    """Return the reading whose best hit is best, and up to `k` hits of all readings, the best first.

    Raises SanadError where the storage layer or the embedder fails.
    """
    best: dict[tuple[str, int], tuple[float, Hit]] = {}
    chosen, highest = readings[0], -1.0
    for at, reading in enumerate(readings):
        weight = _LATER_READING if at and at == len(readings) - 1 else 1.0
        with errors_in_words():
            hits = search(reading, k=k, filters=filters)
        if hits and hits[0].score * weight > highest:
            chosen, highest = reading, hits[0].score * weight
        for hit in hits:
            key = (hit.article.article_id, hit.start)
            if key not in best or hit.score * weight > best[key][0]:
                best[key] = (hit.score * weight, hit)
    if len(readings) == 1:
        return chosen, tuple(hit for _, hit in best.values())
    ranked = sorted(best.values(), key=lambda entry: -entry[0])[:k]
    return chosen, tuple(replace(hit, rank=rank, score=score) for rank, (score, hit) in enumerate(ranked, start=1))
