"""What a site's robots.txt says about a page. Knows no network: whoever asks brings the bytes.

https://www.rfc-editor.org/rfc/rfc9309
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

import httpx

ROBOTS_BYTES = 500 * 1024  # what RFC 9309 asks a crawler to read at least; the rest is ignored
_KEPT_SECONDS = 24 * 3600.0  # no longer than RFC 9309 recommends
_KEPT_SECONDS_UNAVAILABLE = 300.0
_HOSTS = 1000

# The status and the bytes of a site's robots.txt.
Ask = Callable[[httpx.URL], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class _Rules:
    parser: RobotFileParser
    until: float


class Robots:
    """The rules of the sites seen so far, each asked for once a day."""

    def __init__(self, agent: str, clock: Callable[[], float]) -> None:
        self._agent = agent
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
        return rules.parser.can_fetch(self._agent, str(url))

    def _read(self, url: httpx.URL, ask: Ask) -> _Rules:
        """Ask for the site's rules: none there means that all is allowed, a failing server that nothing is."""
        status, data = ask(url.copy_with(raw_path=b"/robots.txt"))
        parser = RobotFileParser()
        lines: list[str] = []
        kept = _KEPT_SECONDS
        if 200 <= status < 300:
            lines = data.decode("utf-8-sig", "replace").splitlines()
        elif status >= 500 or status == 429:
            lines = ["User-agent: *", "Disallow: /"]
            kept = _KEPT_SECONDS_UNAVAILABLE
        parser.parse(lines)
        return _Rules(parser, self._clock() + kept)
