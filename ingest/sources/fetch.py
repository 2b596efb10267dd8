"""Fetches one page over HTTP without ever reading the internal network. Knows no feed, format or article.

No proxies, no cookies, no credentials. Every request goes through `ssrf.py`; every redirect is a new URL that is
checked like the first. Bytes are counted before and after decompression while they arrive.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import httpcore
import httpx

from ingest.documents import RefusedError
from ingest.sources.response_body import content_type, decoded, header
from ingest.sources.robots import ROBOTS_BYTES, Robots
from ingest.sources.ssrf import AddressError, Clock, Connect, Deadline, GuardedBackend, ResolutionError, Resolver
from ingest.sources.ssrf import system_connect as _system_connect
from ingest.sources.ssrf import system_resolver as _system_resolver
from ingest.sources.urls import join_url, parse_url
from ingest.sources.validators import Validator

USER_AGENT = "Sanad/0.1 (news research desk; reads single pages on an editor's request)"

_Headers = dict[bytes | str, bytes | str]

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MEDIA_NOT_READ = ("image/", "audio/", "video/", "font/")
_VALIDATOR_LIMIT = 1024  # characters


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one fetch, its redirects and robots.txt included. Bytes are decompressed ones."""

    max_bytes: int = 10_000_000
    seconds: float = 20.0
    connect_seconds: float = 5.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: `url` is where it was found in the end, `media_type` and `charset` are what its server claims."""

    url: httpx.URL
    data: bytes
    media_type: str | None
    charset: str | None
    validator: Validator


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the page is still the one whose validator was given."""

    url: httpx.URL


class Fetcher:
    """Fetches pages, one at a time for each thread that asks.

    `resolver` and `connect` are the operating system's; tests bring their own.
    """

    def __init__(
        self,
        *,
        resolver: Resolver = _system_resolver,
        connect: Connect = _system_connect,
        tls: ssl.SSLContext | None = None,
        user_agent: str = USER_AGENT,
        limits: FetchLimits | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._resolver = resolver
        self._connect = connect
        self._tls = tls
        self._user_agent = user_agent
        self._limits = limits or FetchLimits()
        self._clock = clock
        self._robots = Robots(user_agent, clock)

    def fetch(self, url: str, validator: Validator | None = None) -> Fetched | NotModified:
        """Return the page at `url`, or NotModified where `validator` still holds. Raises RefusedError."""
        start = parse_url(url)
        deadline = Deadline(self._limits.seconds, self._clock)
        with (
            _failures(self._limits),
            self._follow(start, deadline, _conditions(validator), check_robots=True) as (found, response),
        ):
            return self._page(found, response)

    def _ask_robots(self, deadline: Deadline, url: httpx.URL) -> tuple[int, bytes]:
        try:
            with self._follow(url, deadline, {}, check_robots=False) as (_, response):
                return response.status, b"".join(decoded(response, ROBOTS_BYTES, cut=True))
        except RefusedError as error:
            if error.code == "redirects":  # RFC 9309: more than five of them count as none there
                return 404, b""
            raise

    @contextmanager
    def _follow(
        self, url: httpx.URL, deadline: Deadline, headers: _Headers, *, check_robots: bool
    ) -> Iterator[tuple[httpx.URL, httpcore.Response]]:
        """Give the response at the end of the redirects, still open."""
        for _ in range(self._limits.redirects + 1):
            if check_robots and not self._robots.allow(url, partial(self._ask_robots, deadline)):
                raise RefusedError("robots")
            backend = GuardedBackend(self._resolver, self._connect, self._limits.connect_seconds, deadline)
            with (
                httpcore.ConnectionPool(self._context(url), network_backend=backend) as pool,
                pool.stream("GET", self._target(url), headers=self._headers(url, headers)) as response,
            ):
                location = header(response, b"location")
                if response.status not in _REDIRECTS or location is None:
                    yield url, response
                    return
            url = join_url(url, location)
        raise RefusedError("redirects", limit=self._limits.redirects)

    def _page(self, url: httpx.URL, response: httpcore.Response) -> Fetched | NotModified:
        if response.status == 304:
            return NotModified(url)
        if response.status != 200:
            raise RefusedError("status", status=response.status)
        media_type, charset = content_type(header(response, b"content-type"))
        if media_type is not None and media_type.startswith(_MEDIA_NOT_READ):
            raise RefusedError("unsupported", kind=media_type)
        data = b"".join(decoded(response, self._limits.max_bytes))
        validator = Validator(_validator(response, b"etag"), _validator(response, b"last-modified"))
        return Fetched(url, data, media_type, charset, validator)

    def _headers(self, url: httpx.URL, conditions: _Headers) -> _Headers:
        return {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self._user_agent,
            "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "ar,en;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **conditions,
        }

    @staticmethod
    def _target(url: httpx.URL) -> httpcore.URL:
        return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)

    def _context(self, url: httpx.URL) -> ssl.SSLContext | None:
        if self._tls is None and url.scheme == "https":
            self._tls = httpx.create_ssl_context()
        return self._tls


@contextmanager
def _failures(limits: FetchLimits) -> Iterator[None]:
    """Turn what can go wrong on the way into RefusedError; what is one already passes through."""
    try:
        yield
    except AddressError as error:
        raise RefusedError("address", host=str(error)) from error
    except ResolutionError as error:
        raise RefusedError("unknown_host", host=str(error)) from error
    except httpcore.TimeoutException as error:
        raise RefusedError("timeout", seconds=int(limits.seconds)) from error
    except (httpcore.NetworkError, OSError) as error:
        tls = any(isinstance(cause, ssl.SSLError) for cause in (error, *error.args))  # httpcore wraps it as an argument
        raise RefusedError("tls" if tls else "network") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError) as error:
        raise RefusedError("bad_response") from error


def _conditions(validator: Validator | None) -> _Headers:
    headers: _Headers = {}
    if validator is not None and validator.etag is not None:
        headers["If-None-Match"] = validator.etag
    if validator is not None and validator.last_modified is not None:
        headers["If-Modified-Since"] = validator.last_modified
    return headers


def _validator(response: httpcore.Response, name: bytes) -> str | None:
    value = header(response, name)
    usable = value is not None and len(value) <= _VALIDATOR_LIMIT and value.isascii() and value.isprintable()
    return value if usable else None
