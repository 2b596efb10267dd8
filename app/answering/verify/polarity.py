"""Whether a sentence affirms what its cited text denies, or names the opposite. Knows no syntax, only nearness of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.verify.concepts import is_function_word, senses_of
from app.answering.verify.tokens import Token, fold, stem, without_prefixes

_NEGATORS_EN = frozenset("not never no without neither nor cannot none nobody nothing hardly unable".split())
_NEGATORS_AR = frozenset(map(fold, "لا لم لن ليس ليست ليسوا ليسا غير دون بدون عدم لعدم بعدم وعدم دونما انعدام كلا".split()))
# What follows these makes them something else than a negation.
_STILL = frozenset(map(fold, "يزال تزال يزالون تزالون زال زالت زالوا يزل سيما بد شك يقل تقل يقلون يتعدى تتعدى يتعدون يتجاوز تتجاوز يتجاوزون يزيد تزيد".split()))
_AFTER_NOT = frozenset({"only", "just", "least", "doubt", "more", "less", "fewer", "later"})
_AFTER_EXCEPT = frozenset(map(fold, "أن أنه أنها أنهم إن".split()))
# Words that deny in themselves, so that a negation may be their translation.
_DENYING_PREFIXES = ("un", "in", "non", "dis", "im")
# How far a negator reaches: the next words that carry meaning, up to a mark of punctuation.
SCOPE = 2


@dataclass(frozen=True, slots=True)
class Claim:
    """A word that affirms or denies: its concept and axis, its sign after negation, and the negator that turned it."""

    word: str
    keys: frozenset[str]
    axes: frozenset[tuple[str, int]]
    negator: str | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A disagreement: a reason's code, the word of the sentence and the word of the cited text."""

    code: str
    word: str
    other: str


def negators(tokens: Sequence[Token]) -> dict[int, str]:
    """Return the index and the word of every negation in `tokens`."""
    found: dict[int, str] = {}
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        following = tokens[index + 1].folded if index + 1 < len(tokens) else ""
        if token.arabic:
            word = next((form for form in without_prefixes(token.folded) if form in _NEGATORS_AR), None)
            if word is None and token.folded[:1] in "وف" and token.folded[1:] in _NEGATORS_AR:
                word = token.folded[1:]
            if word is None or following in _STILL or (word == "غير" and following in _AFTER_EXCEPT):
                continue
            found[index] = token.text
        elif token.folded in _NEGATORS_EN or token.folded.endswith("n't"):
            if following not in _AFTER_NOT:
                found[index] = token.text
    return found


def claims(tokens: Sequence[Token]) -> list[Claim]:
    """Return the words of `tokens` that carry meaning, with their signs after negation."""
    negated: dict[int, str] = {}
    for index, word in negators(tokens).items():
        reach = 1 if fold(word).endswith("غير") else SCOPE
        at, seen = index + 1, 0
        while at < len(tokens) and seen < reach and tokens[at].kind != "mark":
            if tokens[at].kind == "word" and not is_function_word(tokens[at].folded):
                negated[at] = word
                seen += 1
            at += 1
    found = []
    for index, token in enumerate(tokens):
        if token.kind != "word" or (is_function_word(token.folded) and not senses_of(token.folded)):
            continue
        senses = senses_of(token.folded)
        turn = -1 if index in negated else 1
        axes = frozenset((sense.axis, turn * sense.sign) for sense in senses if sense.axis)
        keys = frozenset({stem(token.folded), *(sense.concept for sense in senses)})
        found.append(Claim(token.text, keys, axes, negated.get(index), len(axes) == 1))
    return found


def conflicts(sentence: Sequence[Token], evidence: Sequence[Token]) -> list[Conflict]:
    """Return where `sentence` says the opposite of `evidence`."""
    mine, its = claims(sentence), claims(evidence)
    found = [*_opposites(mine, its), *_negations(mine, its)]
    denies = negators(sentence)
    if denies and not found and not negators(evidence) and not _denying(evidence, its):
        found.append(Conflict("negation_added", next(iter(denies.values())), ""))
    return found


def _opposites(mine: Sequence[Claim], its: Sequence[Claim]) -> list[Conflict]:
    found = []
    for claim in mine:
        if not claim.certain:
            continue
        axis, sign = next(iter(claim.axes))
        signs = {(other_sign, other) for other in its for other_axis, other_sign in other.axes if other_axis == axis}
        if not signs or any(other_sign == sign for other_sign, _ in signs):
            continue
        if any(claim.keys & other.keys and (claim.negator is None) == (other.negator is None) for other in its):
            continue
        opposite = next((other for _, other in signs if other.certain), None)
        if opposite is not None:
            found.append(Conflict("polarity_flipped", claim.word, opposite.word))
    return found


def _negations(mine: Sequence[Claim], its: Sequence[Claim]) -> list[Conflict]:
    found = []
    for claim in mine:
        same = [other for other in its if claim.keys & other.keys]
        if not same or claim.axes:
            continue
        if claim.negator and all(other.negator is None for other in same):
            found.append(Conflict("negation_added", claim.negator, same[0].word))
        elif claim.negator is None and all(other.negator for other in same):
            found.append(Conflict("negation_dropped", same[0].negator or "", claim.word))
    return found


def _denying(tokens: Sequence[Token], its: Sequence[Claim]) -> bool:
    if any(sign < 0 for claim in its for _, sign in claim.axes):
        return True
    return any(token.folded.startswith(_DENYING_PREFIXES) and len(token.folded) > 6 for token in tokens if not token.arabic)
