"""What a web page says of itself: JSON-LD, meta elements, headings and time elements. Knows no address and no story."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date

import lxml.html

from ingest.cleaning.datelines import Role, role_of
from ingest.cleaning.furniture import is_menu
from ingest.cleaning.headline import SITE
from ingest.cleaning.lines import letters_of
from ingest.language.dates import read_moment

_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate",
    "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "dcterms.created", "article.published",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified", "last-modified")
_STORY_TYPES = re.compile(r"article|report|posting|webpage|liveblog", re.IGNORECASE)
_LABEL = 60  # characters of an element that does little else than label its time element
_HEADLINE_WORDS = 4  # from which on a part of a tab's title is the headline rather than the site


class Head:
    """The head of one page."""

    def __init__(self, tree: lxml.html.HtmlElement) -> None:
        self._tree = tree
        self._meta: dict[str, str] = {}
        for element in tree.iter("meta"):
            name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
            content = (element.get("content") or "").strip()
            if name and content:
                self._meta.setdefault(name, content)
        scripts = (script for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))
        listed = [one for script in scripts for one in _json(script)]
        self._by_id = {str(one["@id"]): one for one in listed if "@id" in one and len(one) > 1}
        self._objects = [one for one in listed if _STORY_TYPES.search(str(one.get("@type", "")))]
        # The article says more than the page around it.
        self._objects.sort(key=lambda one: "WebPage" in str(one.get("@type")))

    @property
    def is_article(self) -> bool:
        """Whether the page calls itself an article."""
        named = (str(one.get("@type")) for one in self._objects)
        return self._meta.get("og:type", "").lower() == "article" or any("Article" in kind for kind in named)

    @property
    def outlet(self) -> str | None:
        """Whose page it is; from the tab's title only where a bar parts it from the headline."""
        named = self._first("og:site_name", "application-name") or self._from_json("publisher", "name")
        if named:
            return named
        headline, bar, site = (self._tab or "").rpartition(" | ")
        is_site = bar and len(headline.split()) >= _HEADLINE_WORDS > len(site.split()) and not is_menu(site)
        return site if is_site else None

    @property
    def title(self) -> str | None:
        """The headline: what is only the site's or a section's name is none."""
        site, tab = letters_of(self.outlet or ""), self._tab
        listed = (self._first("og:title"), self._first("twitter:title"), self._from_json("headline"), self._heading)
        title = next((one for one in listed if one and letters_of(one) != site and not is_menu(one)), None)
        parts = SITE.split(tab or "")
        if title and tab and len(parts) > 1 and letters_of(title) in map(letters_of, parts):
            longest = max(parts, key=len)
            return longest if len(longest.split()) >= _HEADLINE_WORDS > len(title.split()) else title
        return title or tab

    @property
    def author(self) -> str | None:
        """Who wrote it; an address of a profile is no name."""
        name = self._first("author", "article:author", "byl", "parsely-author")
        named = name if name and not re.match(r"https?://", name) else None
        marked = self._tree.xpath("//*[@itemprop='author'] | //a[@rel='author']")
        text = next((" ".join(one.text_content().split()) for one in marked), "")
        return self._from_json("author", "name") or named or (text if len(text.split()) <= _HEADLINE_WORDS else None)

    @property
    def published(self) -> date | None:
        """The day of publication."""
        return _first_date((self._from_json("datePublished"), self._first(*_PUBLISHED), self._time("published")))

    @property
    def updated(self) -> date | None:
        """The day of the last change."""
        return _first_date((self._from_json("dateModified"), self._first(*_UPDATED), self._time("updated")))

    @property
    def url(self) -> str | None:
        """The page's own address."""
        return self._first("og:url") or next(iter(_values(self._tree, "//link[@rel='canonical']/@href")), None)

    @property
    def _heading(self) -> str | None:
        headings = [" ".join(element.text_content().split()) for element in self._tree.iter("h1")]
        headings = [heading for heading in headings if heading]
        if len(headings) == 1:
            return headings[0]
        return next((one for one in headings if len(one.split()) >= _HEADLINE_WORDS), None)

    @property
    def _tab(self) -> str | None:
        titles = _values(self._tree, "//head/title/text()")
        return next((" ".join(text.split()) for text in titles if text.strip()), None)

    def _time(self, wanted: Role) -> str | None:
        """Return the time element that says it is the publication's or the change's, or the only one of the page."""
        times = [element for element in self._tree.iter("time") if element.get("datetime")]
        for one in times:
            if wanted in (one.get("itemprop") or "").lower() or (
                wanted == "published" and one.get("pubdate") is not None
            ):
                return str(one.get("datetime"))
            parent = one.getparent()
            text = " ".join(parent.text_content().split()) if parent is not None else ""
            if len(text) <= _LABEL and role_of(text) == wanted:
                return str(one.get("datetime"))
        alone = wanted == "published" and len({one.get("datetime") for one in times}) == 1
        return str(times[0].get("datetime")) if alone else None

    def _first(self, *names: str) -> str | None:
        return next((self._meta[name] for name in names if self._meta.get(name)), None)

    def _from_json(self, *path: str) -> str | None:
        for listed in self._objects:
            value: object = listed
            for key in path:
                value = value[0] if isinstance(value, list) and value else value
                if isinstance(value, dict) and key not in value:
                    value = self._by_id.get(str(value.get("@id")), value)
                value = value.get(key) if isinstance(value, dict) else value if key == "name" else None
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, str) and value.strip():
                return value.strip()
        return None


_WRAPPING = re.compile(
    r"\A\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)(?:\s*\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)(?:\s*\*/)?\s*\Z"
)
_LAST_COMMA = re.compile(r",\s*([}\]])")


def _json(script: lxml.html.HtmlElement) -> Iterator[dict[str, object]]:
    text = _WRAPPING.sub("", script.text_content())
    for written in (text, _LAST_COMMA.sub(r"\1", text)):
        try:
            loaded = json.loads(written, strict=False)
            break
        except (ValueError, RecursionError):
            continue
    else:
        return
    listed = loaded if isinstance(loaded, list) else [loaded]
    for one in listed:
        if isinstance(one, dict):
            graph = one.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else (one,)


def _values(tree: lxml.html.HtmlElement, path: str) -> list[str]:
    return [str(value).strip() for value in tree.xpath(path)]


def _first_date(values: Iterable[str | None]) -> date | None:
    return next((found for found in map(read_moment, values) if found), None)
