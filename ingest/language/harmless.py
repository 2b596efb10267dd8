"""Hostile characters: what is taken out of titles, bodies and embedder input. Knows no article and no page."""

from __future__ import annotations

import re
import unicodedata

TITLE_LIMIT = 300  # characters; the longest headline of a large news site stays far below

# Characters that reorder or hide text: bidi marks, embeddings, overrides and isolates, tag characters,
# interlinear annotation, variation selectors of plane 14. https://www.unicode.org/reports/tr36/
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
)
_PLANE_14 = "\U000e0000-\U000e0fff"
_CONTROL = "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
_SURROGATE = "\ud800-\udfff"
_NONCHARACTER = "\ufdd0-\ufdef\ufffe\uffff"

_BODY = re.compile(f"[{_REORDERING}{_INVISIBLE}{_PLANE_14}{_CONTROL}{_SURROGATE}{_NONCHARACTER}]")
_TITLE = re.compile(f"[{_REORDERING}{_INVISIBLE}{_PLANE_14}{_SURROGATE}{_NONCHARACTER}\u061c\u200c-\u200f]")
_SPACE = re.compile(rf"[\s{_CONTROL}\u2028\u2029]+")
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")
_EMBEDDER = re.compile(f"[\u0000{_SURROGATE}]")


def for_embedding(text: str) -> str:
    """Return `text` as an embedder or a token counter may safely get it: NFKC, no NUL, no lone surrogate.

    U+FDFA, which opens into 18 characters, overruns a fixed buffer of the bundled embedder unless it has
    been opened before; a NUL would end the text there; a lone surrogate has no UTF-8.
    """
    return unicodedata.normalize("NFKC", _EMBEDDER.sub("", text))


def safe_title(text: str) -> str:
    """Return a title on one line that cannot reorder, hide or break what stands around it, 300 characters at most."""
    line = _SPACE.sub(" ", _TITLE.sub("", text)).strip()
    if len(line) <= TITLE_LIMIT:
        return line
    cut = line[: TITLE_LIMIT - 1]
    at_word = cut.rfind(" ")
    return (cut[:at_word] if at_word > TITLE_LIMIT // 2 else cut).rstrip() + "…"


def safe_body(text: str) -> str:
    """Return a body without characters that reorder, hide or break text; joiners (ZWNJ, ZWJ) and LRM, RLM stay.

    Line ends of every kind become one newline.
    """
    return _BODY.sub("", _LINE_END.sub("\n", text))
