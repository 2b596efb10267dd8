"""Makes hostile text harmless in HTML: the only door from text to markup. Knows no card, page or component."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Literal
from urllib.parse import urlsplit

# Bidirectional overrides and embeddings, zero-width and tag characters: they reorder or hide what surrounds a title.
_SPOOFING = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\U000e0000-\U000e007f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

LABEL_LENGTH = 300  # characters of a title, outlet or address that are shown; the rest is an ellipsis


def escaped(text: str) -> str:
    """Return `text` safe inside an element or a quoted attribute; control characters become U+FFFD."""
    return html.escape(_CONTROLS.sub("\ufffd", text), quote=True)


def label(text: str, limit: int = LABEL_LENGTH) -> str:
    """Return a short hostile text (a title, an address) on one line, escaped, without characters that spoof order."""
    line = " ".join(_SPOOFING.sub("", text[: limit * 4]).split())
    return escaped(line if len(line) <= limit else line[: limit - 1] + "…")


def isolated(text: str) -> str:
    """Return `label(text)` in a `<bdi>`, so that its direction does not leak into the words around it."""
    return f'<bdi dir="auto">{label(text)}</bdi>'


def web_address(source: str) -> str | None:
    """Return `source` where it is an http(s) address that may become a link, else None."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\x00-\x20\\]", source)
    return source if plain else None


def direction(text: str) -> Literal["rtl", "ltr"] | None:
    """Return the direction of the first letter of `text` that has one (Unicode's rules P2 and P3), else None.

    HTML's own `dir="auto"` skips elements that carry a `dir` themselves, which an answer is made of.
    """
    for letter in text[:2000]:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return None
