"""The JSON that other programs rely on: the one place that decides its keys. Knows no database, model or page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.answering.answer import Answer, AnsweredSentence, CitedSpan
from app.answering.citing.checking import Checked
from app.ingestion.report import IngestReport
from app.messages.errors import Language, SanadError
from ingest.sources.sources import is_remote
from vectorstore.types import ArticleSummary, Hit, StoredArticle

Json = dict[str, Any]


def answer_json(answer: Answer, identifier: str | None = None) -> Json:
    """Return `ask`'s object."""
    return {
        "id": identifier,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "language": answer.language,
        "answer": answer.text,
        "refused": answer.refused,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "citations": [_citation(citation) for citation in answer.citations],
        "sources": passages_json(answer.sources),
        "notices": list(answer.notices),
        "model": {"chat": answer.chat_model, "embedding": answer.embedding_model},
        "timings_ms": {
            "retrieve": answer.timings.retrieve,
            "first_token": answer.timings.first_token,
            "total": answer.timings.total,
        },
        "usage": {"input_tokens": answer.usage.input_tokens, "output_tokens": answer.usage.output_tokens},
    }


def search_json(question: str, hits: Sequence[Hit], milliseconds: float, identifier: str | None = None) -> Json:
    """Return `search`'s object."""
    return {
        "id": identifier,
        "question": question,
        "passages": passages_json(hits),
        "timings_ms": {"retrieve": round(milliseconds, 1)},
    }


def passages_json(hits: Iterable[Hit]) -> list[Json]:
    """Return hits as the `sources` of an answer and the `passages` of a search."""
    return [
        {
            "rank": hit.rank,
            "score": round(hit.score, 4),
            "article_id": hit.article.article_id,
            "version": hit.article.version,
            "title": hit.article.title,
            "outlet": hit.article.outlet,
            "language": hit.article.language,
            "published": _iso(hit.article.published),
            "source": hit.article.source,
            "url": _url(hit.article.source),
            "text": hit.text,
            "start": hit.start,
            "end": hit.end,
        }
        for hit in hits
    ]


def check_json(checked: Checked, identifier: str | None = None) -> Json:
    """Return `check`'s object; offsets of a source that was given are those of its text."""
    return {
        "id": identifier,
        "sentence": checked.text,
        "support": checked.support,
        "score": checked.score,
        "reasons": list(checked.reasons),
        "citations": [_citation(replace(span, n=number)) for number, span in enumerate(checked.spans, start=1)],
    }


def articles_json(articles: Iterable[ArticleSummary]) -> list[Json]:
    """Return `articles`' list."""
    return [summary_json(article) for article in articles]


def summary_json(article: ArticleSummary) -> Json:
    """Return one row of `articles`."""
    return {
        "article_id": article.article_id,
        "title": article.title,
        "outlet": article.outlet,
        "author": article.author,
        "source": article.source,
        "url": _url(article.source),
        "language": article.language,
        "published": _iso(article.published),
        "updated": _iso(article.updated),
        "passages": article.passages,
        "updated_at": article.updated_at,
        "version": article.version,
        "story_id": article.story_id,
    }


def article_json(stored: StoredArticle, *, removed: bool = False) -> Json:
    """Return `show`'s object: a row of `articles` with the full text, and on request what cleaning left out."""
    shown = {**summary_json(stored.summary), "state": stored.state, "text": stored.article.text}
    if removed:
        shown["removed"] = [{"text": piece.text, "reason": piece.reason} for piece in stored.article.removed]
    return shown


def error_json(error: SanadError, language: Language) -> Json:
    """Return what stands in the place of any of these objects where there is none."""
    return {"error": {"code": error.code, "message": error.message(language)}}


def report_json(report: IngestReport) -> Json:
    """Return `ingest`'s object."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "rejected": [{"source": entry.source, "reason": entry.reason} for entry in report.rejected],
        "warnings": [
            {"source": entry.source, "title": entry.title, "code": entry.code, "warning": entry.reason}
            for entry in report.warnings
        ],
        "gone": list(report.gone),
        "articles": report.articles,
        "passages": report.passages,
        "seconds": round(report.seconds, 2),
    }


def _sentence(sentence: AnsweredSentence) -> Json:
    return {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "support": sentence.support,
        "score": sentence.score,
        "reasons": list(sentence.reasons),
        "quoted": sentence.quoted,
    }


def _citation(citation: CitedSpan) -> Json:
    article = citation.article
    return {
        "n": citation.n,
        "article_id": article.article_id,
        "version": article.version,
        "title": article.title,
        "outlet": article.outlet,
        "language": article.language,
        "source": article.source,
        "url": _url(article.source),
        "published": _iso(article.published),
        "quote": citation.text,
        "start": citation.start,
        "end": citation.end,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _url(source: str) -> str | None:
    return source if is_remote(source) else None
