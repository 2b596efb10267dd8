"""Fetching: what must never be connected to, and what must arrive."""

from __future__ import annotations

import gzip
import ssl
import time
import tracemalloc
import zlib
from collections.abc import Iterator, Mapping, Sequence

import httpcore
import pytest

from ingest.documents import RefusedError
from ingest.sources.fetch import Fetched, Fetcher, FetchLimits, NotModified
from ingest.sources.ssrf import system_resolver
from ingest.sources.validators import Validator
from tests import ROOT
from tests.ingest.sources.site import PUBLIC, Page, Site, canary

# Each must end in a refusal before anything is connected to. The first 20 are hosts that getaddrinfo takes for
# loopback or for this host; the IPv6 ones pass Python's is_global.
HOSTILE = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://0/", "http://0.0.0.0/", "http://2130706433/",
    "http://0x7f000001/", "http://0x7f.0.0.1/", "http://017700000001/", "http://0177.0.0.1/", "http://127.000.000.001/",
    "http://①②⑦.0.0.1/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://١٢٧.٠.٠.١/", "http://localhost/",
    "http://LOCALHOST/", "http://localhost./", "http://127.0.0.1:80/", "https://127.0.0.1:443/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/",
    "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/",
    "http://100.100.100.200/", "http://168.63.129.16/", "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http://240.1.1.1/",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[::ffff:100.64.1.1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::1]/", "http://[2002:a9fe:a9fe::]/", "http://[2001:0:7f00:1::]/", "http://[fec0::1]/",
    "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://[fe80::1%25lo]/", "http://[ff02::1]/",
    "http://inside.example/", "http://mixed.example/", "http://mapped.example/", "http://nowhere.example/",
    "http://user:word@news.example/", "http://news.example@127.0.0.1/", "http://127.0.0.1\\@news.example/",
    "http://news.example:22/", "http://news.example:8080/", "http://news.example:0/", "http://news.example:65536/",
    "file:///etc/passwd", "gopher://127.0.0.1:70/_x", "ftp://news.example/x", "dict://127.0.0.1:11211/stat",
    "jar:http://news.example/", "data:text/html,x", "//127.0.0.1/", "http:127.0.0.1", "http:///127.0.0.1/", "http://",
    "http://news.example\r\nHost: inside/", "http://news.example/\x00", "http://a b/", "", "http://" + "a" * 5000 + "/",
]  # fmt: skip

CERTIFICATE = ROOT / "tests" / "data" / "news.example.pem"  # self-signed, for these tests only

INSIDE: Mapping[str, Sequence[str]] = {
    "inside.example": ["10.0.0.5"],
    "mixed.example": [PUBLIC, "127.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nowhere.example": [],
}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site().running() as running:
        yield running


def fetcher(site: Site, **limits: float) -> Fetcher:
    return Fetcher(resolver=site.resolve, connect=site.connect, limits=FetchLimits(**limits))  # type: ignore[arg-type]


def code(site: Site, url: str, **limits: float) -> str:
    with pytest.raises(RefusedError) as caught:
        fetcher(site, **limits).fetch(url)
    return caught.value.code


def test_no_hostile_url_is_ever_connected_to(site: Site) -> None:
    site.names.update(INSIDE)
    asked: list[str] = []
    with canary() as (port, callers):

        def connect(address: str, _: int, timeout: float) -> httpcore.NetworkStream:
            asked.append(address)
            return httpcore.SyncBackend().connect_tcp(address, port, timeout)

        guarded = Fetcher(resolver=site.resolve, connect=connect)
        for url in HOSTILE:
            with pytest.raises(RefusedError):
                guarded.fetch(url)
        assert (asked, callers) == ([], [])
        for _ in range(200):  # the canary does sing
            if not callers:
                httpcore.SyncBackend().connect_tcp("127.0.0.1", port, 1.0).close()
                time.sleep(0.01)  # for it to hear, before its queue is full
        assert callers
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("host", ["127.1", "0", "2130706433", "0x7f000001", "017700000001", "localhost"])
def test_the_system_resolver_is_checked_too(host: str) -> None:
    assert list(system_resolver(host, 80))

    def connect(address: str, port: int, timeout: float) -> httpcore.NetworkStream:
        raise AssertionError(f"connected to {address}")

    with pytest.raises(RefusedError) as caught:
        Fetcher(connect=connect).fetch(f"http://{host}/")
    assert caught.value.code == "address"


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/a",
        "http://news.example:80/a",
        "http://NEWS.example/a",
        f"http://{PUBLIC}/a",
        "http://news.example:443/a",
    ],
)
def test_public_pages_arrive(site: Site, url: str) -> None:
    site.pages["/a"] = Page("<p>سلام</p>".encode(), headers={"Content-Type": "text/html; charset=windows-1256"})
    page = fetcher(site).fetch(url)
    assert isinstance(page, Fetched)
    assert page.data.decode() == "<p>سلام</p>"
    assert (page.media_type, page.charset) == ("text/html", "windows-1256")
    assert set(site.connected) == {PUBLIC}


