"""What an RSS or Atom feed lists. Gets bytes, never a URL: knows no network and fetches nothing.

https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

import calendar
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from itertools import islice
from typing import Any

import feedparser

from ingest.article import digest

FEED_BYTES = 2_000_000  # the largest news feeds stay below 1 MB; feedparser needs about 5 s for each
_HEAD = 4096  # bytes in which a feed's first tag has to be

_MEDIA_TYPES = frozenset(("application/rss+xml", "application/atom+xml", "application/rdf+xml"))
_PREAMBLE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*", re.DOTALL | re.IGNORECASE)
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


def read_feed(data: bytes, media_type: str | None, charset: str | None, limit: int) -> Feed:
    """Return the first `limit` entries of a feed; no entries where it is none.

    Links are left as they are: a feed that lists hostile ones is no reason not to read it.
    """
    kind = f"{media_type or 'application/xml'}; charset={charset}" if charset else media_type or "application/xml"
    parsed = feedparser.parse(
        BytesIO(_first_entries(data[:FEED_BYTES], limit)), response_headers={"content-type": kind}
    )
    title = _line(parsed.feed.get("title"))
    entries = tuple(_entry(entry, title) for entry in parsed.entries[:limit])
    return Feed(title, entries)


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
        "published": _moment(entry.get("published_parsed")),
        "updated": _moment(entry.get("updated_parsed")),
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


def _moment(moment: time.struct_time | None) -> str:
    """Return a time as feedparser gives it (UTC) as ISO 8601; empty where it is none."""
    if moment is None:
        return ""
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
