"""What an RSS or Atom feed, or a sitemap, lists. Gets bytes, never a URL: knows no network and fetches nothing.

https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from itertools import islice
from typing import Any

import feedparser
from lxml import etree

from ingest.article import digest
from ingest.language.dates import read_moment
from ingest.parsing.encoding import decode

MOST_ENTRIES = 2000  # of a feed that is a file: feedparser takes 1 ms for each
FEED_BYTES = 2_000_000  # the largest news feeds stay below 1 MB; feedparser needs about 5 s for each
_HEAD = 4096  # bytes in which a feed's first tag has to be

_MEDIA_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/rdf+xml"))
_PREAMBLE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*", re.DOTALL | re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTRY_TAG = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_FEED_TAG = re.compile(rb"<(?:rss|(?:\w+:)?feed|rdf:RDF)[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_METADATA_LIMIT = 500  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a feed lists.

    `link` is as written in the feed, not yet checked, and None where there is none; `content` is HTML, and
    empty where the feed gives only a title. `key` stays the same as long as the feed keeps the entry.
    """

    key: str
    link: str | None
    content: str
    metadata: Mapping[str, str]

    @property
    def content_length(self) -> int:
        """How many characters of text the feed itself gives, tags not counted."""
        return len(" ".join(unescape(_TAG.sub(" ", self.content)).split()))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title (empty if it has none) and its entries in its own order."""

    title: str
    entries: tuple[Entry, ...]


def is_feed(data: bytes, media_type: str | None) -> bool:
    """Return whether bytes are a feed: by what they begin with, or by a media type that means nothing else."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    preamble = _PREAMBLE.match(head)
    start = preamble.end() if preamble else 0
    return _FEED_TAG.match(head, start) is not None or media_type in _MEDIA_TYPES


def read_feed(data: bytes, charset: str | None, limit: int) -> Feed:
    """Return the first `limit` entries of a feed; no entries where it is none. Raises RefusedError: see `read_text`.

    Links are left as they are: a feed that lists hostile ones is no reason not to read it.
    """
    data = _first_entries(_in_utf8(data[:FEED_BYTES], charset), limit)
    parsed = feedparser.parse(BytesIO(data), response_headers={"content-type": "application/xml; charset=utf-8"})
    title = _line(parsed.feed.get("title"))
    entries = tuple(_entry(entry, title) for entry in parsed.entries[:limit])
    return Feed(title, entries)


def entry_count(data: bytes) -> int:
    """Return how many entries a feed seems to have, without reading it."""
    return sum(1 for _ in _ENTRY_TAG.finditer(data))


def is_sitemap(data: bytes) -> bool:
    """Return whether bytes are a sitemap: https://www.sitemaps.org/protocol.html."""
    preamble = _PREAMBLE.match(data[:_HEAD].removeprefix(b"\xef\xbb\xbf"))
    return _SITEMAP.match(data[:_HEAD].removeprefix(b"\xef\xbb\xbf"), preamble.end() if preamble else 0) is not None


def read_sitemap(data: bytes, limit: int) -> Feed:
    """Return the newest `limit` pages that a sitemap lists, and what it says of them; none for an index of sitemaps."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser)
    pages = [one for one in (root if root is not None else ()) if _tag(one) == "url"]
    listed = [{_tag(inner): " ".join((inner.text or "").split()) for inner in page.iter()} for page in pages]
    listed.sort(key=lambda told: told.get("publication_date") or told.get("lastmod") or "", reverse=True)
    names = {"title": "title", "publication_date": "published", "lastmod": "updated"}
    return Feed(
        "",
        tuple(
            Entry(
                told["loc"],
                told["loc"],
                "",
                {names[name]: text for name, text in told.items() if name in names and text},
            )
            for told in listed[:limit]
            if told.get("loc")
        ),
    )


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _in_utf8(data: bytes, charset: str | None) -> bytes:
    """Return the feed in UTF-8, decoded as pages are: labels of feeds lie as often. Raises RefusedError."""
    declared = _XML_ENCODING.match(data[:256])
    text = decode(data, (charset, declared[1].decode("ascii") if declared else None))
    return _XML_DECLARATION.sub("", text, count=1).lstrip().encode("utf-8")


def _first_entries(data: bytes, limit: int) -> bytes:
    """Return the feed up to its entry number `limit`, closed again: feedparser would read them all, at 1 ms each."""
    following = next(islice(_ENTRY_TAG.finditer(data), limit, None), None)
    if following is None:
        return data
    root = _FEED_TAG.search(data)
    name = root[0][1:].strip(b" \t\r\n>") if root else b"rss"
    return data[: following.start()] + (b"</channel>" if name.lower() == b"rss" else b"") + b"</" + name + b">"


def _entry(entry: Any, feed_title: str) -> Entry:
    link = entry.get("link")
    contents = [part.get("value") or "" for part in entry.get("content", ())] + [entry.get("summary") or ""]
    content = max(contents, key=len)
    metadata = {
        "title": _line(entry.get("title")),
        "author": _line(entry.get("author")),
        "published": _moment(entry.get("published")),
        "updated": _moment(dict.get(entry, "updated")),  # not feedparser's own `get`: it would give `published`
        "outlet": feed_title,
    }
    key = str(entry.get("id") or link or digest("entry", metadata["title"], content))
    return Entry(
        key=key,
        link=str(link) if link else None,
        content=str(content),
        metadata={name: value for name, value in metadata.items() if value},
    )


def _line(text: Any) -> str:
    """Return a feed's title or name as one line of plain text."""
    return " ".join(unescape(_TAG.sub(" ", str(text or ""))).split())[:_METADATA_LIMIT]


def _moment(written: Any) -> str:
    """Return a time as the feed writes it in ISO 8601, in the feed's own zone; empty where it cannot be read.

    Not as feedparser reads it: in UTC, where the night's news are of the day before, and months by guesses.
    """
    moment = read_moment(str(written or ""))
    return moment.isoformat() if moment else ""
