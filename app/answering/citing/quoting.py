"""Answers in the articles' own words: picks sentences to quote, whole or cut at clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from app.answering.answer import CitedSpan
from app.messages.catalogue import say
from app.messages.dates import written
from ingest.language import Language, Span
from ingest.language.text import query_terms, search_terms

# A quote longer than this is cut at clauses: with its lead-in it still reads as one answer.
LONGEST_QUOTE = 340
# A second quote must come this near to the first one's relevance to be worth the reader's time.
_NEARLY_AS_GOOD = 0.8
_MOST_QUOTES = 2
_CLAUSE_END = re.compile(r"[،؛,;:]\s+|\s[-–—]\s|\s(?=و(?:قال|أضاف|أكد|أوضح|ذكر|أشار)\s)")


def to_quote(item: CitedSpan, question: str) -> CitedSpan:
    """Return the stretch of `item` to quote for `question`, at most LONGEST_QUOTE characters, verbatim."""
    window = _window(item.text, question)
    return CitedSpan(item.hit, item.start + window.start, item.start + window.end)


def best_quotes(items: Sequence[CitedSpan], question: str) -> list[CitedSpan]:
    """Return up to two quotes for `question`, best first, together no longer than one may be; none without items."""
    ranked = sorted(items, key=lambda item: -item.score)
    if not ranked:
        return []
    stories = {item.hit.article.story_id: item for item in reversed(ranked)}
    worthy = [
        item
        for item in ranked[:_MOST_QUOTES]
        if item.score >= ranked[0].score * _NEARLY_AS_GOOD and not _copy(item, stories[item.hit.article.story_id])
    ]
    spans = [to_quote(item, question) for item in worthy]
    total = 0
    return [span for span in spans if (total := total + len(span.text)) <= LONGEST_QUOTE or span is spans[0]]


def _copy(item: CitedSpan, first: CitedSpan) -> bool:
    """Whether `item` is another outlet's copy of the story that `first` tells."""
    return item.hit.article.article_id != first.hit.article.article_id


def quote_text(span: CitedSpan, language: Language) -> str:
    """Return the quote with a lead-in in the reader's language; the quote itself stays in the article's."""
    quote = " ".join(span.text.split())
    article = span.hit.article
    day = written(article.published, language) if article.published else ""
    if day and article.published_at is not None and article.published_at.time() != time():
        day += f" {article.published_at:%H:%M}"
    key = "quote" + ("_outlet" if article.outlet else "") + ("_day" if day else "")
    return say("answer", key, language, quote=quote, outlet=article.outlet or "", day=day)


def _window(text: str, question: str) -> Span:
    """Return the run of clauses, within the bound, that shares most words with the question; the first of equals."""
    if len(text) <= LONGEST_QUOTE:
        return Span(0, len(text))
    wanted = set(query_terms(question))
    edges = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    best, most = Span(0, _last_space(text)), -1
    for at, start in enumerate(edges[:-1]):
        fitting = [end for end in edges[at + 1 :] if end - start <= LONGEST_QUOTE]
        if not fitting:
            continue
        shared = len(wanted & set(search_terms(text[start : fitting[-1]])))
        if shared > most:
            best, most = Span(start, fitting[-1]), shared
    stop = best.start + len(text[best.start : best.end].rstrip(" ،؛,;:-–—"))
    return Span(best.start, stop)


def _last_space(text: str) -> int:
    space = text.rfind(" ", 0, LONGEST_QUOTE)
    return space if space > 0 else LONGEST_QUOTE
