"""One whole article as escaped HTML, with a cited sentence marked. Pure: knows no component, library or session."""

from __future__ import annotations

from app.web.cards import byline, passage_with_mark
from app.web.desk import ArticleView
from app.web.escape import escaped, label, web_address
from app.web.removed import removed_because
from app.web.strings import Words, words, written_date
from ingest.language import Language

SHOWN_CHARACTERS = 120_000  # about 200 printed pages; more makes a browser's layout slow and nobody reads it


def article_page(article: ArticleView, language: Language, start: int = 0, end: int = 0) -> str:
    """Return the article's text with [start, end) marked, what cleaning left out, and its versions."""
    summary = article.summary
    published = written_date(summary.published, language)
    if summary.updated and summary.updated != summary.published:
        updated = words(language).updated_on.format(date=written_date(summary.updated, language))
        published = f"{published} ({updated})"
    return (
        f'<article class="story" lang="{escaped(summary.language)}">'
        f'<header dir="{words(summary.language).direction}">'
        f'<h2 dir="auto" tabindex="-1">{label(summary.title)}</h2>'
        f"{byline(summary.outlet, published, summary.language, language)}{_origin(summary.source)}</header>"
        f"{_body(article.text, start, end, words(language))}"
        f"{_removed(article, words(language))}{_versions(article, words(language))}</article>"
    )


def _origin(source: str) -> str:
    address = web_address(source)
    shown = f'<bdi dir="ltr">{label(source, 120)}</bdi>'
    if address:
        shown = f'<a href="{escaped(address)}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'
    return f'<p class="origin">{shown}</p>'


def _body(text: str, start: int, end: int, interface: Words) -> str:
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text), start + SHOWN_CHARACTERS))
    first = max(0, start - SHOWN_CHARACTERS // 2) if len(text) > SHOWN_CHARACTERS else 0
    last = min(len(text), first + SHOWN_CHARACTERS)
    note = f'<p class="notice">{escaped(interface.shortened)}</p>' if last - first < len(text) else ""
    paragraphs: list[str] = []
    position = first
    for line in text[first:last].split("\n"):
        if line.strip():
            paragraphs.append(f'<p dir="auto">{passage_with_mark(line, start - position, end - position)}</p>')
        position += len(line) + 1
    return f'{note}<div class="body">{"".join(paragraphs)}</div>'


def _removed(article: ArticleView, interface: Words) -> str:
    if not article.removed:
        return f'<p class="quiet">{escaped(interface.nothing_removed)}</p>'
    rows = "".join(
        f'<li><span class="reason-key">{escaped(removed_because(piece.reason, interface.language))}</span>'
        f'<span dir="auto">{escaped(piece.text[:2000])}</span></li>'
        for piece in article.removed[:200]
    )
    return (
        f'<details class="removed"><summary>{escaped(interface.removed_pieces)} ({len(article.removed)})</summary>'
        f"<p>{escaped(interface.removed_text)}</p><ul>{rows}</ul></details>"
    )


def _versions(article: ArticleView, interface: Words) -> str:
    if not article.versions:
        return ""
    rows = "".join(
        f'<li><button type="button" class="version" data-open="{escaped(article.summary.article_id)}" '
        f'data-version="{int(version.version)}" data-start="0" data-end="0"'
        f"{' disabled' if version.version == article.summary.version else ''}>"
        f"{escaped(interface.version.format(version=version.version))}</button> "
        f'<bdi dir="ltr">{label(version.updated_at[:16].replace("T", " "), 20)}</bdi></li>'
        for version in article.versions
    )
    title = f"{escaped(interface.versions)} ({len(article.versions)})"
    return f'<details class="versions"><summary>{title}</summary><ul>{rows}</ul></details>'
