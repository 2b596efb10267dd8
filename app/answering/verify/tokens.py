"""Cuts a text into words, numbers and marks that compare across spellings. Does not know what they mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.language.harmless import JOINERS, MARKS, REORDERING
from ingest.language.text import fold
from ingest.language.text import stem as search_stem

Kind = Literal["word", "number", "date", "mark"]

# A sentence of an answer or a cited passage is far shorter; longer text is cut so that checking stays fast.
MAX_CHARACTERS = 4_000

_MARKER = re.compile(r"\[\s*\d{1,3}(?:\s*[,،]\s*\d{1,3})*\s*\]")
_UNWRITTEN = re.compile(f"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b{MARKS}{JOINERS}{REORDERING}]")
_TOKEN = re.compile(
    r"(?P<date>\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b)"
    r"|(?P<number>\d+(?:[.,:]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:[.](?=[^\W\d_]\b)[^\W\d_])*(?:['’][^\W\d_]+)?)"
    r"|(?P<mark>[^\w\s])"
)
_DIGITS = {ord(c): str(unicodedata.digit(c)) for c in "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"}
_SEPARATORS = {ord("٫"): ".", ord("٬"): ",", ord("٪"): "%", 0x2212: "-", 0x2010: "-", 0x2011: "-"}
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_FRACTION = re.compile("(\\d?)([½¼¾])")
_GROUPED = re.compile(r"(?<=\d)،(?=\d{3}(?!\d))")
_ARABIC = re.compile("[\u0621-\u064a]")
_PREFIXES = (
    "وبال",
    "فبال",
    "وكال",
    "ولل",
    "فلل",
    "وال",
    "فال",
    "بال",
    "كال",
    "لل",
    "ال",
    "ول",
    "وب",
    "فل",
    "فب",
    "و",
    "ف",
    "ب",
    "ل",
    "ك",
)
_SUFFIXES = (
    "تهما",
    "يتها",
    "يته",
    "هما",
    "تها",
    "تهم",
    "يات",
    "يين",
    "يون",
    "تين",
    "تان",
    "ها",
    "هم",
    "هن",
    "نا",
    "ات",
    "ون",
    "ين",
    "ان",
    "يه",
    "وا",
    "ته",
    "ه",
    "ت",
    "ي",
    "ا",
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a text: as written, folded for comparison, and what kind it is.

    `glued` is True where nothing separates it from the piece before (`24` in `سوخوي24`, `th` in `5th`).
    """

    text: str
    folded: str
    kind: Kind
    glued: bool

    @property
    def arabic(self) -> bool:
        """Return whether the word is written in Arabic letters."""
        return bool(_ARABIC.match(self.folded))


def is_arabic(word: str) -> bool:
    """Return whether the word starts with an Arabic letter."""
    return bool(_ARABIC.match(word))


def clean(text: str) -> str:
    """Return `text` without citation markers and vowel signs, compatibility forms unfolded, digits in ASCII."""
    text = text[:MAX_CHARACTERS].translate(_DIGITS).translate(_SEPARATORS)
    text = _FRACTION.sub(lambda match: (match[1] or "0") + _FRACTIONS[match[2]], text)
    text = _GROUPED.sub(",", unicodedata.normalize("NFKC", text))
    return _UNWRITTEN.sub("", _MARKER.sub(" ", text))


@lru_cache(maxsize=512)
def tokenise(text: str) -> tuple[Token, ...]:
    """Return the pieces of `text` in order; the same text is cut once."""
    tokens: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(clean(text)):
        word = match.group()
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        folded = fold(word)
        if kind == "word" and "." in folded:
            folded = folded.replace(".", "")
        tokens.append(Token(word, folded, kind, match.start() == end))
        end = match.end()
    return tuple(tokens)


@lru_cache(maxsize=16_384)
def without_prefixes(folded: str) -> tuple[str, ...]:
    """Return the Arabic word and what remains of it without a conjunction, preposition or article."""
    forms = [folded]
    for prefix in _PREFIXES:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= 3:
            rest = folded[len(prefix) :]
            if rest not in forms:
                forms.append(rest)
    if folded.startswith("لل") and len(folded) >= 5:
        forms.append("ال" + folded[2:])
    return tuple(forms)


@lru_cache(maxsize=16_384)
def variants(folded: str) -> tuple[str, ...]:
    """Return the forms under which a word may be listed: as it is, without clitics, without endings."""
    if not _ARABIC.match(folded):
        return _english_variants(folded)
    forms = dict.fromkeys(without_prefixes(folded))
    for form in list(forms):
        for suffix in _SUFFIXES:
            if form.endswith(suffix) and len(form) - len(suffix) >= 2:
                rest = form[: -len(suffix)]
                forms.setdefault(rest)
                if suffix[0] == "ت":
                    forms.setdefault(rest + "ه")
    return tuple(forms)


@lru_cache(maxsize=16_384)
def verb_forms(folded: str) -> tuple[str, ...]:
    """Return what an inflected Arabic verb may be listed as: سترتفع as ارتفع, يمنحها as منح, ألغت as ألغى, تفز: فاز."""
    if not _ARABIC.match(folded):
        return ()
    forms: dict[str, None] = {}
    for form in variants(folded):
        verb = form[1:] if len(form) > 4 and form[0] == "س" and form[1] in "يتن" else form
        if len(verb) >= 4 and verb[0] in "يتن":
            forms.update(dict.fromkeys((verb, "ي" + verb[1:], verb[1:], "ا" + verb[1:])))
        elif len(verb) == 3 and verb[0] in "يت":
            forms.update(dict.fromkeys((f"{verb[1]}ا{verb[2]}", verb[1:] + "ي")))
        if len(form) >= 4 and form.endswith(("ت", "وا")):
            forms.setdefault(form.removesuffix("ت").removesuffix("وا") + "ي")
    return tuple(forms)


@lru_cache(maxsize=16_384)
def _english_variants(word: str) -> tuple[str, ...]:
    forms = dict.fromkeys([word])
    if "'" in word:
        word = word.split("'")[0]
        forms.setdefault(word)
    for suffix, ending in (
        ("ies", "y"),
        ("es", ""),
        ("es", "e"),
        ("s", ""),
        ("ied", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("ly", ""),
    ):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            rest = word[: -len(suffix)] + ending
            forms.setdefault(rest)
            if ending == "" and len(rest) > 3 and rest[-1] == rest[-2]:
                forms.setdefault(rest[:-1])
    return tuple(forms)


def stem(folded: str) -> str:
    """Return the stem that inflected forms of a word share: the one that search uses."""
    return search_stem(folded.split("'")[0] or folded)


def content(text: str) -> list[Token]:
    """Return the words and numbers of `text`, without marks."""
    return [token for token in tokenise(text) if token.kind != "mark"]
