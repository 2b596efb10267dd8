"""Turns a parsed page into an Article: furniture removed, title, dates and outlet found.

Uses general signals and the phrase lists in `data/`. A paragraph of text is removed only if it repeats another
one, speaks for the page itself (cookies, donations, comment forms), or is a box labelled as such: when in doubt, it
stays. Everything removed is kept with its reason.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from urllib.parse import urlsplit

from ingest.article import Article, Doubt
from ingest.cleaning.head import clean_name, take_byline, take_captions, take_datelines, take_repeats, take_teasers
from ingest.cleaning.headline import take_title
from ingest.cleaning.outlets import known_outlet, named_alone, rights_outlet, supported_outlet, tab_outlet
from ingest.cleaning.page import Page
from ingest.cleaning.tail import take_boxes, take_comments, take_furniture, take_tail
from ingest.documents import Parsed, RawDocument, RefusedError
from ingest.language.dates import read_moment
from ingest.language.harmless import safe_body, safe_title
from ingest.language.text import detect_language


def clean(raw: RawDocument, parsed: Parsed) -> Article:
    """Return the article of `parsed`. Raises RefusedError `no_text` where no letter is left to read."""
    parsed = _decoded(parsed)
    body = safe_body(parsed.text)
    language = detect_language(body)
    page = Page(body)
    if not any(page.letters):
        raise RefusedError("no_text")
    given_title = safe_title(parsed.title or _entities(raw.metadata.get("title")) or "")
    title = take_title(page, given_title)
    author = clean_name(parsed.author or _entities(raw.metadata.get("author")))
    byline = take_byline(page)
    dates = take_datelines(page, language)
    take_captions(page)
    take_teasers(page)
    take_repeats(page)
    take_comments(page)
    outlet = tab_outlet(page, title) or rights_outlet(page) or take_boxes(page) or supported_outlet(page)
    if outlet:
        named_alone(page, outlet)
    take_furniture(page)
    take_tail(page)
    if not any(letters for index, letters in enumerate(page.letters) if page.is_kept(index)):
        _put_back(page)
    text = page.text
    named = clean_name(parsed.outlet or _entities(raw.metadata.get("outlet")))
    published = parsed.published or read_moment(raw.metadata.get("published")) or dates.published
    updated = parsed.updated or read_moment(raw.metadata.get("updated")) or dates.updated
    return Article(
        source=raw.source,
        identity=raw.identity + (f"#{parsed.part}" if parsed.part else ""),
        title=title or _first_words(text),
        text=text,
        language=detect_language(text) if text else language,
        outlet=known_outlet(named or outlet or _host(parsed.url or _url(raw))),
        author=author or byline,
        published=_day(published),
        updated=_day(updated),
        removed=(*page.removed, *parsed.removed),
        published_at=published if isinstance(published, datetime) else None,
        updated_at=updated if isinstance(updated, datetime) else None,
        doubts=(*parsed.doubts, *_doubts(text, published)),
    )


_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def _entities(text: str | None) -> str | None:
    """Return a text with its character entities decoded: many systems write them twice, or into plain text."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if text else text


def _decoded(parsed: Parsed) -> Parsed:
    return replace(
        parsed,
        text=_entities(parsed.text) or "",
        title=_entities(parsed.title),
        outlet=_entities(parsed.outlet),
        author=_entities(parsed.author),
    )


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _doubts(text: str, published: date | None) -> list[Doubt]:
    lost = text.count("\ufffd")
    found = [Doubt("lost_letters", {"count": lost})] if lost else []
    return found if published else [*found, Doubt("undated")]


def _put_back(page: Page) -> None:
    """A document of furniture only is shown as it is: better than an empty article."""
    for index in range(len(page)):
        page.restore(index)


def _first_words(text: str) -> str:
    first = safe_title(text.partition("\n")[0])
    if len(first) <= 100:
        return first
    cut = first[:100]
    return cut[: cut.rfind(" ")].rstrip(" ،,.:؛") + "…" if " " in cut else cut + "…"


def _url(raw: RawDocument) -> str | None:
    given = raw.metadata.get("url") or raw.source
    return given if re.match(r"https?://", given, re.IGNORECASE) else None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return clean_name(host.removeprefix("www.")) if host else None
