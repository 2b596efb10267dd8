"""Finds a second report, of another story or time, that is as relevant and gives another figure or date."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.answer import CitedSpan
from app.answering.evidence.responding import Asked, responds
from app.answering.evidence.versions import is_newer
from app.answering.verify.dates import agrees, find_dates
from app.answering.verify.numbers import find_quantities, same_value
from app.answering.verify.tokens import tokenise

# How near to the cited report's relevance another one must come to be set beside it.
_AS_RELEVANT = 0.85


def conflicting(items: Sequence[CitedSpan], cited: Sequence[CitedSpan], asked: Asked) -> CitedSpan | None:
    """Return the best item of another story, or of an earlier or later report of this one, that answers with other
    figures or dates; None where none does.

    Only where a figure or a date is asked for: that is where two reports can be told to differ.
    """
    if asked == "other" or not cited:
        return None
    articles = {citation.article.article_id for citation in cited}
    stories = {item.hit.article.story_id for item in items if item.hit.article.article_id in articles}
    here = [item for item in items if item.hit.article.story_id in stories]
    bar = max((item.score for item in here), default=1.0) * _AS_RELEVANT
    said = " ".join(citation.text for citation in cited)
    for item in items:
        if item.hit.article.story_id in stories and not _is_another_version(item, here, articles):
            continue
        if item.score < bar or not responds(item.text, asked):
            continue
        if _differ(said, item.text, asked):
            return item
    return None


def _is_another_version(item: CitedSpan, here: Sequence[CitedSpan], cited: set[str]) -> bool:
    """Whether an item's article is an earlier or a later report of the story than a cited one: no copy of it."""
    article = item.hit.article
    others = (one.hit.article for one in here if one.hit.article.article_id in cited)
    return article.article_id not in cited and any(is_newer(one, article) or is_newer(article, one) for one in others)


def _differ(one: str, other: str, asked: Asked) -> bool:
    left, right = tokenise(one), tokenise(other)
    if asked == "time":
        dates, others = find_dates(left), find_dates(right)
        return bool(dates and others) and not any(agrees(mine, its) for mine in dates for its in others)
    figures, others_figures = find_quantities(left), find_quantities(right)
    return bool(figures and others_figures) and not any(
        same_value(mine, its) for mine in figures for its in others_figures
    )
