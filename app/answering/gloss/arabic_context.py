"""What stands before an Arabic word: a rank, an office, a kind of place. Knows no names itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from app.answering.gloss.lexicon import titles
from app.answering.gloss.pieces import Piece
from app.answering.verify.concepts import is_function_word
from app.answering.verify.gazetteer import find_entities
from app.answering.verify.lexicon import word_set
from app.answering.verify.tokens import Token, without_prefixes

_QUOTES = frozenset("\"“”«»'‘’„")
# `رئيس هيئة الأركان الإسرائيلية إيال`: an office may have this many words between its first and the name.
_LONGEST_OFFICE = 4
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)\w\w")
_LEADING = frozenset(
    [
        "في",
        "الي",
        "من",
        "قرب",
        "قباله",
        "شمال",
        "جنوب",
        "شرق",
        "غرب",
        "نحو",
        "باتجاه",
        "ضد",
        "مع",
        "امام",
        "بين",
        "يسمي",
        "تسمي",
        "اسم",
        "باسم",
        "اسمه",
        "اسمها",
        "بقياده",
        "برئاسه",
        "بقلم",
    ]
)


class Context(Enum):
    """What kind of name the words before lead to; `OFFICE` is any, less certainly than a bare rank or `مدينة`.

    `LIKELY` stands after a preposition of place or a verb of speech, where names are frequent.
    """

    PERSON = "person"
    OFFICE = "office"
    THING = "thing"
    LIKELY = "likely"


def context_of(pieces: Sequence[Piece], start: int) -> Context | None:
    """Return what the words before `pieces[start]` announce, None where nothing does."""
    at = start - 1
    while at >= 0 and pieces[at].token.text in _QUOTES:
        at -= 1
    if at < 0 or pieces[at].token.kind != "word":
        return None
    if kind := _title(pieces[at].token.folded):
        if kind == "person":
            return Context.PERSON
        return Context.OFFICE if definite(pieces[at].token) else Context.THING
    if is_nationality(pieces[at].token) and definite(pieces[at].token):
        return Context.OFFICE
    leading = _LEADING | word_set("arabic_speech.txt")
    if not leading.isdisjoint(without_prefixes(pieces[at].token.folded)):
        return Context.LIKELY
    for back in range(at, max(-1, at - _LONGEST_OFFICE), -1):
        token = pieces[back].token
        if token.kind != "word" or is_function_word(token.folded):
            return None
        if _title(token.folded) == "person":
            return Context.OFFICE if back < at and definite(pieces[at].token) else None
    return None


def _title(folded: str) -> str | None:
    listed = titles()
    return next((listed[form] for form in without_prefixes(folded) if form in listed), None)


def definite(token: Token) -> bool:
    """Return whether the word has the article; `ألمانيا` begins otherwise, which folding hides."""
    return bool(_ARTICLE.match(token.text))


def is_nationality(token: Token) -> bool:
    """Return whether the word is an adjective of a known name (`الروسية`, `أميركيين`)."""
    return token.folded.endswith(("ي", "يه", "يين", "يون", "يات", "يتين")) and _known_adjective(token)


@lru_cache(maxsize=4096)
def _known_adjective(token: Token) -> bool:
    return bool(find_entities([token]))
