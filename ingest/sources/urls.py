"""Which URLs are taken, and when two of them are the same article. Pure: knows no network."""

from __future__ import annotations

import re
from urllib.parse import unquote

import httpx

from ingest.documents import RefusedError

URL_LIMIT = 4096  # characters; the longest Arabic news URL, percent-encoded, stays below 1,500
PORTS = {"http": 80, "https": 443}

# Parameters that say how a reader came to a page and never what is on it.
_TRACKING = frozenset(
    ("fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl")
)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def parse_url(text: str) -> httpx.URL:
    """Return `text` as a URL that may be asked for: http(s), a host, port 80 or 443, no user name.

    Whether its host leads somewhere public is only known once it is resolved. Raises RefusedError
    `bad_url`, `scheme`, `userinfo` or `port`.
    """
    text = text.strip()
    if len(text) > URL_LIMIT or _FORBIDDEN.search(text):
        raise RefusedError("bad_url")
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise RefusedError("bad_url") from error
    if url.scheme not in PORTS:
        raise RefusedError("scheme")
    if url.userinfo:
        raise RefusedError("userinfo")
    if not url.raw_host:
        raise RefusedError("bad_url")
    if url.port is not None and url.port not in PORTS.values():
        raise RefusedError("port")
    return url.copy_with(fragment=None)


def join_url(base: httpx.URL, reference: str) -> httpx.URL:
    """Return `reference`, found on the page `base`, as a URL that may be asked for. Raises RefusedError."""
    if len(reference) > URL_LIMIT or _FORBIDDEN.search(reference.strip()):
        raise RefusedError("bad_url")
    try:
        joined = base.join(reference.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise RefusedError("bad_url") from error
    return parse_url(str(joined))


def canonical_url(url: httpx.URL) -> str:
    """Return the identity of a page: what stays the same however its URL was written.

    Host in lower case and ASCII, without a final dot; default port, fragment and tracking parameters (utm_* and the
    click ids of large networks) dropped; one spelling of percent-escapes; an empty path is `/`. The other
    parameters keep their order and the scheme stays: to a server, both can make a different page.
    """
    host = url.raw_host.decode("ascii").lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = "" if url.port is None else f":{url.port}"
    path, _, query = url.raw_path.decode("ascii").partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _is_tracking(part))
    return f"{url.scheme}://{host}{port}{_escapes(path) or '/'}" + (f"?{_escapes(kept)}" if kept else "")


def _is_tracking(part: str) -> bool:
    name = unquote(part.partition("=")[0]).lower()
    return name.startswith("utm_") or name in _TRACKING


def _escapes(text: str) -> str:
    """Return `text` with upper-case escapes and none of what needs no escape (RFC 3986, section 6.2.2)."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[0][1:], 16))
        return character if _UNRESERVED.fullmatch(character) else match[0].upper()

    return _ESCAPE.sub(one, text)
