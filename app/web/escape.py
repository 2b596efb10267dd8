"""Makes hostile text harmless in HTML: the only door from text to markup. Knows no card, page or component."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from ingest.language.harmless import CONTROL, INVISIBLE, NONCHARACTER, REORDERING, SURROGATE, TAGS

# Bidirectional overrides and embeddings, zero-width and tag characters: they reorder or hide what surrounds a title.
_SPOOFING = re.compile(f"[{REORDERING}{INVISIBLE}{TAGS}]")
_COMMAND = re.compile(r"`([^`<>\n]{1,200})`")
_CONTROLS = re.compile(f"[{CONTROL}{SURROGATE}{NONCHARACTER}]")

LABEL_LENGTH = 300  # characters of a title, outlet or address that are shown; the rest is an ellipsis


def escaped(text: str) -> str:
    """Return `text` safe inside an element or a quoted attribute; control characters become U+FFFD."""
    return html.escape(_CONTROLS.sub("\ufffd", text), quote=True)


def one_line(text: str, limit: int = LABEL_LENGTH) -> str:
    """Return a short hostile text (a title, an address) on one line, without characters that spoof order."""
    line = " ".join(_SPOOFING.sub("", text[: limit * 4]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def label(text: str, limit: int = LABEL_LENGTH) -> str:
    """Return `one_line(text)` escaped."""
    return escaped(one_line(text, limit))


def message(text: str) -> str:
    """Return one of the program's own messages escaped, its `commands` set as code, from left to right."""
    return _COMMAND.sub(r'<code dir="ltr">\1</code>', escaped(text))


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
