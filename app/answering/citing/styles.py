"""Rewrites the other ways in which models cite to `[n]`, as they stream: (1), ¹, (Source 1), «المصدر ١». Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.answering.citing.citations import numbers_of

_WORD = (
    r"(?:see\s+|cf\.\s+|انظر\s+)?(?:sources?|passages?|documents?|docs?|refs?|articles?|citations?"
    r"|المصدر|مصدر|المصادر|المقطع|مقطع|المقال)"
)
_LIST = r"\d{1,3}(?:\s*(?:[,،;&/+–-]|and|و)\s*\d{1,3}){0,9}"
_SUPER = "[¹²³⁰⁴-⁹]"
_NAMED = re.compile(rf"[(«（]\s*{_WORD}\.?\s*[:#]?\s*({_LIST})\s*[)»）]", re.IGNORECASE)
# A bare number in brackets is a citation only where one stands: at the end of a clause. «three (3) dead» has a figure.
_BARE = re.compile(rf"[(（]\s*({_LIST})\s*[)）](?=\s*(?:[.,،؛;:!?؟\n(（\[]|\Z))")
_TAGGED = re.compile(r"<(?:sup|cite)>\s*\[?([\d\s,،]{1,20})\]?\s*</(?:sup|cite)>", re.IGNORECASE)
_LINKED = re.compile(r"(\[{1,2}[^\[\]\n]{1,20}\]{1,2})\((?:https?:|#|/)[^()\s]{0,300}\)")
_RAISED = re.compile(rf"(?<=[^\W\d_]|[.!?؟\"”»)،,]){_SUPER}+(?:[˒,،]{_SUPER}+)*")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m|ft|in|yd|mi|كم|م|سم|مم|متر|كيلومتر)$", re.IGNORECASE)
# What may still become one of these.
_OPEN = re.compile(
    rf"""(?ix)(?: (?P<bracket>[(«（][^()«»（）\n]{{0,40}} | [(（][^()（）\n]{{0,40}}[)）]\s*)
    | <[^<>\n]{{0,8}} | <(?:sup|cite)>[^<\n]{{0,24}}(?:<(?:/[a-z]{{0,4}})?)?
    | \[{{1,2}}[^\[\]\n]{{0,20}} | \[{{1,2}}[^\[\]\n]{{1,20}}\]{{1,2}}(?:\([^()\s]{{0,300}})?
    | {_SUPER}[¹²³⁰⁴-⁹˒,،]* )$"""
)
_MAYBE = re.compile(
    rf"""(?ix)[(«（]\s*(?: [\d\s,،;&/+–-]* | [a-z.\s]{{0,12}} | [ء-ي\s]{{0,12}} | {_WORD}.{{0,24}}
    | {_LIST}\s*[)）]?\s* )$"""
)
_CONTEXT = 16  # characters in front that tell a unit's power from a citation


@dataclass(slots=True)
class StyleReader:
    """Takes text in pieces and gives it with every citation as `[n]`; `highest` is the evidence's last number."""

    highest: int
    _buffer: str = field(default="", init=False)
    _before: str = field(default="", init=False)

    def feed(self, piece: str) -> str:
        """Return what is certain after `piece`."""
        self._buffer += piece
        found = _OPEN.search(self._buffer)
        while found and found["bracket"] and not _MAYBE.match(found["bracket"]):
            found = _OPEN.search(self._buffer, found.start() + 1)
        return self._take(found.start() if found else len(self._buffer), "\0")

    def close(self) -> str:
        """Return the rest."""
        return self._take(len(self._buffer), "")

    def _take(self, length: int, behind: str) -> str:
        """Return the first `length` characters rewritten; `behind` stands for what follows where nothing does yet."""
        behind = self._buffer[length : length + 1] or behind
        text, self._buffer = self._buffer[:length] + behind, self._buffer[length:]
        text = _LINKED.sub(r"\1", text)
        for pattern in (_TAGGED, _NAMED, _BARE):
            text = pattern.sub(self._cited, text)
        text = text.removesuffix(behind)
        start = len(self._before)
        whole = _RAISED.sub(self._raised(start), self._before + text)
        self._before = (self._before + text)[-_CONTEXT:]
        return whole[start:]

    def _cited(self, found: re.Match[str]) -> str:
        named = found.re is _NAMED
        return self._marker(found[1]) or ("" if named else found[0])

    def _marker(self, numbers: str) -> str:
        return "".join(f"[{number}]" for number in numbers_of(numbers.strip(), self.highest) or ())

    def _raised(self, start: int) -> Callable[[re.Match[str]], str]:
        def replaced(found: re.Match[str]) -> str:
            if found.start() < start or _UNIT.search(found.string[: found.start()]):
                return found[0]
            return self._marker(found[0]) or "".join(self._marker(digit) for digit in found[0])

        return replaced
