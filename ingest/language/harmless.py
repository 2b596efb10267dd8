"""Removes hostile characters from titles, bodies and embedder input."""

from __future__ import annotations

import re
import unicodedata

TITLE_LIMIT = 300  # characters; the longest headline of a large news site stays far below

# Characters that reorder, hide or break text, as parts of a regular expression's set. Marks of direction and joiners
# are needed for spelling, elsewhere than in a title. https://www.unicode.org/reports/tr36/
REORDERING = "\u202a-\u202e\u2066-\u2069"
MARKS = "\u061c\u200e\u200f"
JOINERS = "\u200c\u200d"
INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
)
TAGS = "\U000e0000-\U000e0fff"  # and the variation selectors of plane 14
CONTROL = "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # tab and line ends left out
SURROGATE = "\ud800-\udfff"
NONCHARACTER = "\ufdd0-\ufdef\ufffe\uffff"

_BODY = re.compile(f"[{REORDERING}{INVISIBLE}{TAGS}{CONTROL}{SURROGATE}{NONCHARACTER}]")
_TITLE = re.compile(f"[{REORDERING}{INVISIBLE}{TAGS}{SURROGATE}{NONCHARACTER}{MARKS}{JOINERS}]")
_SPACE = re.compile(rf"[\s{CONTROL}\u2028\u2029]+")
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")
_EMBEDDER = re.compile(f"[\u0000{SURROGATE}]")
# Marks on one letter that are kept. Vocalised Arabic has 3, the Qur'an's 4, Tibetan stacks 6; thousands on one letter
# are for hiding what stands around it, or for making whoever reads it wait.
MOST_MARKS = 8
_MAY_BE_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")


def for_embedding(text: str) -> str:
    """Return `text` as an embedder or a token counter may safely get it: NFKC, no NUL, no lone surrogate.

    U+FDFA, which opens into 18 characters, overruns a fixed buffer of the bundled embedder unless it has
    been opened before; a NUL would end the text there; a lone surrogate has no UTF-8.
    """
    return unicodedata.normalize("NFKC", _EMBEDDER.sub("", text))


def safe_title(text: str) -> str:
    """Return a title on one line that cannot reorder, hide or break what stands around it, 300 characters at most."""
    line = _SPACE.sub(" ", _few_marks(_TITLE.sub("", text))).strip()
    if len(line) <= TITLE_LIMIT:
        return line
    cut = line[: TITLE_LIMIT - 1]
    at_word = cut.rfind(" ")
    return (cut[:at_word] if at_word > TITLE_LIMIT // 2 else cut).rstrip() + "…"


def safe_body(text: str) -> str:
    """Return a body without characters that reorder, hide or break text; joiners (ZWNJ, ZWJ) and LRM, RLM stay.

    Line ends of every kind become one newline; of the marks on one letter the first few stay.
    """
    return _few_marks(_BODY.sub("", _LINE_END.sub("\n", text)))


def _few_marks(text: str) -> str:
    return _MAY_BE_MARKS.sub(_first_marks, text)


def _first_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
