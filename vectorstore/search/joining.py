"""Passages found, as the hits that are shown: neighbours joined, numbered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vectorstore.search.merging import ScoredPassage
from vectorstore.types import Hit, ScoredSentence

LOOK_AHEAD = 4  # how many passages for each hit wanted are looked at for neighbours of the hits

# Gives an article's text between two offsets: (article_id, version, start, end).
Slice = Callable[[str, int, int, int], str | None]


def join(found: Sequence[ScoredPassage], k: int, text_of: Slice) -> list[Hit]:
    """Return up to `k` hits, best first, in the order of `found`.

    Neighbouring passages of an article become one hit, in the place and with the relevance of the better one.
    """
    groups: list[list[ScoredPassage]] = []
    for item in found[: k * LOOK_AHEAD]:
        group = next((group for group in groups if any(_adjacent(item, other) for other in group)), None)
        if group is not None:
            group.append(item)
        elif len(groups) < k:
            groups.append([item])
    return [_hit(rank, group, text_of) for rank, group in enumerate(groups, start=1)]


def _adjacent(one: ScoredPassage, other: ScoredPassage) -> bool:
    first, second = one.passage, other.passage
    return (
        first.article_id == second.article_id
        and first.version == second.version
        and abs(first.ordinal - second.ordinal) == 1
    )


def _hit(rank: int, group: Sequence[ScoredPassage], text_of: Slice) -> Hit:
    ordered = sorted(group, key=lambda item: item.passage.ordinal)
    first, last = ordered[0].passage, ordered[-1].passage
    text: str | None = first.text
    if len(ordered) > 1:
        text = text_of(first.article_id, first.version, first.start, last.end)
    if text is None:  # the version went away meanwhile: the better passage alone is still verbatim
        return _hit(rank, [group[0]], text_of)
    sentences = tuple(
        ScoredSentence(
            span.start,
            span.end,
            item.passage.text[span.start - item.passage.start : span.end - item.passage.start],
            score,
        )
        for item in ordered
        for span, score in zip(item.passage.sentences, item.sentences, strict=True)
    )
    return Hit(
        rank=rank,
        score=max(item.relevance for item in group),
        article=first.article,
        start=first.start,
        end=last.end,
        text=text,
        sentences=sentences,
    )
