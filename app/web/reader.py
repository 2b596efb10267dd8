"""One whole article as HTML, with a cited sentence marked. Pure: knows no component, library or session."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from app.web.cards import passage_with_mark
from app.web.desk_protocol import ArticleView
from app.web.markup import fill
from app.web.strings import words, written_date
from ingest.language import Language

SHOWN_CHARACTERS = 120_000  # about 200 printed pages; more makes a browser's layout slow and nobody reads it


def article_page(article: ArticleView, language: Language, start: int = 0, end: int = 0) -> Markup:
    """Return the article's text with [start, end) marked, what cleaning left out, and its versions."""
    about, text = article.summary, article.text
    published = written_date(about.published, language)
    if about.updated and about.updated != about.published:
        updated = words(language).say("updated_on", date=written_date(about.updated, language))
        published = f"{published} ({updated})"
    return fill(
        "article.html",
        article=article,
        published=published,
        paragraphs=list(_paragraphs(text, start, end)),
        shortened=len(text) > SHOWN_CHARACTERS,
        interface=words(language),
    )


def _paragraphs(text: str, start: int, end: int) -> Iterator[Markup]:
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text), start + SHOWN_CHARACTERS))
    position = max(0, start - SHOWN_CHARACTERS // 2) if len(text) > SHOWN_CHARACTERS else 0
    for line in text[position : position + SHOWN_CHARACTERS].split("\n"):
        if line.strip():
            yield passage_with_mark(line, start - position, end - position)
        position += len(line) + 1