def test_the_host_header_keeps_the_name_and_nothing_personal_is_sent(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.pages["/a"] = Page(b"x", headers={"Set-Cookie": "id=1"})
    reader = fetcher(site)
    reader.fetch("http://news.example/a")
    reader.fetch("http://news.example/a")
    assert site.headers[-1]["host"] == "news.example"
    assert "Sanad" in site.headers[-1]["user-agent"]
    assert not {"cookie", "authorization", "referer"} & {name for headers in site.headers for name in headers}


def test_rebinding_connects_to_what_was_checked_or_to_nothing(site: Site) -> None:
    site.pages["/a"] = Page(b"x")
    answers = [[PUBLIC], [PUBLIC], ["127.0.0.1"]]
    resolved: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        resolved.append(host)
        return answers[min(len(resolved), len(answers)) - 1]

    rebound = Fetcher(resolver=resolve, connect=site.connect)
    assert isinstance(rebound.fetch("http://news.example/a"), Fetched)
    assert len(resolved) == len(site.connected) == 2  # one look-up a connection: robots.txt and the page
    with pytest.raises(RefusedError) as caught:
        rebound.fetch("http://news.example/a")
    assert caught.value.code == "address"
    assert site.connected == [PUBLIC, PUBLIC]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://127.0.0.1/", "address"), ("http://inside.example/x", "address"), ("//[::1]/", "address"),
        ("file:///etc/passwd", "scheme"), ("gopher://news.example/", "scheme"), ("http://news.example:22/", "port"),
        ("http://u:p@news.example/", "userinfo"), ("http://0x7f.1/", "address"), ("http://a\\b/", "bad_url"),
    ],
)  # fmt: skip
def test_redirects_are_checked_like_the_first_url(site: Site, location: str, expected: str) -> None:
    site.names.update(INSIDE)
    site.pages["/a"] = Page(status=302, headers={"Location": location})
    assert code(site, "http://news.example/a") == expected
    assert set(site.connected) == {PUBLIC}


def test_five_redirects_are_followed_and_not_six(site: Site) -> None:
    for number in range(6):
        site.pages[f"/{number}"] = Page(status=301, headers={"Location": f"../{number + 1}"})
    site.pages["/6"] = Page(b"there")
    page = fetcher(site).fetch("http://news.example/1")
    assert isinstance(page, Fetched)
    assert (page.data, str(page.url)) == (b"there", "http://news.example/6")
    assert code(site, "http://news.example/0") == "redirects"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate", "identity"])
def test_compressed_pages(site: Site, encoding: str) -> None:
    body = "خبر ".encode() * 20_000
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(body), "deflate": zlib.compress(body), "identity": body,
        "raw deflate": raw.compress(body) + raw.flush(),
    }[encoding]  # fmt: skip
    site.pages["/a"] = Page(packed, headers={"Content-Encoding": encoding.split()[-1]})
    page = fetcher(site).fetch("http://news.example/a")
    assert isinstance(page, Fetched)
    assert page.data == body


