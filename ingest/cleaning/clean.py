"""Turns a parsed page into an Article: furniture removed, title, dates and outlet found.

Uses general signals and the phrase lists in `data/`. A paragraph of text is removed only if it repeats another
one, speaks for the page itself (cookies, donations, comment forms), or is a box labelled as such: when in doubt, it
stays. Everything removed is kept with its reason.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ingest.article import Article
from ingest.cleaning.head import clean_name, take_byline, take_captions, take_datelines, take_repeats, take_teasers
from ingest.cleaning.headline import take_title
from ingest.cleaning.outlets import named_alone, rights_outlet, supported_outlet, tab_outlet
from ingest.cleaning.page import Page
from ingest.cleaning.tail import take_boxes, take_comments, take_furniture, take_tail
from ingest.documents import Parsed, RawDocument, RefusedError
from ingest.language.dates import read_date
from ingest.language.harmless import safe_body, safe_title
from ingest.language.text import detect_language


def clean(raw: RawDocument, parsed: Parsed) -> Article:
    """Return the article of `parsed`. Raises RefusedError `no_text` where no letter is left to read."""
    body = safe_body(parsed.text)
    language = detect_language(body)
    page = Page(body)
    if not any(page.letters):
        raise RefusedError("no_text")
    given_title = safe_title(parsed.title or raw.metadata.get("title", ""))
    title = take_title(page, given_title)
    author = clean_name(parsed.author or raw.metadata.get("author"))
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
    return Article(
        source=raw.source,
        identity=raw.identity + (f"#{parsed.part}" if parsed.part else ""),
        title=title or _first_words(text),
        text=text,
        language=detect_language(text) if text else language,
        outlet=clean_name(parsed.outlet or raw.metadata.get("outlet")) or outlet or _host(parsed.url or _url(raw)),
        author=author or byline,
        published=parsed.published or read_date(raw.metadata.get("published")) or dates.published,
        updated=parsed.updated or read_date(raw.metadata.get("updated")) or dates.updated,
        removed=(*page.removed, *parsed.removed),
    )


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
