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
    """fbclid gclid gbraid wbraid dclid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid _ga _gl
    ref ref_src ref_url referrer referer cmp cmpid ocid smid smtyp icid ito ncid xtor traffic_source campaign_id
    mkt_tok spm _hsenc _hsmi amp outputtype taid sh share sharedby sr_share fromshare from_source""".split()  # noqa: SIM905
)
_TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "piwik_", "ns_", "hsa_", "itm_", "wt.", "aff_", "vero_", "oly_")
_NOT_TRACKING = frozenset(("at_id", "ns_id"))
_HOST_FORMS = re.compile(r"^(?:www|m|mobile|amp|edition)\.")
_AMP_PARTS = re.compile(r"/amp(?=/|$)|[./]amp(?=\.html?$|/?$)|\.amp(?=\.html?$|/?$)", re.IGNORECASE)
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

    Host in lower case and ASCII, without a final dot; default port, fragment and tracking parameters (utm_*, at_*, ref
    and the click ids of large networks) dropped; one spelling of percent-escapes; an empty path is `/`. The other
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
    return name in _TRACKING or (name.startswith(_TRACKING_PREFIXES) and name not in _NOT_TRACKING)


def identity_of(url: httpx.URL, canonical: str | None) -> str:
    """Return the identity of a page fetched from `url` that names `canonical` as its own address, or None.

    That address counts on the same site only, so that no page can take another site's article's place, and only
    where it names an article: some pages name the site's or the section's first page.
    """
    own = canonical_url(url)
    try:
        named = join_url(url, canonical or "") if canonical and canonical.strip() else url
    except RefusedError:
        return own
    parts = [part for part in named.path.split("/") if part]
    is_section = (
        bool(parts) and f"{url.path.rstrip('/')}/".startswith(f"{named.path.rstrip('/')}/") and not _is_form(url, named)
    )
    if _site(named) != _site(url) or is_section or not (parts or named.query):
        return own
    if len(parts) == 1 and not named.query and len(parts[0]) < _SHORTEST_SLUG and not any(map(str.isdecimal, parts[0])):
        return own
    return canonical_url(named)


_SHORTEST_SLUG = 12  # characters of a lone last part of an address that names an article rather than a section


def _is_form(url: httpx.URL, named: httpx.URL) -> bool:
    """Whether one path is the other's: with another ending, or the form for phones."""
    return _AMP_PARTS.sub("", url.path).rstrip("/") == _AMP_PARTS.sub("", named.path).rstrip("/")


def _site(url: httpx.URL) -> str:
    return _HOST_FORMS.sub("", url.host.lower().rstrip("."))


def _escapes(text: str) -> str:
    """Return `text` with upper-case escapes and none of what needs no escape (RFC 3986, section 6.2.2)."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[0][1:], 16))
        return character if _UNRESERVED.fullmatch(character) else match[0].upper()

    return _ESCAPE.sub(one, text)
