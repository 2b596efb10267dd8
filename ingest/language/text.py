"""Arabic and English text for searching: one normalisation, words with their stems, language detection.

The index, the query and the highlighting all use `normalise`, so that what is found can always be marked.
Offsets survive: every normalised character is mapped to the original character it came from.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ingest.language import Language, Span
from ingest.language.stemming import stem_arabic, stem_english

# Letters that news writes in several ways, foreign names above all; what NFKD takes apart falls out by itself: alef,
# waw and ya with hamza, and Latin letters with accents.
_SAME_LETTER = {
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ہ": "ه", "ە": "ه", "ۀ": "ه", "ک": "ك", "ڪ": "ك",
    "پ": "ب", "ڤ": "ف", "چ": "ج", "گ": "غ",
    "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe",
}  # fmt: skip
_SAME_MARK = {"٫": ".", "٬": ",", "٪": "%", "’": "'", "‘": "'", "ʼ": "'"}
_TATWEEL = "ـ"


class _Folding(dict[int, str]):
    """A `str.translate` table that works out each character the first time it is met."""

    def __missing__(self, code: int) -> str:
        folded = "".join(_fold(part) for part in unicodedata.normalize("NFKD", chr(code)).casefold())
        self[code] = folded
        return folded


def _fold(character: str) -> str:
    if character == _TATWEEL or _is_mark(character):
        return ""
    if character in _SAME_LETTER:
        return _SAME_LETTER[character]
    if character in _SAME_MARK:
        return _SAME_MARK[character]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in ("Cf", "Cs"):  # zero-width, bidi controls, tag characters, lone surrogates
        return ""
    return " " if category in ("Cc", "Zs", "Zl", "Zp") and character not in "\n" else character


def _is_mark(character: str) -> bool:
    """Whether a combining mark of the Arabic or the Latin script: tashkeel, Koranic signs, accents."""
    if unicodedata.category(character) != "Mn":
        return False
    code = ord(character)
    return 0x0300 <= code <= 0x036F or 0x0610 <= code <= 0x06ED or 0x0898 <= code <= 0x08FF


# A module-level cache, but of a pure function of one character, never of a text.
_FOLDED = _Folding()


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text as it is searched: `offsets[i]` is where `text[i]` came from, one more entry marks the end."""

    text: str
    offsets: Sequence[int]
    source_length: int

    def original_span(self, start: int, end: int) -> Span:
        """Return the original characters behind `text[start:end]`, dropped marks after each of them included.

        An empty range gives an empty span. Raises ValueError where the range lies outside the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is outside of {len(self.text)} characters")
        if start == end:
            position = self.offsets[start]
            return Span(position, position)
        first, last = self.offsets[start], self.offsets[end - 1]
        following = bisect_right(self.offsets, last)
        return Span(first, self.offsets[following] if following < len(self.offsets) else self.source_length)


def normalise(text: str) -> Normalised:
    """Return `text` as index, query and highlighting see it, with offsets into the original.

    Per character NFKD and case folding (so presentation forms and U+FDFA open up), then: tashkeel, accents,
    tatweel, zero-width and bidi characters dropped; the forms of alef, hamza seats, ya, ta marbuta and kaf made
    one; every decimal digit ASCII. Normalising twice changes nothing.
    """
    folded = text.translate(_FOLDED)
    offsets = array("I")
    for position, character in enumerate(text):
        length = len(_FOLDED[ord(character)])
        if length == 1:
            offsets.append(position)
        elif length:
            offsets.extend([position] * length)
    offsets.append(len(text))
    return Normalised(folded, offsets, len(text))


def fold(text: str) -> str:
    """Return `normalise(text).text` without the offsets, several times as fast."""
    return text.translate(_FOLDED)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `text` normalised, its `stem`, and where it stands in the ORIGINAL text."""

    text: str
    stem: str
    start: int
    end: int


# Only ever used on normalised text, where no vowel sign is left to break a word apart. Numbers keep their decimals
# and part from letters ("24إم" is two words); "u.s." is one word.
_WORD = re.compile(r"\d+(?:[.,]\d+)*|(?:[a-z]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)*")


def iter_words(text: str) -> Iterator[Word]:
    """Yield the words of `text` in order; see `words`. Memory stays flat whatever the length."""
    normalised = normalise(text)
    for match in _WORD.finditer(normalised.text):
        span = normalised.original_span(match.start(), match.end())
        word = match.group().replace(".", "") if match.group()[0].isalpha() else match.group()
        yield Word(word, stem(word), span.start, span.end)


def words(text: str) -> list[Word]:
    """Return the words of `text` in order, numbers included, punctuation left out."""
    return list(iter_words(text))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of one normalised word: Arabic by our light stemmer, English by Snowball, others unchanged."""
    if "\u0600" <= word[:1] <= "\u06ff":
        return stem_arabic(word)
    return stem_english(word) if word.isascii() else word


def search_terms(text: str) -> list[str]:
    """Return the stems of all words of `text`, in order: what the lexical index stores."""
    return [stemmed for _, stemmed in word_stems(text)]


def word_stems(text: str) -> list[tuple[str, str]]:
    """Return (normalised word, stem) of all words of `text`, in order: `words` without offsets, much faster."""
    found = (match.group() for match in _WORD.finditer(fold(text)))
    return [(word, stem(word)) for word in (one.replace(".", "") if one[0].isalpha() else one for one in found)]


def query_terms(text: str) -> list[str]:
    """Return the stems of a question's words without stop words; with them, where nothing else is left."""
    found = list(iter_words(text))
    kept = [word.stem for word in found if not is_stopword(word.text)]
    return kept or [word.stem for word in found]


@lru_cache(maxsize=2)
def _stopwords(language: Language) -> frozenset[str]:
    listed = resources.files("ingest.language.data").joinpath(f"stopwords.{language}.txt").read_text("utf-8")
    lines = (line.partition("#")[0].split() for line in listed.splitlines())
    return frozenset(fold(word) for line in lines for word in line)


def is_stopword(word: str) -> bool:
    """Whether a word of either language says nothing by itself; Arabic ones also with و or ف before them."""
    folded = fold(word)
    if folded in _stopwords("ar") or folded in _stopwords("en"):
        return True
    return len(folded) > 2 and folded[0] in "وف" and folded[1:] in _stopwords("ar")


_ARABIC_LETTER = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdff\ufe70-\ufefc]"
)
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_LANGUAGE_SAMPLE = 20_000  # characters; a news article's language is clear long before that
_FEW_WORDS = 25  # so short a question may be mostly foreign names: its function words tell more than its letters


def detect_language(text: str) -> Language:
    """Return the language that `text` is written in, `en` where it has no letters.

    Long text: the script of most letters. A question: the language of its function words where only one of
    the two has any ("ما هي United Nations?" is Arabic), else the script of most letters.
    """
    sample = text[:_LANGUAGE_SAMPLE]
    arabic = len(_ARABIC_LETTER.findall(sample))
    latin = len(_LATIN_LETTER.findall(sample))
    if arabic and latin:
        listed = [match.group() for match in _WORD.finditer(fold(sample[:400]))]
        if len(listed) <= _FEW_WORDS:
            arabic_words = sum(word in _stopwords("ar") for word in listed)
            english_words = sum(word in _stopwords("en") for word in listed)
            if bool(arabic_words) != bool(english_words):
                return "ar" if arabic_words else "en"
    if arabic == latin == 0:
        return "ar" if re.search(r"[\u0600-\u06ff]", sample) else "en"
    return "ar" if arabic >= latin else "en"
