"""Which of several reports of one story is the newest: by their times, and by what their headlines say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from ingest.language.corrections import is_revised
from vectorstore.types import ArticleSummary, Hit

# What an older report of a story keeps of its relevance: enough to be set beside the newer one where they differ.
_OLDER = 0.9


def is_newer(one: ArticleSummary, other: ArticleSummary) -> bool:
    """Return whether `one` was published after `other`, or corrects it; False where nothing tells."""
    if is_revised(one.title) != is_revised(other.title) and not _both_timed(one, other):
        return is_revised(one.title)
    left, right = _moment(one), _moment(other)
    return left is not None and right is not None and left > right


def newest_first(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits, best first, each moved down that has a newer report of its own story beside it."""

    def is_older(hit: Hit) -> bool:
        mates = (one.article for one in hits if one.article.story_id == hit.article.story_id)
        return any(mate.article_id != hit.article.article_id and is_newer(mate, hit.article) for mate in mates)

    ranked = [_lowered(hit) if is_older(hit) else hit for hit in hits]
    return sorted(ranked, key=lambda hit: -hit.score) if ranked != list(hits) else ranked


def _lowered(hit: Hit) -> Hit:
    sentences = tuple(replace(one, score=one.score * _OLDER) for one in hit.sentences)
    return replace(hit, score=hit.score * _OLDER, sentences=sentences)


def _both_timed(one: ArticleSummary, other: ArticleSummary) -> bool:
    return one.published_at is not None and other.published_at is not None


def _moment(article: ArticleSummary) -> datetime | None:
    """Return when an article was published; midnight, UTC, where only the day is known."""
    if article.published_at is not None:
        moment = article.published_at
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    day = article.updated or article.published
    return datetime.combine(day, time(), UTC) if day else None
