"""Feeds: recognised by their bytes, read without a network, entry by entry as documents."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from ingest.documents import RawDocument, Refused
from ingest.feeds import is_feed, read_feed
from ingest.sources.fetch import Fetcher, FetchLimits
from ingest.sources.found import Found, Unchanged, WebDocument
from ingest.sources.sources import Sources
from ingest.sources.validators import Validator
from tests.ingest.sources.site import PUBLIC, Page, Site

LONG = "نص الخبر كما في الخلاصة. " * 40
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>وكالة &amp; أنباء</title><link>http://news.example/</link>
{items}
</channel></rss>"""
ITEM = (
    "<item><title>{title}</title><link>{link}</link><guid>{link}</guid><description>{text}</description>{more}</item>"
)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><id>tag:1</id><title>One</title><link href="../one"/><updated>2024-05-06T07:08:09Z</updated>
<published>2024-05-05T00:00:00+03:00</published><author><name>A. Writer</name></author>
<summary>short</summary></entry></feed>"""
FEED_TYPE = {"Content-Type": "application/rss+xml; charset=utf-8"}


def rss(*items: str) -> bytes:
    return RSS.format(items="".join(items)).encode()


def item(title: str, link: str, text: str = "short", more: str = "") -> str:
    return ITEM.format(title=title, link=link, text=text, more=more)


class Stored:
    """What earlier runs left: identities with their validators."""

    def __init__(self, **known: Validator) -> None:
        self.known = {f"http://news.example/{name}": validator for name, validator in known.items()}

    def knows(self, identity: str) -> bool:
        return identity in self.known

    def validator(self, identity: str) -> Validator | None:
        return self.known.get(identity)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site().running() as running:
        yield running


def read(site: Site, spec: str = "http://news.example/feed", earlier: Stored | None = None) -> list[Found]:
    fetcher = Fetcher(resolver=site.resolve, connect=site.connect, limits=FetchLimits(seconds=5))
    return list(Sources(fetcher).read(spec, earlier))


@pytest.mark.parametrize(
    "data",
    [
        b"<rss version='2.0'>", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- c --><rss>", ATOM.encode(),
        ATOM.encode("utf-16"),
        b"<?xml-stylesheet href='x'?><rdf:RDF xmlns:rdf='x'>", b"<!DOCTYPE rss PUBLIC 'a' 'b'><rss>", b"<atom:feed >",
    ],
)  # fmt: skip
def test_feeds_are_recognised(data: bytes) -> None:
    assert is_feed(data, "text/html")


@pytest.mark.parametrize("data", [b"<html><rss>", b"", b"text about <rss> feeds", b"<!-- <rss> --><html>", b"<rssx>"])
def test_what_is_no_feed(data: bytes) -> None:
    assert not is_feed(data, "text/xml")
    assert is_feed(data, "application/atom+xml")


def test_reading_a_feed_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert read_feed(b"http://127.0.0.1/", None, 10).entries == ()
    assert read_feed(b"/etc/passwd", None, 10).entries == ()
    hostile = b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><title>&x;</title></item></channel></rss>'
    assert [entry.metadata.get("title", "") for entry in read_feed(hostile, None, 10).entries] in (["&x;"], [""])


def test_metadata_of_entries() -> None:
    (entry,) = read_feed(ATOM.encode(), None, 10).entries
    assert entry.metadata == {
        "title": "One", "author": "A. Writer", "published": "2024-05-05T00:00:00+03:00",
        "updated": "2024-05-06T07:08:09+00:00", "outlet": "Wire",
    }  # fmt: skip
    assert entry.link == "../one"


@pytest.mark.parametrize("opening", [b"<rss><channel>", b'<feed xmlns="http://www.w3.org/2005/Atom">'])
@pytest.mark.parametrize("closing", [b"</item>", b"</entry>", b""])
def test_only_the_first_entries_of_a_long_feed_are_parsed(opening: bytes, closing: bytes) -> None:
    tag = b"<entry>" if b"feed" in opening else b"<item>"
    data = opening + b"".join(b"%b<title>t%d</title>%b" % (tag, number, closing) for number in range(50_000))
    assert [entry.metadata["title"] for entry in read_feed(data, None, 3).entries] == ["t0", "t1", "t2"]


def test_a_billion_laughs_are_not_laughed() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]><rss><channel><item><title>&l11;</title></item></channel></rss>'
    )
    feed = read_feed(bomb.encode(), None, 10)
    assert all(len(entry.metadata.get("title", "")) < 1000 for entry in feed.entries)


def test_entries_become_the_pages_they_link_to(site: Site) -> None:
    site.pages["/news/feed"] = Page(rss(item("أ", "a.html?utm_source=rss"), item("ب", "/b#top")), headers=FEED_TYPE)
    site.pages["/news/a.html?utm_source=rss"] = Page(b"<p>A</p>", headers={"Content-Type": "text/html", "ETag": '"1"'})
    site.pages["/b"] = Page(b"<p>B</p>")
    first, second = read(site, "http://news.example/news/feed")
    assert isinstance(first, WebDocument)
    assert isinstance(second, WebDocument)
    assert (first.identity, first.data) == ("http://news.example/news/a.html", b"<p>A</p>")
    assert (first.metadata["title"], first.validator) == ("أ", Validator('"1"'))
    assert "outlet" not in first.metadata  # the page knows its outlet better than a feed's title
    assert (second.identity, second.data) == ("http://news.example/b", b"<p>B</p>")


def test_a_feed_by_its_prefix_or_by_its_bytes(site: Site) -> None:
    site.pages["/feed"] = Page(rss(item("a", "/a")), headers={"Content-Type": "text/html"})
    site.pages["/a"] = Page(b"A")
    for spec in ("http://news.example/feed", "feed:http://news.example/feed", "FEED://news.example/feed"):
        assert [found.identity for found in read(site, spec)] == ["http://news.example/a"]
    (page,) = read(site, "feed:http://news.example/a")
    assert isinstance(page, Refused)
    assert page.code == "not_a_feed"


def test_hostile_links_are_refused_and_the_rest_is_read(site: Site) -> None:
    site.names["inside.example"] = ["192.168.0.7"]
    links = [
        "http://127.0.0.1/",
        "http://inside.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1]/",
        "http://h:22/",
    ]
    site.pages["/feed"] = Page(rss(*(item("x", link, LONG) for link in links), item("a", "/a")), headers=FEED_TYPE)
    site.pages["/a"] = Page(b"A")
    *refused, last = read(site)
    assert [found.code for found in refused if isinstance(found, Refused)] == [
        "address", "address", "scheme", "scheme", "address", "port",
    ]  # fmt: skip
    assert isinstance(last, RawDocument)
    assert set(site.connected) == {PUBLIC}


def test_an_entry_without_a_reachable_page_speaks_for_itself(site: Site) -> None:
    unlinked = f"<item><title>alone</title><description>{LONG}</description></item>"
    site.pages["/feed"] = Page(rss(item("long", "/gone", LONG), item("short", "/gone2"), unlinked), headers=FEED_TYPE)
    long, short, alone = read(site)
    assert isinstance(long, RawDocument)
    assert LONG.strip() in long.data.decode()
    assert (long.identity, long.metadata["outlet"]) == ("http://news.example/gone", "وكالة & أنباء")
    assert isinstance(short, Refused)
    assert (short.code, short.params) == ("status", {"status": 404})
    assert isinstance(alone, RawDocument)
    assert (alone.identity or "").startswith("http://news.example/feed#")


def test_a_stored_page_is_not_replaced_by_a_summary(site: Site) -> None:
    site.pages["/feed"] = Page(rss(item("a", "/a", LONG)), headers=FEED_TYPE)
    site.pages["/a"] = Page(status=503)
    (found,) = read(site, earlier=Stored(a=Validator()))
    assert isinstance(found, Refused)
    assert found.temporary


def test_unchanged_entries_cost_one_request_each(site: Site) -> None:
    site.pages["/feed"] = Page(rss(item("a", "/a"), item("a again", "/a#x")), headers=FEED_TYPE)
    site.pages["/a"] = lambda headers: Page(status=304 if headers.get("if-none-match") == '"1"' else 200)
    assert read(site, earlier=Stored(a=Validator('"1"'))) == [
        Unchanged("http://news.example/a", "http://news.example/a")
    ]
    assert site.requests.count("news.example/a") == 1


def test_watching_an_unchanged_feed_costs_one_request(site: Site) -> None:
    feed = Page(rss(item("a", "/a"), item("b", "/b"), item("bad", "http://127.0.0.1/")), headers={"ETag": '"f"'})
    site.pages["/feed"] = lambda headers: Page(status=304) if headers.get("if-none-match") == '"f"' else feed
    site.pages["/a"] = Page(b"A")
    site.pages["/b"] = Page(status=503)
    sources = Sources(Fetcher(resolver=site.resolve, connect=site.connect))
    stored = Stored(a=Validator(), b=Validator())

    def asked() -> list[str]:
        site.requests.clear()
        list(sources.read("http://news.example/feed", stored))
        return [request for request in site.requests if not request.endswith("robots.txt")]

    everything = [f"news.example/{name}" for name in ("feed", "a", "b")]
    assert asked() == everything
    assert asked() == everything  # b failed for now: it is tried again
    site.pages["/b"] = Page(b"B")
    assert asked() == everything
    assert asked() == ["news.example/feed"]
    del stored.known["http://news.example/a"]
    assert asked() == everything  # an article of it is missing


def test_an_unchanged_page(site: Site) -> None:
    site.pages["/a"] = lambda headers: Page(status=304 if headers.get("if-none-match") == '"1"' else 200)
    spec = "http://News.example/a#part"
    assert read(site, spec, Stored(a=Validator('"1"'))) == [Unchanged(spec, "http://news.example/a")]


def test_a_long_feed_is_read_to_its_bound_and_an_empty_one_reported(site: Site) -> None:
    site.pages["/feed"] = Page(rss(*(item(str(n), f"/{n}") for n in range(150))), headers=FEED_TYPE)
    assert len(read(site)) == 100
    site.pages["/feed"] = Page(rss(), headers=FEED_TYPE)
    (found,) = read(site)
    assert isinstance(found, Refused)
    assert found.code == "empty_feed"
