"""Which words of a text a negation reaches, surely or possibly. Knows negators of both languages, no syntax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.verify.concepts import is_function_word
from app.answering.verify.tokens import Token, fold, without_prefixes

_ENGLISH = frozenset("not never no without neither nor cannot none nobody nothing hardly unable".split())
_ARABIC = frozenset(map(fold, "لا لم لن ليس ليست ليسوا ليسا غير دون بدون عدم دونما انعدام ألا".split()))
# A refusal or failure negates the act that follows it: "refused to meet", رفض لقاء.
_REFUSALS_EN = frozenset("refuse refused refuses refusing decline declined declines fail failed fails failing".split())
_REFUSALS_AR = frozenset(map(fold, "رفض رفضت يرفض ترفض رفضوا فشل فشلت أخفق أخفقت امتنع امتنعت".split()))
# After these words a negator means "still", "at least", "no more than" or "not only", which negate nothing.
_STILL = frozenset(map(fold, (
    "يزال تزال يزالون تزالون زال زالت زالوا يزل تزل سيما بد شك يقل تقل يقلون يتعدى تتعدى يتعدون يتجاوز تتجاوز يتجاوزون "
    "يزيد تزيد يزيدون أقل أكثر").split()))
_NOT_ONLY = frozenset({"only", "just", "least", "doubt", "more", "less", "fewer", "later", "matter"})
_EXCEPT = frozenset(map(fold, "أن أنه أنها أنهم إن".split()))
_PREPOSITIONS = frozenset("with to of in by for at on from about over into than as that which who".split())
# How many words that carry meaning a negator surely reaches, and how many it may reach.
SURE = {"ar": 1, "en": 2}
POSSIBLE = 4


@dataclass(frozen=True, slots=True)
class Negation:
    """The negators of a text by index, and the indices of the words they reach, with the negator as written."""

    negators: dict[int, str]
    sure: dict[int, str]
    possible: dict[int, str]


def negation(tokens: Sequence[Token]) -> Negation:
    """Return what is negated in `tokens`."""
    found: dict[int, str] = {}
    sure: dict[int, str] = {}
    possible: dict[int, str] = {}
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        refusal = _refuses(tokens, index)
        if not refusal and not _negates(tokens, index):
            continue
        if not refusal:
            found[index] = token.text
        reached = _reached(tokens, index)
        only_next = refusal or fold(token.text).endswith("غير")
        for at in reached[: 1 if only_next else SURE["ar" if token.arabic else "en"]]:
            sure[at] = token.text
        for at in reached[: 1 if only_next else POSSIBLE]:
            possible[at] = token.text
    return Negation(found, sure, possible)


def _negates(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    following = tokens[index + 1].folded if index + 1 < len(tokens) else ""
    if not token.arabic:
        return (token.folded in _ENGLISH or token.folded.endswith("n't")) and following not in _NOT_ONLY
    word = token.folded
    if word not in _ARABIC:
        word = word[1:] if word[:1] in "وفبل" and word[1:] in _ARABIC else ""
    if not word or following in _STILL:
        return False
    if word == "دون" and index and tokens[index - 1].kind == "number":
        return False
    return not (word == "غير" and following in _EXCEPT)


def _refuses(tokens: Sequence[Token], index: int) -> bool:
    if index + 1 >= len(tokens):
        return False
    token, following = tokens[index], tokens[index + 1]
    if not token.arabic:
        return token.folded in _REFUSALS_EN and following.folded == "to"
    return any(form in _REFUSALS_AR for form in without_prefixes(token.folded)) and following.arabic and not (
        following.folded.startswith("ال") or is_function_word(following.folded))


def _reached(tokens: Sequence[Token], index: int) -> list[int]:
    reached: list[int] = []
    for at in range(index + 1, len(tokens)):
        token = tokens[at]
        if token.kind == "mark" and token.text not in "«“\"'”»":
            break
        if token.kind != "word":
            continue
        if reached and token.folded in _PREPOSITIONS:
            break
        if reached and token.folded == "ولا":
            continue
        if not is_function_word(token.folded):
            reached.append(at)
    return reached
