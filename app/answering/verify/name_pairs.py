"""A first name that both texts have, with another word behind it: `إريك كيربي` for `Eric Pahon`. Knows no names.

For Arabic sentences, since in Arabic no capital letter says that a word is a surname.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.answering.verify.concepts import is_common
from app.answering.verify.latin_names import is_ordinary
from app.answering.verify.people import arabic_parts
from app.answering.verify.tokens import Token, variants
from app.answering.verify.transliteration import same_name

# Letters that make a first name telling: shorter ones match too many words.
TELLING = 4


def other_surnames(sentence: Sequence[Token], evidence: Sequence[Token]) -> list[Token]:
    """Return the Arabic words that stand where the Latin text has another surname."""
    capitals = [token for token in evidence if token.kind == "word" and not token.arabic and token.text[0].isupper()]
    found = []
    for first, second in pairwise(evidence):
        if not (_name(first) and _name(second)) or len(first.folded) < TELLING:
            continue
        for index, token in enumerate(sentence[:-1]):
            behind = sentence[index + 1]
            if not (token.arabic and behind.arabic and behind.kind == "word" and same_name(first.folded, token.folded)):
                continue
            if not _could_be_name(behind) or any(same_name(other.folded, behind.folded) for other in capitals):
                continue
            found.append(behind)
    return found


def other_arabic_surnames(sentence: Sequence[Token], evidence: Sequence[Token]) -> list[Token]:
    """Return the words behind a known first name that the Arabic text has with another word behind it."""
    written = frozenset(form for token in evidence for form in variants(token.folded))
    first = {token.folded for token in evidence if token.folded in arabic_parts()}
    return [
        behind
        for token, behind in pairwise(sentence)
        if token.folded in first
        and behind.kind == "word"
        and not is_common(behind.folded)
        and len(behind.folded) >= TELLING
        and not behind.folded.startswith(("و", "ف", "ي", "ت", "ل", "ب", "ان"))
        and written.isdisjoint(variants(behind.folded))
    ]


def _name(token: Token) -> bool:
    return token.kind == "word" and not token.arabic and token.text[0].isupper() and not is_ordinary(token.folded)


def _could_be_name(token: Token) -> bool:
    """Return whether the word is neither listed, nor definite, nor with the look of a verb or a conjunction."""
    word = token.folded
    if is_common(word) or len(word) < 3 or word.startswith(("ال", "وال", "بال", "لل", "است")):
        return False
    return not (word.startswith(("ي", "ب", "ل", "و", "ف")) and is_common(word[1:]))
