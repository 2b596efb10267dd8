"""An ASGI layer that answers this page's own names and origins only. Knows no component, article or setting.

A page of another site can make its visitor's browser send requests here: by a name that it points at this address (DNS
rebinding), or straight across origins. So a request has to name a host that is ours, and one that a browser made for
another site's page is refused, whatever its method and content type; following a link to the page is not.
https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.messages.catalogue import say
from app.web.reader_language import language_of

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_HEARSAY = (b"x-forwarded-", b"forwarded", b"x-gradio-", b"x-direct-url")
_OURS = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Doors:
    """The hosts that are ours: names (lower case, without port), and whether any bare IP address is one too.

    A bare address can't be rebound: whoever's page it is must be served from there.
    """

    names: frozenset[str] = LOOPBACK
    addresses: bool = False

    @classmethod
    def of(cls, host: str, allowed: Collection[str] = ()) -> Doors:
        """Return the doors of a page that listens on `host` and that visitors reach by the names `allowed`."""
        own = frozenset(name.strip().lower().rstrip(".") for name in allowed if name.strip())
        listening = host.strip("[]").lower()
        return cls(LOOPBACK | own | {listening}, addresses=not is_loopback(listening))

    def has(self, host: str) -> bool:
        """Return whether `host`, a Host header's value, is ours."""
        name = _name(host)
        return bool(name) and (name in self.names or (self.addresses and _is_address(name)))


def is_loopback(host: str) -> bool:
    """Return whether listening on `host` lets only this machine in."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Guard:
    """Refuses requests for hosts that are not ours (421), and those of other sites' pages (403)."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not all(self._doors.has(host) for host in headers.getlist("host") or [""]):
            await self._refuse(scope, receive, send, 421, "wrong_host")
        elif not is_own_page(scope, headers) and not _is_a_link(scope, headers):
            await self._refuse(scope, receive, send, 403, "wrong_origin")
        else:
            await self._app(_without_hearsay(scope), receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, key: str) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        reply = PlainTextResponse(say("refusal", key, language_of(Headers(scope=scope))), status_code=status)
        await reply(scope, receive, send)


def is_own_page(scope: Scope, headers: Headers) -> bool:
    """Return whether nothing says that a browser made this request for a page of another origin."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in _OURS:
        return False
    origin = headers.get("origin")
    return origin is None or _is_same(origin, headers.get("host", ""), scope)


def names_its_page(headers: Headers) -> bool:
    """Return whether a browser says that a page made this request; whether it is ours, `is_own_page` says."""
    return "origin" in headers or headers.get("sec-fetch-site") == "same-origin"


def _without_hearsay(scope: Scope) -> Scope:
    """Return the request without what a client says that a proxy said: Gradio would build its addresses from it.

    What a trusted proxy says is in the scope's scheme and client by now.
    """
    kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_HEARSAY)]
    return {**scope, "headers": kept}


def _is_a_link(scope: Scope, headers: Headers) -> bool:
    """Whether someone follows a link or types an address: only ever a whole page is shown for it."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and "origin" not in headers
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def _is_same(origin: str, host: str, scope: Scope) -> bool:
    """Whether an origin is that of the Host header. The scheme may differ: a proxy may take off the TLS."""
    try:
        parts = urlsplit(origin)
        asked = urlsplit(f"//{host}")
        named = (_name(parts.netloc), parts.port or _PORTS[parts.scheme])
        default = _PORTS[parts.scheme] if parts.scheme in _PORTS else _PORTS[scope.get("scheme", "http")]
        return bool(named[0]) and named == (_name(host), asked.port or default)
    except (ValueError, KeyError):
        return False


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
