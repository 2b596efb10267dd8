"""Pages and feeds of the web as documents. Knows no connection (see `ingest.sources.fetch`) and no library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

import httpx

from ingest.documents import RawDocument, Refused, RefusedError
from ingest.feeds import Entry, is_feed, is_sitemap, read_feed, read_sitemap
from ingest.sources.fetch import Fetched, Fetcher, NotModified
from ingest.sources.found import Found, Unchanged, WebDocument
from ingest.sources.urls import canonical_url, identity_of, join_url, parse_url
from ingest.sources.validators import Earlier, Validator

FEED_PREFIX = "feed:"
_TEMPORARY = frozenset(("timeout", "network", "unknown_host", "tls", "bad_response"))


@dataclass(frozen=True, slots=True)
class WebLimits:
    """`entries` of a feed are read at most; shorter `content` (characters) in a feed does not stand for its page."""

    entries: int = 100
    content: int = 500


@dataclass(frozen=True, slots=True)
class _Reading:
    """A feed as it was last read to its end: its validator, and the documents it led to."""

    validator: Validator
    identities: frozenset[str]


class WebSources:
    """Reads pages and feeds; what a feed links to is checked like what an editor types.

    Feeds read to their end are remembered as long as this object lives, so that watching an unchanged feed costs its
    server one request and not one for every entry.
    """

    def __init__(self, fetcher: Fetcher, limits: WebLimits) -> None:
        self._fetcher = fetcher
        self._limits = limits
        self._read_feeds: dict[str, _Reading] = {}

    def read(self, spec: str, earlier: Earlier) -> Iterator[Found]:
        """Yield the page `spec`, or the articles of the feed that it turns out to be. Raises nothing."""
        must_be_feed = spec.lower().startswith(FEED_PREFIX)
        address = _without_prefix(spec) if must_be_feed else spec
        try:
            url = parse_url(address)
            identity = canonical_url(url)
            known = self._feed_validator(identity, earlier) or (None if must_be_feed else earlier.validator(identity))
            page = self._fetcher.fetch(str(url), known)
        except RefusedError as error:
            yield _refused(spec, None, error)
            return
        if isinstance(page, NotModified):
            yield Unchanged(spec, identity)
        elif is_feed(page.data, page.media_type) or is_sitemap(page.data):
            yield from self._feed(page, identity, earlier)
        elif must_be_feed:
            yield Refused(spec, "not_a_feed")
        else:
            yield _document(spec, identity_of(url, _own_address(page)), page, {"url": str(page.url)})

    def _feed_validator(self, identity: str, earlier: Earlier) -> Validator | None:
        """Return the validator of a feed all of whose articles are stored."""
        reading = self._read_feeds.get(identity)
        complete = reading is not None and all(earlier.knows(article) for article in reading.identities)
        return reading.validator if reading is not None and complete else None

    def _feed(self, page: Fetched, identity: str, earlier: Earlier) -> Iterator[Found]:
        """Yield what the feed's entries lead to; remembers the feed unless trying again may help."""
        identities: set[str] = set()
        again = False
        for found in self._entries(page, identity, earlier):
            if isinstance(found, Refused):
                again |= found.temporary
            else:
                identities.add(found.identity)
            yield found
        self._read_feeds.pop(identity, None)
        if page.validator and not again:
            self._read_feeds[identity] = _Reading(page.validator, frozenset(identities))

    def _entries(self, page: Fetched, identity: str, earlier: Earlier) -> Iterator[Found]:
        most = self._limits.entries
        of_site = is_sitemap(page.data)
        try:
            feed = read_sitemap(page.data, most) if of_site else read_feed(page.data, page.charset, most)
        except RefusedError as error:
            yield error.refused(str(page.url))
            return
        if not feed.entries:
            yield Refused(str(page.url), "sitemap" if of_site else "empty_feed")
        seen: set[str] = set()
        for entry in feed.entries:
            if entry.link is None:
                found: Found = self._content(entry, str(page.url), f"{identity}#{entry.key}")
                key = f"{identity}#{entry.key}"
            else:
                try:
                    link = join_url(page.url, entry.link)
                except RefusedError as error:
                    yield error.refused(entry.link)
                    continue
                key = canonical_url(link)
                if key in seen:
                    continue
                found = self._entry(entry, link, key, earlier)
            if key not in seen and found.identity not in seen:
                yield found
            seen |= {key, found.identity or key}

    def _entry(self, entry: Entry, link: httpx.URL, identity: str, earlier: Earlier) -> Found:
        """Return an entry's page; where it cannot be had, what the feed itself says, if that is long enough.

        A page that is stored already is never replaced by a feed's summary only because its server was down.
        """
        source = str(link)
        try:
            page = self._fetcher.fetch(source, earlier.validator(identity))
        except RefusedError as error:
            for_good = error.code == "robots" or not earlier.knows(identity)
            if error.code != "address" and for_good and entry.content_length >= self._limits.content:
                return self._content(entry, source, identity)
            return _refused(source, identity, error)
        if isinstance(page, NotModified):
            return Unchanged(source, identity)
        metadata = {name: value for name, value in entry.metadata.items() if name != "outlet"}
        return _document(source, identity_of(link, _own_address(page)), page, {**metadata, "url": str(page.url)})

    def _content(self, entry: Entry, source: str, identity: str) -> RawDocument | Refused:
        if entry.content_length < self._limits.content:
            return Refused(source, "too_short", identity, {"limit": self._limits.content})
        body = f"<!doctype html><meta charset=utf-8><article>{entry.content}</article>"
        data = body.encode("utf-8", "replace")
        return RawDocument(
            source, identity, data, "entry.html", "text/html", "utf-8", {**entry.metadata, "url": source}
        )


_HEAD = 200_000  # bytes: some heads are longer than their stories
_LINK = re.compile(rb"<link\b[^>]{0,2000}>", re.IGNORECASE)
_REL = re.compile(rb"\brel\s*=\s*[\"']?[^\"'>]{0,40}?\bcanonical\b", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


def _own_address(page: Fetched) -> str | None:
    """Return what a page gives as its own address (`rel=canonical`); None where it gives none, or several."""
    links = [link[0] for link in _LINK.finditer(page.data[:_HEAD]) if _REL.search(link[0])]
    found = {next(filter(None, match.groups()), b"") for link in links if (match := _HREF.search(link))}
    return unescape(found.pop().decode("utf-8", "replace")) if len(found) == 1 else None


def _document(source: str, identity: str, page: Fetched, metadata: Mapping[str, str]) -> WebDocument:
    name = unquote(page.url.path.rstrip("/").rpartition("/")[2]) or page.url.host
    return WebDocument(
        source, identity, page.data, name, page.media_type, page.charset, metadata, validator=page.validator
    )


def _refused(source: str, identity: str | None, error: RefusedError) -> Refused:
    status = error.params.get("status", 0)
    temporary = error.code in _TEMPORARY or status == 429 or (isinstance(status, int) and status >= 500)
    return Refused(source, error.code, identity, error.params, temporary)


def _without_prefix(spec: str) -> str:
    """Return the URL of `feed:https://…` or of the older `feed://…`."""
    rest = spec[len(FEED_PREFIX) :].strip()
    return f"http:{rest}" if rest.startswith("//") else rest
