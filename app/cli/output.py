"""What the command line prints: JSON for programs, text and progress for people. Knows no database and no model."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from app.answering.answer import Answer
from app.cli.reader import reader_language
from app.ingestion.report import IngestReport
from app.messages.terminal import say
from ingest.language.harmless import CONTROL, MARKS, REORDERING
from vectorstore.types import ArticleSummary, Hit, StoredArticle

_CONTROLS = re.compile(rf"[{CONTROL}\t\n\r\u2028\u2029{MARKS}{REORDERING}]")
_WARNINGS = 20  # shown for people; programs get all of them
_LONGEST_PASSAGE = 300  # characters of a passage shown for people; programs get all of it


def put(text: str = "") -> None:
    """Print one line for people."""
    sys.stdout.write(f"{text}\n")


def inline(text: str) -> str:
    """Return a name from outside as one line that commands no terminal: controls and direction marks become escapes."""
    return _CONTROLS.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)


def put_json(value: Any, *, indent: int | None = 2) -> None:
    """Print JSON; Arabic stays Arabic. Lone surrogates, which no output can carry, become question marks."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()


def put_answer(answer: Answer) -> None:
    """Print an answer with its citations under it."""
    put(answer.text)
    for sentence in answer.sentences:
        if sentence.support != "supported":
            put(f"  ! {say(sentence.support, answer.language)}: {sentence.text} ({'; '.join(sentence.reasons)})")
    if answer.citations:
        put()
    for citation in answer.citations:
        article = citation.article
        about = ", ".join(part for part in (article.outlet, _day(article.published)) if part)
        put(f"[{citation.n}] {article.title}{f' ({about})' if about else ''}  {article.article_id}")
        put(f"    {' '.join(citation.text.split())}")
    if answer.refused:
        put_hits(answer.sources[:3])
    for notice in answer.notices:
        sys.stderr.write(f"sanad: {notice}\n")


def put_hits(hits: Sequence[Hit]) -> None:
    """Print passages, best first."""
    for hit in hits:
        put(f"{hit.rank}. {hit.score:.2f}  {hit.article.title}  {hit.article.article_id}")
        text = " ".join(hit.text.split())
        put(f"    {text if len(text) <= _LONGEST_PASSAGE else text[: _LONGEST_PASSAGE - 1] + '…'}")
    if not hits:
        put(say("nothing", reader_language()))


def put_articles(articles: Iterable[ArticleSummary]) -> None:
    """Print a line for each article."""
    for article in articles:
        about = ", ".join(part for part in (article.outlet, _day(article.published), article.language) if part)
        passages = say("passages", reader_language(), count=article.passages)
        put(f"{article.article_id}  v{article.version}  {passages}  {article.title} ({about})")


def put_article(stored: StoredArticle, *, removed: bool) -> None:
    """Print one article in full."""
    put_articles([stored.summary])
    language = reader_language()
    put(say("source", language, source=inline(stored.summary.source), state=stored.state))
    put()
    put(stored.article.text)
    if removed:
        put()
        for piece in stored.article.removed:
            put(say("left_out", language, reason=piece.reason, text=" ".join(piece.text.split())))


def put_report(report: IngestReport) -> None:
    """Print what an ingest did."""
    language = reader_language()
    counts = {name: getattr(report, name) for name in ("added", "updated", "unchanged", "removed", "articles")}
    rejected = len(report.rejected)
    put(say("report", language, **counts, rejected=rejected, passages=report.passages, seconds=report.seconds))
    for rejection in report.rejected:
        put(say("rejected", language, source=inline(rejection.source), reason=rejection.reason))
    for warned in report.warnings[:_WARNINGS]:
        put(say("doubtful", language, source=inline(warned.title or warned.source), reason=warned.reason))
    if len(report.warnings) > _WARNINGS:
        put(say("doubtful_more", language, count=len(report.warnings) - _WARNINGS))
    for source in report.gone[report.removed :]:
        put(say("gone", language, source=inline(source)))


def _day(day: object) -> str:
    return str(day) if day else ""
