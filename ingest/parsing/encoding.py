"""Bytes to text, exactly or not at all. Knows no format: a page's own claims are handed in as labels.

Labels lie, so they only break ties: UTF-8 and UTF-16 prove themselves, and the 8-bit encodings of Arabic are told
apart by whether the text reads as Arabic in one of them and as nothing in the others.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.documents import RefusedError
from ingest.language.text import fold, is_stopword

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_BYTE = ("cp1256", "iso8859_6", "cp1252")
_SAMPLE = 40_000  # bytes read to tell encodings apart: some 7,000 words
_BINARY_SHARE = 0.01  # of control characters from which on bytes are no text
_CLEAR_READING = 0.25  # share of words that must read as Arabic; the seeds have .55, their wrong decodings .02 at most
_CLAIMED_READING = 0.1  # the same where a label names that encoding: short texts have few function words
_FEWEST_WORDS = 4  # that must read as Arabic: a few letters read as something in every encoding
_CLEAR_LEAD = 2.0  # how much better the best reading must be than the next one


_WIDE_FOR_A_LOST = 10  # letters beyond ASCII that are whole, for each that is not, in UTF-8
_MOST_LOST = 0.02  # of a text's characters lost before it came to us (U+FFFD), from which on it is no text to quote

# Names under which browsers, too, read the wider encoding: https://encoding.spec.whatwg.org/#names-and-labels
_PARTS = {
    "cp1252": ("iso8859_1", "ascii", "iso8859_15"),
    "utf-16-le": ("utf_16", "utf_16_le"),
    "utf-16-be": ("utf_16", "utf_16_be"),
    "utf-32-le": ("utf_32",),
    "utf-32-be": ("utf_32",),
    "utf-8": ("utf_8", "utf_8_sig"),
}
_ARABIC_LABELS = frozenset({"cp1256", "windows-1256", "iso8859-6", "iso-8859-6"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the name of the encoding in which it was read."""

    text: str
    encoding: str

    def belies(self, labels: Iterable[str | None]) -> str | None:
        """Return the first of `labels` where none names this encoding or a part of it; None where one does."""
        named = [label for label in labels if label]
        fits = {_canonical(label) for label in named} & {self.encoding, *_PARTS.get(self.encoding, ())}
        return named[0] if named and not fits and not self.text.isascii() else None


def decode(data: bytes, labels: Iterable[str | None] = ()) -> str:
    """Return the text of `data`; see `read_text`."""
    return read_text(data, labels).text


def read_text(data: bytes, labels: Iterable[str | None] = ()) -> Decoded:
    """Return the text of `data` without its byte-order mark; `labels` are encodings that someone claims for it.

    Raises RefusedError: `empty`, `binary`, `lost_letters` where too many became U+FFFD in an earlier program, or
    `encoding` where no reading is certain.
    """
    if not data.strip(b" \t\r\n\0"):
        raise RefusedError("empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_proven(_strict(data[len(mark) :], encoding)), encoding)
    wide = _wide_encoding(data)
    if wide:
        return Decoded(_proven(_strict(data, wide)), wide)
    if _is_binary(data):
        raise RefusedError("binary")
    text = _strict(data, "utf-8")
    if text is None:
        mended = _nearly_utf8(data)
        return Decoded(mended, "utf-8") if mended is not None else _one_byte(data, labels)
    if _is_chance(text, labels := tuple(labels)):
        raise RefusedError("encoding")
    return Decoded(_proven(text), "utf-8")


def _is_chance(text: str, labels: Iterable[str | None]) -> bool:
    """Whether `text` may be UTF-8 by accident: one or two letters, none Arabic, labelled as an Arabic encoding.

    In windows-1256 «آ،» is C2 A1, which UTF-8 reads as «¡»; three such pairs in a row and nothing else do not happen.
    """
    wide = [letter for letter in text if ord(letter) > 0x7F]
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in wide)
    claimed = any(label and label.lower().replace("_", "-") in _ARABIC_LABELS for label in labels)
    return 0 < len(wide) <= 2 and not arabic and claimed


