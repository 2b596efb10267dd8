"""The reader's language as a request tells it, for what is said before the page is reached. Knows no page."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

from ingest.language import Language

COOKIE = "sanad-language"  # set by page.js with the reader's choice


def language_of(headers: Headers) -> Language:
    """Return the language chosen on the page, else the browser's first where that is Arabic, else English."""
    try:
        chosen = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        chosen = None
    first = chosen.value if chosen is not None else headers.get("accept-language", "")
    return "ar" if first.strip().lower().startswith("ar") else "en"
