"""Words in Latin letters that are probably names, by their capitals. Does not say whether a cited text has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from app.answering.verify.concepts import is_common
from app.answering.verify.lexicon import word_set
from app.answering.verify.tokens import Token, variants

_ROMAN = re.compile(r"[IVXLC]{1,6}")
_OPENERS = frozenset('.!?:“"«(')
_ABSTRACT = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ism",
    "ists",
    "ology",
    "archy",
    "ence",
    "ance",
    "ency",
    "ship",
    "hood",
    "ality",
    "ility",
    "able",
    "ible",
    "ical",
    "ional",
    "aric",
    "iat",
    "ists",
)
_SPEECH = frozenset(
    [
        "said",
        "says",
        "told",
        "added",
        "announced",
        "stated",
        "warned",
        "explained",
        "tweeted",
        "argued",
        "insisted",
        "confirmed",
        "denied",
        "believes",
        "met",
    ]
)


@cache
def _generic() -> frozenset[str]:
    return word_set("english_common.txt")


@lru_cache(maxsize=8192)
def is_ordinary(folded: str) -> bool:
    """Return whether an English word is no name of its own: an office, a function word, or a word of the language."""
    if folded in _generic() or is_common(folded):
        return True
    words = word_set("english_words.txt")
    return any(form in _generic() or form in words for form in variants(folded))


def latin_candidates(tokens: Sequence[Token], covered: frozenset[int], across: bool = False) -> list[Token]:
    """Return the capitalised words outside `covered` that are names rather than openers, titles or translated words.

    `across` says that the cited text is in Arabic, which translates what is no name but capitalised: `Disobedience`.
    """
    return [
        token
        for index, token in enumerate(tokens)
        if index not in covered
        and token.kind == "word"
        and not token.arabic
        and not (across and _translated(token))
        and _is_name(tokens, index)
    ]


def _translated(token: Token) -> bool:
    """Return whether the word has the ending of an abstract noun or an adjective, which names hardly have."""
    word = token.folded.split("'")[0]
    return len(word) > 6 and word.endswith(_ABSTRACT)


def _is_name(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if not token.text[0].isupper() or len(token.folded.split("'")[0]) < 2 or _ROMAN.fullmatch(token.text):
        return False
    if is_ordinary(token.folded):
        return _speaks(tokens, index)
    opens = index == 0 or tokens[index - 1].text in _OPENERS or tokens[index - 1].text == "."
    if not opens or token.text.isupper():
        return True
    following = next((other for other in tokens[index + 1 : index + 3] if other.kind == "word"), None)
    return following is not None and (
        following.text[0].isupper()
        or following.folded in _SPEECH
        or (token.folded.endswith("'s"))
        or not token.folded.endswith(("s", "ed", "ing", "ly"))
    )


def _speaks(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an ordinary word is a surname: `Ryan Brown said`."""
    if not 0 < index < len(tokens) - 1 or tokens[index].folded in _generic():
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    return (
        after.folded in _SPEECH
        and before.kind == "word"
        and before.text[0].isupper()
        and not is_ordinary(before.folded)
    )
