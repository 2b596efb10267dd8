"""Reads `[n]` markers out of a model's stream, whatever way it is cut.

Only numbers of the evidence that was given survive, written the one way the rest of the program reads:
`[1][3]`. Everything else that looks like a marker disappears; text in brackets that is not one stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

_CLOSING = {"[": "]", "【": "】", "［": "］", "〔": "〕", "⟦": "⟧"}
_ANY_CLOSING = frozenset(_CLOSING.values())
# Room for a marker such as «[source 12, source 13, source 14]», 33 characters; set by judgement.
_LONGEST_MARKER = 48
# Words that models put before a number; the number decides, the word goes.
_WORDS = (
    r"(?:sources?|passages?|documents?|docs?|refs?|articles?|citations?|id|المصدر|مصدر|المصادر|المقطع|مقطع|الفقرة|رقم)"
)
# «^1» is a footnote; «1†source», «1:0†lines 3-9» is how assistants of OpenAI cite files.
_ONE = rf"(?:{_WORDS}\.?\s*[:#]?\s*)?[#^]?[-−]?(\d+)(?::\d+)?(?:†[^,،;\]】]{{0,24}})?"
_MARKER = re.compile(rf"\s*{_ONE}(?:\s*(?:[,،;؛&/+|.]|\band\b|و|[-–—]|\.\.)\s*{_ONE})*\s*", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![-−\d])\d+")
_DAGGER = re.compile(r"(?::\d+)?†[^,،;\]】]*|(?<=\d):\d+")
_RANGE = re.compile(r"(\d+)\s*(?:[-–—]|\.\.)\s*(?:[^\d\s]*\s*)?(\d+)")


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text of the answer, with no marker in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Marker:
    """Evidence numbers that stand at one place, valid, in order, each once; never empty."""

    numbers: tuple[int, ...]


Piece = Text | Marker


def numbers_of(inside: str, highest: int) -> tuple[int, ...] | None:
    """Return the valid numbers of a marker's inside, () where none is valid, None where it is no marker.

    Valid are 1 to `highest`. A range counts only where both its ends are valid. Digits of any script count.
    """
    folded = "".join(_ascii_digit(character) for character in unicodedata.normalize("NFKC", inside))
    if not _MARKER.fullmatch(folded):
        return None
    folded = _DAGGER.sub(" ", folded)
    found: list[int] = []
    for match in _RANGE.finditer(folded):
        first, last = int(match[1]), int(match[2])
        if 1 <= first <= last <= highest:
            found += range(first, last + 1)
    found += [int(number) for number in _NUMBER.findall(_RANGE.sub(" ", folded))]
    return tuple(dict.fromkeys(number for number in found if 1 <= number <= highest))


def _ascii_digit(character: str) -> str:
    value = unicodedata.digit(character, None)
    return character if value is None else str(value)


@dataclass(slots=True)
class CitationParser:
    """Turns chunks of a stream into pieces; holds back only what might still become a marker.

    `highest` is how many pieces of evidence the model was given, numbered from 1.
    """

    highest: int
    _held: str = field(default="", init=False)

    def feed(self, chunk: str) -> list[Piece]:
        """Return what is certain after `chunk`, in order."""
        self._held += chunk
        pieces = list(self._take())
        return _merged(pieces)

    def close(self) -> list[Piece]:
        """Return what was held back: an unfinished marker is dropped, other text is given."""
        held, self._held = self._held, ""
        if not held:
            return []
        inside = held.lstrip("".join(_CLOSING))
        looks_like_marker = numbers_of(inside, self.highest) is not None or not inside.strip()
        return [] if looks_like_marker else _merged(list(self._plain(held)))

    def _take(self) -> Iterator[Piece]:
        while self._held:
            start = next((at for at, letter in enumerate(self._held) if letter in _CLOSING), None)
            if start is None:
                yield Text(self._held)
                self._held = ""
                return
            if start:
                yield Text(self._held[:start])
                self._held = self._held[start:]
            taken = self._marker()
            if taken is None:
                return
            yield from taken

    def _marker(self) -> list[Piece] | None:
        """Take one bracketed run off the front; None where more of the stream is needed."""
        depth = 0
        while depth < len(self._held) and self._held[depth] in _CLOSING:
            depth += 1
        body = self._held[depth:]
        end = next((at for at, letter in enumerate(body) if letter in _ANY_CLOSING), None)
        if end is None:
            opened_again = any(letter in _CLOSING for letter in body)
            if not opened_again and "\n" not in body and len(body) <= _LONGEST_MARKER:
                return None
            return self._release(1)
        numbers = numbers_of(body[:end], self.highest) if end <= _LONGEST_MARKER else None
        if numbers is None:
            return self._release(1)
        stop = end
        while stop < len(body) and stop - end < depth and body[stop] in _ANY_CLOSING:
            stop += 1
        if stop - end < depth and stop == len(body):
            return None  # «[[1]»: the second bracket may still come
        self._held = body[stop:]
        return [Marker(numbers)] if numbers else []

    def _release(self, length: int) -> list[Piece]:
        released, self._held = self._held[:length], self._held[length:]
        return [Text(released)]

    def _plain(self, text: str) -> Iterator[Piece]:
        """Read text that will not go on: brackets that never close are text, whole markers still count."""
        parser = CitationParser(self.highest)
        for position, letter in enumerate(text):
            if letter in _CLOSING and position + 1 < len(text):
                yield Text(letter)
                yield from parser.feed(text[position + 1 :])
                yield from parser.close()
                return
            yield Text(letter)


def _merged(pieces: list[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + piece.text)
        else:
            merged.append(piece)
    return merged