def test_a_gzip_bomb_stops_at_the_limit(site: Site) -> None:
    site.pages["/a"] = Page(gzip.compress(bytes(50_000_000), 9), headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        assert code(site, "http://news.example/a", max_bytes=100_000) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip"])
def test_compression_that_was_not_asked_for_or_is_broken(site: Site, encoding: str) -> None:
    site.pages["/a"] = Page(b"\x1f\x8b\x08not really", headers={"Content-Encoding": encoding})
    assert code(site, "http://news.example/a") == "bad_response"


def test_a_page_one_byte_too_large(site: Site) -> None:
    site.pages["/a"] = Page(b"x" * 1000)
    assert isinstance(fetcher(site, max_bytes=1000).fetch("http://news.example/a"), Fetched)
    assert code(site, "http://news.example/a", max_bytes=999) == "too_large"


def test_a_slow_drip_ends_at_the_deadline(site: Site) -> None:
    site.pages["/a"] = Page(b"x" * 1000, drip=0.02)
    assert code(site, "http://news.example/a", seconds=0.3) == "timeout"


def test_a_resolver_that_hangs_ends_at_the_deadline(site: Site) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        site.closing.wait(5)
        return [PUBLIC]

    with pytest.raises(RefusedError) as caught:
        Fetcher(resolver=resolve, connect=site.connect, limits=FetchLimits(seconds=0.1)).fetch("http://news.example/")
    assert caught.value.code == "timeout"


def test_conditional_requests(site: Site) -> None:
    def page(headers: Mapping[str, str]) -> Page:
        if (
            headers.get("if-none-match") == '"7"'
            and headers.get("if-modified-since") == "Mon, 01 Jan 2024 00:00:00 GMT"
        ):
            return Page(status=304)
        return Page(b"x", headers={"ETag": '"7"', "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"})

    site.pages["/a"] = page
    first = fetcher(site).fetch("http://news.example/a")
    assert isinstance(first, Fetched)
    assert first.validator == Validator('"7"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert isinstance(fetcher(site).fetch("http://news.example/a", first.validator), NotModified)


@pytest.mark.parametrize("value", ["x" * 2000, "\u202e"])
def test_validators_that_are_no_headers_are_not_kept(site: Site, value: str) -> None:
    site.pages["/a"] = Page(b"x", headers={"ETag": value.encode().decode("latin-1")})
    page = fetcher(site).fetch("http://news.example/a")
    assert isinstance(page, Fetched)
    assert not page.validator


@pytest.mark.parametrize(("status", "expected"), [(404, "status"), (403, "status"), (500, "status"), (204, "status")])
def test_pages_that_the_server_does_not_give(site: Site, status: int, expected: str) -> None:
    site.pages["/a"] = Page(status=status)
    assert code(site, "http://news.example/a") == expected


def test_pictures_and_films_are_not_downloaded(site: Site) -> None:
    site.pages["/a"] = Page(b"x", headers={"Content-Type": "video/mp4"})
    assert code(site, "http://news.example/a") == "unsupported"


def test_robots_are_respected_and_asked_once_a_host(site: Site) -> None:
    site.pages["/robots.txt"] = Page(
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /private\n\nUser-agent: sanad\nDisallow: /ours\n"
    )
    site.pages["/ours/a"] = site.pages["/private/a"] = site.pages["/b"] = Page(b"x")
    reader = fetcher(site)
    assert isinstance(reader.fetch("http://news.example/private/a"), Fetched)  # our own group is the one that counts
    with pytest.raises(RefusedError, match="robots"):
        reader.fetch("http://news.example/ours/a")
    reader.fetch("http://news.example/b")
    assert site.requests.count("news.example/robots.txt") == 1
    reader.fetch("http://other.example/b")
    assert site.requests.count("other.example/robots.txt") == 1


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        (
            "User-agent: *\nDisallow: /a\nAllow: /a/b",
            "/a/b/c",
            True,
        ),  # the longest rule counts
        ("User-agent: *\nAllow: /\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf.html", True),
        ("User-agent: *\nDisallow: /*/private/*/b", "/x/private/y/b", False),
        ("User-agent: *\nDisallow: /أخبار", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", False),
        ("User-agent: news\nUser-agent: san\nUser-agent: a\nDisallow: /", "/a", True),  # in our header, not our name
        ("User-agent: a\nUser-agent: Sanad/2 # us\nDisallow: /", "/a", False),
        ("User-agent: a\nDisallow: /\n\nuser agent *\nDisallow: /b", "/a", True),
        ("Disallow: /", "/a", True),  # of nobody
        ("<html>User-agent: * Disallow: /</html>", "/a", True),
    ],
)
def test_rules_mean_what_the_standard_says(site: Site, rules: str, path: str, allowed: bool) -> None:
    site.pages["/robots.txt"] = Page(rules.encode())
    site.pages[path] = Page(b"x")
    if allowed:
        assert isinstance(fetcher(site).fetch(f"http://news.example{path}"), Fetched)
    else:
        assert code(site, f"http://news.example{path}") == "robots"


def test_rules_for_many_agents_do_not_fill_the_memory(site: Site) -> None:
    agents = "\n".join(f"User-agent: a{number}" for number in range(1_000))
    rules = "\n".join(f"Disallow: /{number}" for number in range(1_000))
    site.pages["/robots.txt"] = Page(f"{agents}\nUser-agent: *\n{rules}".encode())
    tracemalloc.start()
    try:
        assert code(site, "http://news.example/17") == "robots"
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def test_robots_hold_for_where_a_redirect_leads(site: Site) -> None:
    site.pages["news.example/a"] = Page(status=302, headers={"Location": "http://closed.example/b"})
    site.pages["closed.example/robots.txt"] = Page(b"User-agent: *\nDisallow: /")
    site.pages["closed.example/b"] = Page(b"x")
    assert code(site, "http://news.example/a") == "robots"
    assert "closed.example/b" not in site.requests


def test_a_site_whose_robots_fail_is_left_alone_for_now(site: Site) -> None:
    site.pages["/robots.txt"] = Page(status=503)
    site.pages["/a"] = Page(b"x")
    now = [0.0]
    reader = Fetcher(resolver=site.resolve, connect=site.connect, clock=lambda: now[0])
    with pytest.raises(RefusedError, match="robots"):
        reader.fetch("http://news.example/a")
    site.pages["/robots.txt"] = Page(status=404)
    now[0] += 301
    assert isinstance(reader.fetch("http://news.example/a"), Fetched)


def test_robots_that_redirect_inside_are_not_followed(site: Site) -> None:
    site.pages["/robots.txt"] = Page(status=302, headers={"Location": "http://127.0.0.1/robots.txt"})
    site.pages["/a"] = Page(b"x")
    assert code(site, "http://news.example/a") == "address"


def test_robots_of_any_length_are_read_to_a_bound(site: Site) -> None:
    site.pages["/robots.txt"] = Page(b"# " + b"x" * 600_000 + b"\nUser-agent: *\nDisallow: /")
    site.pages["/a"] = Page(b"x")
    assert isinstance(fetcher(site).fetch("http://news.example/a"), Fetched)


def test_https_checks_the_name_although_it_connects_to_an_address() -> None:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(CERTIFICATE)
    names: list[str | None] = []
    served.sni_callback = lambda connection, name, context: names.append(name)
    with Site(served).running() as site:
        site.pages["/a"] = Page(b"x")
        trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
        reader = Fetcher(resolver=site.resolve, connect=site.connect, tls=trusting)
        assert isinstance(reader.fetch("https://news.example/a"), Fetched)
        assert set(names) == {"news.example"}
        for url, context in (("https://other.example/a", trusting), ("https://news.example/a", None)):
            with pytest.raises(RefusedError) as caught:
                Fetcher(resolver=site.resolve, connect=site.connect, tls=context).fetch(url)
            assert caught.value.code == "tls"


def test_a_server_that_is_down(site: Site) -> None:
    def connect(address: str, port: int, timeout: float) -> httpcore.NetworkStream:
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", 1, timeout)

    with pytest.raises(RefusedError) as caught:
        Fetcher(resolver=site.resolve, connect=connect).fetch("http://news.example/")
    assert caught.value.code == "network"
