"""What autoescaping does not do for hostile text: control characters, spoofed order, addresses. Knows no template."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup

from ingest.language.harmless import CONTROL, INVISIBLE, NONCHARACTER, REORDERING, SURROGATE, TAGS

# Bidirectional overrides and embeddings, zero-width and tag characters: they reorder or hide what surrounds a title.
_SPOOFING = re.compile(f"[{REORDERING}{INVISIBLE}{TAGS}]")
_COMMAND = re.compile(r"`([^`<>\n]{1,200})`")
_CONTROLS = re.compile(f"[{CONTROL}{SURROGATE}{NONCHARACTER}]")

LABEL_LENGTH = 300  # characters of a title, outlet or address that are shown; the rest is an ellipsis


def printable(value: object) -> object:
    """Return `value`; in a text, characters that no page may hold become U+FFFD."""
    return _CONTROLS.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def one_line(text: str, limit: int = LABEL_LENGTH) -> str:
    """Return a short hostile text (a title, an address) on one line, without characters that spoof order."""
    line = " ".join(_SPOOFING.sub("", text[: limit * 4]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def message(text: str) -> Markup:
    """Return one of the program's own messages escaped, its `commands` set as code, from left to right."""
    return Markup(_COMMAND.sub(r'<code dir="ltr">\1</code>', str(Markup.escape(printable(text)))))  # noqa: S704 - escaped


def web_address(source: str) -> str | None:
    """Return `source` where it is an http(s) address that may become a link, else None."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\x00-\x20\\]", source)
    return source if plain else None
