"""One list out of several: shares for both languages, two passages a story, the newest first where asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ingest.language import Language
from vectorstore.types import StoredPassage

MOST_OF_A_STORY = 2
# A language gets so many places at the top: the question's own always, the other one as long as what it has may be
# relevant at all. The best of a library without an answer is at 0.02 or so; a floor of 0.1 loses 3 % of the other
# language's right passages.
SHARE = 3
SHARE_FLOOR = 0.02
# What being the newest is worth, in relevance, where the question asks for the latest; it halves every so many days.
FRESHNESS = 0.35
FRESHNESS_HALVES_IN = 30.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage with its relevance and its sentences' in [0, 1].

    `order` is what lists are sorted by: the relevance, raised where the passage is new and news was asked for, or
    where the question's own language has the same.
    """

    passage: StoredPassage
    relevance: float
    sentences: tuple[float, ...]
    order: float


def interleave(lists: Mapping[Language, Sequence[ScoredPassage]], first: Language) -> list[ScoredPassage]:
    """Return one list in which languages take turns, an article a turn, and the rest by order.

    Each language has `SHARE` turns, the other one while its next article reaches `SHARE_FLOOR`. In the first turn the
    better passage goes first, where they are equal that of `first`, the question's own language. In the later ones the
    other language does: the right article is among the first two of the question's own nearly always, of the other
    language's less often, so that a third of these is worth more than a third of those.
    """
    shares = {language: _share(found, 0.0 if language == first else SHARE_FLOOR) for language, found in lists.items()}
    everything = sorted((item for found in lists.values() for item in found), key=lambda item: -item.order)
    if sum(bool(share) for share in shares.values()) < 2:
        return everything
    merged: list[ScoredPassage] = []
    for turn in range(SHARE):
        taken = [(language, share[turn]) for language, share in shares.items() if turn < len(share)]
        if turn == 0:
            taken.sort(key=lambda pair: (-pair[1].order, pair[0] != first))
        else:
            taken.sort(key=lambda pair: pair[0] == first)
        merged.extend(item for _, item in taken)
    chosen = {item.passage.passage_id for item in merged}
    return merged + [item for item in everything if item.passage.passage_id not in chosen]


def _share(found: Sequence[ScoredPassage], floor: float) -> list[ScoredPassage]:
    """Return the best passages of the first `SHARE` articles that reach the floor."""
    best: dict[str, ScoredPassage] = {}
    for item in found:
        if item.order >= floor and len(best) < SHARE:
            best.setdefault(item.passage.article_id, item)
    return list(best.values())


def freshened(found: Iterable[ScoredPassage]) -> list[ScoredPassage]:
    """Return the passages with the newest ones moved up: for questions about the latest."""
    listed = list(found)
    days = [item.passage.article.published for item in listed if item.passage.article.published]
    if not days:
        return listed
    newest = max(days)
    moved = [
        ScoredPassage(
            item.passage, item.relevance, item.sentences, item.order + FRESHNESS * item.relevance * _fresh(item, newest)
        )
        for item in listed
    ]
    return sorted(moved, key=lambda item: -item.order)


def _fresh(item: ScoredPassage, newest: date) -> float:
    published = item.passage.article.published
    if published is None:
        return 0.0
    return float(2.0 ** (-(newest - published).days / FRESHNESS_HALVES_IN))


def limit_stories(found: Iterable[ScoredPassage], most: int = MOST_OF_A_STORY) -> list[ScoredPassage]:
    """Return the passages without those beyond the first `most` of a story."""
    seen: Counter[str] = Counter()
    kept: list[ScoredPassage] = []
    for item in found:
        story = item.passage.article.story_id
        if seen[story] < most:
            seen[story] += 1
            kept.append(item)
    return kept
