"""A web page to its text and what its head says. Knows no address and fetches nothing: it gets decoded text.

The story's text is trafilatura's; the head's dates and names are read here, because a date guessed from
somewhere on the page is worse than none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import lxml.html
import trafilatura
from lxml import etree

from ingest.article import Removed
from ingest.dates import read_date
from ingest.furniture import is_dateline, letters_of
from ingest.parsed import Parsed
from ingest.raw import UnreadableError

_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate",
    "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "dcterms.created", "article.published",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified", "last-modified")
_STORY_TYPES = re.compile(r"article|report|posting|webpage|liveblog", re.IGNORECASE)
_MOST_REMOVED = 200  # lines kept to show what the page had besides its story
_ABOVE = 8  # lines above the story's first paragraph among which its date is looked for
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select", "option"})


def read_html(text: str) -> Parsed:
    """Return the story of a page. Raises UnreadableError `no_text` where there is none."""
    tree = _tree(text)
    head = _head(tree)
    seen = list(_lines(tree))
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        with_metadata=False,
        date_extraction_params={"extensive_search": False},
    )
    body = str(getattr(found, "text", None) or "")
    if len(body) < 0.2 * sum(len(line) for line in seen) and len(seen) <= 40:
        body = "\n".join(seen)  # a short page: the plain-text pass judges its lines better than a density measure
    if not body.strip():
        body = "\n".join(seen)
    if not body.strip():
        raise UnreadableError("no_text")
    return Parsed(
        text="\n".join((*_datelines(seen, body), body)),
        title=head.first("og:title", "twitter:title") or head.json("headline") or _heading(tree) or _title(tree),
        outlet=head.first("og:site_name", "application-name") or head.json("publisher", "name"),
        author=head.json("author", "name") or _person(head.first("author", "article:author", "byl", "parsely-author")),
        published=_first_date((head.json("datePublished"), head.first(*_PUBLISHED), _time(tree))),
        updated=_first_date((head.json("dateModified"), head.first(*_UPDATED))),
        url=head.first("og:url") or next(iter(_values(tree, "//link[@rel='canonical']/@href")), None),
        removed=_left_out(seen, body),
    )


def _tree(text: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True, no_network=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("no_text") from error
    for element in list(tree.iter("br")):
        element.tail = "\n" + (element.tail or "")
    return tree


class _Head:
    """What meta elements and JSON-LD say of the page."""

    def __init__(self, meta: dict[str, str], objects: tuple[dict[str, object], ...]) -> None:
        self._meta, self._objects = meta, objects

    def first(self, *names: str) -> str | None:
        return next((self._meta[name] for name in names if self._meta.get(name)), None)

    def json(self, *path: str) -> str | None:
        for listed in self._objects:
            value: object = listed
            for key in path:
                value = value[0] if isinstance(value, list) and value else value
                value = value.get(key) if isinstance(value, dict) else value if key == "name" else None
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, str) and value.strip():
                return value.strip()
        return None


def _head(tree: lxml.html.HtmlElement) -> _Head:
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = (element.get("content") or "").strip()
        if name and content:
            meta.setdefault(name, content)
    scripts = (script for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))
    objects = [one for script in scripts for one in _json(script) if _STORY_TYPES.search(str(one.get("@type", "")))]
    objects.sort(key=lambda one: "WebPage" in str(one.get("@type")))  # the article says more than the page around it
    return _Head(meta, tuple(objects))


def _json(script: lxml.html.HtmlElement) -> Iterator[dict[str, object]]:
    try:
        loaded = json.loads(script.text_content(), strict=False)
    except (ValueError, RecursionError):
        return
    listed = loaded if isinstance(loaded, list) else [loaded]
    for one in listed:
        if isinstance(one, dict):
            graph = one.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else (one,)


def _values(tree: lxml.html.HtmlElement, path: str) -> list[str]:
    return [str(value).strip() for value in tree.xpath(path)]


def _heading(tree: lxml.html.HtmlElement) -> str | None:
    headings = [" ".join(element.text_content().split()) for element in tree.iter("h1")]
    headings = [heading for heading in headings if heading]
    return headings[0] if len(headings) == 1 else next((one for one in headings if len(one.split()) >= 4), None)


def _title(tree: lxml.html.HtmlElement) -> str | None:
    return next((" ".join(text.split()) for text in _values(tree, "//head/title/text()") if text.strip()), None)


def _time(tree: lxml.html.HtmlElement) -> str | None:
    """Return the time element that says it is the publication's, or the only one of the page."""
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [
        one for one in times if one.get("pubdate") is not None or "published" in (one.get("itemprop") or "").lower()
    ]
    chosen = marked[:1] or (times if len({one.get("datetime") for one in times}) == 1 else [])
    return str(chosen[0].get("datetime")) if chosen else None


def _person(name: str | None) -> str | None:
    return None if not name or re.match(r"https?://", name) else name


def _first_date(values: Iterable[str | None]) -> date | None:
    return next((found for found in map(read_date, values) if found), None)


_BLOCKS = frozenset(
    """address article aside blockquote body br button dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr label li main nav ol p pre section table td th time tr ul""".split()  # noqa: SIM905
)


def _lines(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the visible lines of the page, one to a block."""
    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield from _flushed(parts)
            parts = []
        if element.tag in _UNSEEN:
            hidden += 1 if event == "start" else -1
        if not hidden:
            parts.append((element.text if event == "start" else element.tail) or "")
    yield from _flushed(parts)


def _flushed(parts: list[str]) -> Iterator[str]:
    line = " ".join("".join(parts).split())
    if line:
        yield line


def _datelines(seen: Sequence[str], body: str) -> list[str]:
    """Return the lines just above the story that date it: measures of density leave them out."""
    first = letters_of(body.partition("\n")[0])
    start = next((index for index, line in enumerate(seen) if first and letters_of(line) == first), None)
    near = seen[max(0, start - _ABOVE) : start] if start is not None else ()
    return [line for line in near if is_dateline(line, day_first=True) and line not in body]


def _left_out(seen: Iterable[str], body: str) -> tuple[Removed, ...]:
    kept = letters_of(body)
    left = [line for line in seen if (letters := letters_of(line)) and letters not in kept]
    return tuple(Removed(line[:1000], "page") for line in left[:_MOST_REMOVED])
