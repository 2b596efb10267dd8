"""The cards of a conversation as escaped HTML strings, from plain data. Pure: knows no component, session or model."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.answer import CitedSpan, Notice
from app.web.answer_text import marked_text, sentence_text
from app.web.copied import copied_text
from app.web.escape import escaped, isolated, label, message, web_address
from app.web.strings import words, written_date
from app.web.view import Exchange
from ingest.language import Language
from vectorstore.types import Hit

BEST = 3  # sources shown at once: more would push the answer off a phone, or look like an answer after all


def conversation(exchanges: Sequence[Exchange], language: Language, first: int = 1) -> str:
    """Return these exchanges, oldest first; `first` is the place of the first of them in the whole conversation."""
    shown = "".join(exchange_card(exchange, turn, language) for turn, exchange in enumerate(exchanges, start=first))
    return f'<div class="conversation" role="log" aria-label="{escaped(words(language).conversation)}">{shown}</div>'


def welcome(examples: Sequence[str], language: Language, *, empty: bool = False) -> str:
    """Return what an empty conversation shows: what this is, and questions to click, or what an empty library needs."""
    interface = words(language)
    buttons = "".join(
        f'<li><button type="button" class="example" dir="auto" data-question="{escaped(example)}">{escaped(example)}'
        "</button></li>"
        for example in examples
    )
    listed = f'<h3>{escaped(interface.examples)}</h3><ul class="examples">{buttons}</ul>' if buttons else ""
    if empty:
        listed = f'<p class="notice">{escaped(interface.welcome_empty)}</p>'
    return (
        f'<section class="welcome"><h2>{escaped(interface.welcome)}</h2>'
        f"<p>{escaped(interface.welcome_text)}</p>{listed}</section>"
    )


def exchange_card(exchange: Exchange, turn: int, language: Language) -> str:
    """Return one question with its sources, answer, notices and citations; `turn` makes the ids unique."""
    refused = exchange.answer is not None and exchange.answer.refused
    parts = [
        f'<h2 class="question" dir="auto">{escaped(exchange.question)}</h2>',
        "".join(_notice(notice) for notice in exchange.notices),
        "" if refused else _sources(exchange, turn, language),
        _answer(exchange, turn, language, refused=refused),
        _nearest(exchange, language) if refused else _citations(exchange, turn, language),
    ]
    busy = "true" if exchange.running else "false"
    return (
        f'<article class="exchange" data-turn="{int(turn)}" data-stage="{exchange.stage}" aria-busy="{busy}">'
        f"{''.join(parts)}</article>"
    )


def byline(outlet: str | None, published: str, of: Language | None, language: Language) -> str:
    """Return outlet, date and language of an article on one line; `published` is already in words."""
    interface = words(language)
    spoken = {"ar": interface.arabic, "en": interface.english}.get(of or "")
    shown = [isolated(outlet or interface.no_outlet), f"<bdi>{escaped(published)}</bdi>"]
    if spoken:
        shown.append(f"<bdi>{escaped(spoken)}</bdi>")
    return '<span class="byline">' + '<span class="dot" aria-hidden="true"> · </span>'.join(shown) + "</span>"


def passage_with_mark(passage: str, start: int, end: int) -> str:
    """Return `passage` escaped, its [start, end) in `<mark>`; offsets outside it are pulled in."""
    start = max(0, min(start, len(passage)))
    end = max(start, min(end, len(passage)))
    if start == end:
        return escaped(passage)
    return f"{escaped(passage[:start])}<mark>{escaped(passage[start:end])}</mark>{escaped(passage[end:])}"


def open_button(article_id: str, version: int, start: int, end: int, text: str) -> str:
    """Return the button that opens an article with [start, end) marked."""
    return (
        f'<button type="button" class="open-article" data-open="{escaped(article_id)}" data-version="{int(version)}" '
        f'data-start="{int(start)}" data-end="{int(end)}">{escaped(text)}</button>'
    )


def _notice(notice: Notice) -> str:
    return f'<p class="notice" role="status" dir="auto">{message(notice.message)}</p>'


def _sources(exchange: Exchange, turn: int, language: Language) -> str:
    interface = words(language)
    hits = _best_of_each_article(exchange.hits)
    if not hits:
        return ""
    rows = [_row(hit, _hit(hit, language)) for hit in hits]
    more = (
        f'<details class="more" id="more-{turn}"><summary>{escaped(interface.more.format(count=len(rows) - BEST))}'
        f"</summary><ol>{''.join(rows[BEST:])}</ol></details>"
        if len(rows) > BEST
        else ""
    )
    summary = f'{escaped(interface.sources)} <span class="count">({len(hits)})</span>'
    return (
        f'<details class="sources" id="sources-{turn}" open><summary>{summary}</summary>'
        f"<ol>{''.join(rows[:BEST])}</ol>{more}</details>"
    )


def _row(hit: Hit, shown: str) -> str:
    return f'<li dir="{words(hit.article.language).direction}">{shown}</li>'


def _hit(hit: Hit, language: Language) -> str:
    interface = words(language)
    article = hit.article
    percent = round(max(0.0, min(1.0, hit.score)) * 100)
    relevance = escaped(interface.relevance.format(percent=percent))
    return (
        f'<button type="button" class="source" data-open="{escaped(article.article_id)}" '
        f'data-version="{int(article.version)}" data-start="{int(hit.start)}" data-end="{int(hit.end)}">'
        f'<span class="title" lang="{escaped(article.language)}" dir="auto">{label(article.title)}</span></button>'
        f"{byline(article.outlet, written_date(article.published, language), article.language, language)}"
        f'<span class="relevance" title="{relevance}"><span class="meter" aria-hidden="true">'
        f'<i style="inline-size:{percent}%"></i></span><bdi>{relevance}</bdi></span>'
    )


def _best_of_each_article(hits: Sequence[Hit]) -> list[Hit]:
    """Return one hit of each article, most relevant first: each language has a share of the hits, wanted or not."""
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: -hit.score):
        best.setdefault(hit.article.article_id, hit)
    return list(best.values())


def _nearest(exchange: Exchange, language: Language) -> str:
    interface = words(language)
    rows = "".join(
        _row(hit, f'{_hit(hit, language)}<p class="excerpt" dir="auto">{label(hit.text, 240)}</p>')
        for hit in _best_of_each_article(exchange.hits)[:BEST]
    )
    if not rows:
        return ""
    return (
        f'<section class="nearest"><h3>{escaped(interface.nearest)}</h3>'
        f"<p>{escaped(interface.nearest_text)}</p><ol>{rows}</ol></section>"
    )


def _answer(exchange: Exchange, turn: int, language: Language, *, refused: bool) -> str:
    interface = words(language)
    cited = {citation.n: citation for citation in exchange.citations}
    sentences = " ".join(
        sentence_text(sentence, f"{turn}-{place}", turn, cited, interface)
        for place, sentence in enumerate(exchange.sentences, start=1)
    )
    draft = (
        f'<span class="draft">{marked_text(exchange.draft, turn, cited, interface)}</span>' if exchange.draft else ""
    )
    verdict = (exchange.answer.text if exchange.answer else "") or interface.refused
    head = f'<p class="verdict" dir="auto">{message(verdict)}</p>' if refused else ""
    body = (
        f'<div class="answer-text" lang="{exchange.language}" dir="{words(exchange.language).direction}" '
        f'aria-live="polite">{sentences} {draft}</div>'
        if sentences or draft
        else ""
    )
    return f'<section class="answer{" refused" if refused else ""}">{head}{body}{_foot(exchange, language)}</section>'


def _foot(exchange: Exchange, language: Language) -> str:
    interface = words(language)
    stages = {
        "searching": interface.searching,
        "writing": interface.writing if exchange.sentences or exchange.draft else interface.reading,
        "stopped": interface.stopped,
        "failed": "" if exchange.told else interface.failed if exchange.hits else interface.failed_early,
    }
    if exchange.stage in stages:
        said = stages[exchange.stage]
        return f'<p class="stage" role="status">{escaped(said)}</p>' if said else ""
    answer = exchange.answer
    if answer is None or answer.refused:
        return ""
    copied = copied_text(exchange)
    model = (
        escaped(interface.only_quotes)
        if all(sentence.quoted for sentence in answer.sentences)
        else label(answer.chat_model, 60)
    )
    seconds = escaped(interface.seconds.format(seconds=f"{answer.timings.total / 1000:.1f}"))
    return (
        f'<p class="foot"><button type="button" class="copy" data-copy="{escaped(copied)}" '
        f'data-copied="{escaped(interface.copied)}">{escaped(interface.copy)}</button>'
        f'<span class="facts"><bdi>{model}</bdi> · <bdi>{seconds}</bdi></span></p>'
    )


def _citations(exchange: Exchange, turn: int, language: Language) -> str:
    if not exchange.citations:
        return ""
    cards = "".join(citation_card(citation, turn, language) for citation in exchange.citations)
    return f'<section class="citations"><h3>{escaped(words(language).citations)}</h3>{cards}</section>'


def citation_card(citation: CitedSpan, turn: int, language: Language) -> str:
    """Return one citation: where it is from, and its passage with the quoted sentence marked."""
    interface, article = words(language), citation.article
    start = citation.start - citation.hit.start
    passage = passage_with_mark(citation.hit.text, start, start + len(citation.text))
    address = web_address(article.source)
    original = (
        f'<a class="original" href="{escaped(address)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{escaped(interface.original)}</a>"
        if address
        else ""
    )
    opener = open_button(article.article_id, article.version, citation.start, citation.end, interface.open_article)
    return (
        f'<details class="citation" id="citation-{turn}-{int(citation.n)}" tabindex="-1"><summary>'
        f'<span class="number" dir="ltr">{int(citation.n)}</span>'
        f'<span class="head" dir="{words(article.language).direction}">'
        f'<span class="title" lang="{escaped(article.language)}" dir="auto">{label(article.title)}</span>'
        f"{byline(article.outlet, written_date(article.published, language), article.language, language)}</span>"
        f'</summary><blockquote lang="{escaped(article.language)}" dir="auto">{passage}</blockquote>'
        f'<p class="actions">{opener}{original}</p></details>'
    )
