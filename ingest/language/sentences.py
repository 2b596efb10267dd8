"""Splits Arabic and English news into sentences, with exact character offsets.

Rules rather than a trained model: exact offsets, both languages at once, and time linear in the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from ingest.language import Span

# A sentence longer than this is cut at a clause: 600 characters are about 150 embedder tokens of Arabic, a whole
# passage. The longest real sentence of the seeds has 431.
LONGEST = 600
_SHORTEST_CUT = 200  # a forced cut leaves at least this much, so that the pieces still say something
_LOOK = 40  # characters read on either side of a full stop: bounds the work at every candidate

_CLOSERS = "\"'”’»›)\\]}*_"
# A run of stops with the closing marks after it, or a run of line ends.
_CANDIDATE = re.compile(rf"[.!?؟۔…。！？]+[{_CLOSERS}]*|[\n\r\u0085\u2028\u2029]+")
_LINE_END = "\n\r\u0085\u2028\u2029"
_LAST_TOKEN = re.compile(r"[^\s\"'“”‘’«»‹›()\[\]{}،؛,;:/–—-]+$")
_ARABIC = "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
_ARABIC_START = re.compile(rf"[\"'“‘«‹(\[]*[{_ARABIC}]")
_LATIN_GLUED = re.compile(r"[A-Z][a-z]+[\s,]|[A-Z] [a-z]")
_CONTINUES = re.compile(r"[,،؛;:]|[a-z]|[\"”»]\s*[,،]")
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_TITLE_LETTER = re.compile("[وفلب]?[دأ]")  # د. محمد, ود.محمد
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
# Words that start an English sentence more often than they follow an abbreviation within one.
_STARTERS = frozenset(
    """the a an this that these those he she it they we i you his her its their our my in on at for from with by as
    after before since when while if but and or yet so however meanwhile although though there here what who why how
    where both all some many most no not one two several according last earlier later then now""".split()  # noqa: SIM905
)


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    listed = resources.files("ingest.language.data").joinpath("abbreviations.en.txt").read_text("utf-8")
    kinds: dict[str, str] = {}
    for line in listed.splitlines():
        kind, *listed_words = line.partition("#")[0].split() or [""]
        kinds.update(dict.fromkeys(listed_words, kind))
    return kinds


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of `text` in order, without the white space around them.

    Every character that is not white space lies in exactly one of them, and none is longer than `LONGEST`.
    A line end always ends a sentence. Takes time in proportion to the length.
    """
    spans: list[Span] = []
    start = 0
    for end in _ends(text):
        spans.extend(_bounded(text, start, end))
        start = end
    spans.extend(_bounded(text, start, len(text)))
    return spans


def _ends(text: str) -> Iterator[int]:
    for match in _CANDIDATE.finditer(text):
        if match.group()[0] in _LINE_END or _is_end(text, match.start(), match.end()):
            yield match.end()


def _is_end(text: str, stop: int, after: int) -> bool:
    """Whether the stops at `stop`, whose closing marks end before `after`, end a sentence."""
    before = text[max(0, stop - _LOOK) : stop]
    behind = text[after : after + _LOOK]
    following = behind.lstrip()
    if not following or (behind[0].isspace() and set(behind[: len(behind) - len(following)]) & set(_LINE_END)):
        return True
    if _CONTINUES.match(following) or not before.strip():
        return False
    glued = not behind[0].isspace()
    marks = text[stop:after]
    if glued:
        return _ends_glued(before, behind, marks)
    return marks[0] != "." or marks.startswith("..") or not _is_abbreviation(before, following)


def _ends_glued(before: str, behind: str, marks: str) -> bool:
    """The next sentence follows without a space: common in pasted Arabic, rare and risky in Latin script."""
    if _ARABIC_START.match(behind):
        if marks[0] == "…" or marks.startswith(".."):
            return False
        token = _last_token(before)
        return len(token) > 2 or not (_INITIALS.fullmatch(token) or _TITLE_LETTER.fullmatch(token))
    return bool(_LATIN_GLUED.match(behind)) and bool(re.search(r"[a-z]{2}$", before)) and marks[0] in ".!?"


def _last_token(before: str) -> str:
    found = _LAST_TOKEN.search(_MARKS.sub("", before))
    return found.group() if found else ""


def _is_abbreviation(before: str, following: str) -> bool:
    token = _last_token(before)
    starter = re.match(r"[\"'“‘«(\[]*([A-Za-z]+)(?!\.)\b", following)
    starts_sentence = bool(starter) and starter.group(1).lower() in _STARTERS if starter else False
    if token.isdecimal():  # "1. Foo" at the start of a line is a list, "in 2015. Foo" is not
        line = before[max(before.rfind(end) for end in _LINE_END) + 1 :]
        return len(token) <= 2 and line.strip() == token and len(line) < _LOOK
    kind = _abbreviations().get(token.replace(".", "").lower())
    if kind == "always":
        return True
    if _INITIALS.fullmatch(token):
        if len(token) == 1 and "\u0600" <= token <= "\u06ff":  # "د. أحمد", but "عام 2015 م. وقال"
            return not re.search(r"\d\s*$", before[: -len(token)])
        return not starts_sentence and (token.isupper() or "." in token or len(token) > 1)
    if _TITLE_LETTER.fullmatch(token):
        return not re.search(r"\d\s*$", before[: -len(token)])
    if kind == "number":
        return following[:1].isdecimal()
    return kind == "maybe" and not starts_sentence


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield [start, end) without white space around it, cut at clauses where it is too long."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = _clause_end(text, start)
        stop = cut
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        yield Span(start, stop)
        start = cut
        while text[start].isspace():
            start += 1
    if start < end:
        yield Span(start, end)


def _clause_end(text: str, start: int) -> int:
    """Return where to cut a too long sentence: behind its last ؛ or ;, else its last comma, else its last space."""
    limit = start + LONGEST
    window = text[start + _SHORTEST_CUT : limit]
    for marks in ("؛;", "،,:", " \t\u00a0"):
        found = max(window.rfind(mark) for mark in marks)
        if found >= 0:
            return start + _SHORTEST_CUT + found + 1
    while limit > start + _SHORTEST_CUT and _MARKS.match(text[limit]):
        limit -= 1
    return limit
