"""What a site's robots.txt says about a page. Knows no network: whoever asks brings the bytes.

https://www.rfc-editor.org/rfc/rfc9309
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

ROBOTS_BYTES = 500 * 1024  # what RFC 9309 asks a crawler to read at least; the rest is ignored
_KEPT_SECONDS = 24 * 3600.0  # no longer than RFC 9309 recommends
_KEPT_SECONDS_UNAVAILABLE = 300.0
_HOSTS = 1000
_AGENT_LINE = re.compile(r"^([^\S\n]*user[ \t-]*agent[ \t]*:?)[ \t]*(\*|[a-z_-]*).*$", re.IGNORECASE | re.MULTILINE)

# The status and the bytes of a site's robots.txt.
Ask = Callable[[httpx.URL], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class _Rules:
    parser: Protego
    until: float


class Robots:
    """The rules of the sites seen so far, each asked for once a day."""

    def __init__(self, agent: str, clock: Callable[[], float]) -> None:
        """`agent` is the User-Agent header, which begins with the product's name."""
        self._agent = agent.partition("/")[0].lower()
        self._clock = clock
        self._rules: dict[str, _Rules] = {}

    def allow(self, url: httpx.URL, ask: Ask) -> bool:
        """Return whether `url` may be fetched; what `ask` raises passes through."""
        site = f"{url.scheme}://{url.netloc.decode('ascii').lower()}"
        rules = self._rules.get(site)
        if rules is None or rules.until < self._clock():
            rules = self._read(url, ask)
            if len(self._rules) >= _HOSTS:
                self._rules.clear()
            self._rules[site] = rules
        return rules.parser.can_fetch(str(url), self._agent)

    def _read(self, url: httpx.URL, ask: Ask) -> _Rules:
        """Ask for the site's rules: none there means that all is allowed, a failing server that nothing is."""
        status, data = ask(url.copy_with(raw_path=b"/robots.txt"))
        text, kept = "", _KEPT_SECONDS
        if 200 <= status < 300:
            text = _AGENT_LINE.sub(self._named, "\n".join(data.decode("utf-8-sig", "replace").splitlines()))
        elif status >= 500 or status == 429:
            text, kept = "User-agent: *\nDisallow: /", _KEPT_SECONDS_UNAVAILABLE
        return _Rules(Protego.parse(text), self._clock() + kept)

    def _named(self, line: re.Match[str]) -> str:
        """Return a line that names an agent: us, everyone, or all others as one.

        The library keeps every rule once for each agent of its group: many of both would fill the memory.
        """
        name = line[2].lower()
        return f"{line[1]} {name if name in ('*', self._agent) else 'other'}"