def _nearly_utf8(data: bytes) -> str | None:
    """Return the text of UTF-8 in which a few letters were cut, with U+FFFD in their places; None for any other bytes.

    In an 8-bit encoding of Arabic nearly every letter would be one of them.
    """
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    wide = sum(letter > "\x7f" for letter in text) - lost
    return text if wide >= _WIDE_FOR_A_LOST * lost else None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _proven(text: str | None) -> str:
    if text is None or _is_mojibake(text):
        raise RefusedError("encoding")
    if text.count("\ufffd") > max(3, len(text) * _MOST_LOST):
        raise RefusedError("lost_letters")
    return text


def _wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 that `data` is in without saying so: nearly every other byte is one of three page numbers.

    The pages are Latin (0), Arabic (6) and general punctuation (0x20), which alone would be ASCII full of spaces.
    """
    sample = data[: _SAMPLE & ~1]
    if len(sample) < 4 or len(data) % 2:
        return None
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        letters, punctuation = high.count(b"\x00") + high.count(b"\x06"), high.count(b"\x20")
        if letters >= 0.5 * len(high) and letters + punctuation >= 0.95 * len(high):
            text = _strict(data, encoding)
            if text is not None and _control_share(text[:_SAMPLE]) <= _BINARY_SHARE:
                return encoding
    return None


def _control_share(text: str) -> float:
    controls = sum(1 for character in text if character < " " and character not in "\t\n\r\f\v\x1a")
    return controls / max(1, len(text))


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return b"\0" in sample[:1024] or _control_share(sample.decode("latin-1")) > _BINARY_SHARE


_MOJIBAKE = re.compile(
    "[ØÙÚÛ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def _is_mojibake(text: str) -> bool:
    """Whether `text` is Arabic UTF-8 that someone before us has read as Western."""
    sample = text[:_SAMPLE]
    return len(_MOJIBAKE.findall(sample)) > len(sample) / 20


def _one_byte(data: bytes, labels: Iterable[str | None]) -> Decoded:
    """Return the reading of `data` in an 8-bit encoding. The labels decide where only function words are too few."""
    claimed = {_canonical(label) for label in labels if label}
    readings = {encoding: text for encoding in _ONE_BYTE if (text := _strict(data, encoding)) is not None}
    shares = {encoding: _arabic_share(text[:_SAMPLE]) for encoding, text in readings.items() if encoding != "cp1252"}
    ranked = sorted(shares, key=lambda encoding: shares[encoding], reverse=True)
    if ranked and shares[ranked[0]] >= (_CLAIMED_READING if ranked[0] in claimed else _CLEAR_READING):
        best = readings[ranked[0]]
        if all(shares[ranked[0]] >= _CLEAR_LEAD * shares[other] or readings[other] == best for other in ranked[1:]):
            return Decoded(best, ranked[0])
    elif "cp1252" in readings and _is_western(readings["cp1252"][:_SAMPLE]):
        return Decoded(readings["cp1252"], "cp1252")
    raise RefusedError("encoding")


def _canonical(label: str) -> str:
    try:
        return codecs.lookup(label.strip()).name.replace("-", "_")
    except LookupError:
        return ""


_HIGH_WORD = re.compile(r"[^\W\d_]+")


def _arabic_share(text: str) -> float:
    """Return the share of words beyond ASCII that read as common Arabic: function words, or al- before a word."""
    found = [word for word in _HIGH_WORD.findall(fold(text)) if not word.isascii()]
    if not found:
        return 0.0
    good = sum(1 for word in found if _reads_arabic(word))
    if good < _FEWEST_WORDS:
        return 0.0
    mixed = sum(1 for word in found if not all("\u0620" <= letter <= "\u06d3" for letter in word))
    return max(0.0, (good - mixed) / len(found))


@lru_cache(maxsize=8192)
def _reads_arabic(word: str) -> bool:
    return (len(word) > 1 and is_stopword(word)) or (len(word) > 4 and word.removeprefix("و").startswith("ال"))


def _is_western(text: str) -> bool:
    """Whether `text` reads as English with the odd foreign letter: mostly ASCII, function words among its words."""
    letters = [character for character in text if character.isalpha()]
    found = text.split()
    if not letters or sum(letter.isascii() for letter in letters) < 0.9 * len(letters):
        return False
    return sum(is_stopword(word) for word in found) >= 0.1 * len(found)
