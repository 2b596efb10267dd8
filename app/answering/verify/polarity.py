"""Whether a sentence affirms what its cited text denies, or names the opposite. Knows no syntax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.verify.claims import Claim, claims, shared_names
from app.answering.verify.denials import DENYING_AXES, denies, unshared
from app.answering.verify.negation import negation
from app.answering.verify.tokens import Token, is_arabic
from ingest.language.text import fold

# How much better the surroundings of the opposite must fit than those of the same direction, where the text has both.
CLEARLY = 0.25
CLEARLY_OF_QUALITIES = 0.75
# How well the surroundings of two opposites must fit at least.
SOME_FIT = 0.2
# Axes whose negative words deny outright. Arabic ones of starting and going on (وقف, انتهى) are in many set phrases.
_OUTRIGHT_ARABIC = frozenset({("accept", -1), ("confirm", -1)})
_OUTRIGHT = _OUTRIGHT_ARABIC | {("succeed", -1), ("start", -1), ("continue", -1)}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A disagreement: a reason's code, the word of the sentence and the word of the cited text."""

    code: str
    word: str
    other: str


def conflicts(sentence: Sequence[Token], evidence: Sequence[Token]) -> list[Conflict]:
    """Return where `sentence` says the opposite of `evidence`."""
    names, other_names = shared_names(sentence, evidence)
    negated, other_negated = negation(sentence), negation(evidence)
    mine, its = claims(sentence, names, negated), claims(evidence, other_names, other_negated)
    found = [*_opposites(mine, its), *_negations(mine, its)]
    if not found and (added := unshared(sentence, mine, negated.negators, its)):
        found.append(Conflict("negation_added", *added))
    if not found and (dropped := unshared(evidence, its, other_negated.negators, mine)):
        found.append(Conflict("negation_dropped", *dropped))
    if not found and not other_negated.negators and not _denying(evidence, its):
        denial = next(iter(negated.negators.values()), None) or _refusal(mine)
        if denial:
            found.append(Conflict("negation_added", denial, ""))
    return found


def _refusal(mine: Sequence[Claim]) -> str | None:
    """Return a word that says outright that something was refused, denied or did not go on."""
    return next(
        (
            claim.word
            for claim in mine
            if not claim.negator
            and not claim.word.endswith("ly")
            and claim.axes & (_OUTRIGHT_ARABIC if _in_set_phrases(claim.word) else _OUTRIGHT)
        ),
        None,
    )


def _in_set_phrases(word: str) -> bool:
    return is_arabic(word) and not fold(word).lstrip("و").startswith(("توقف", "اوقف"))


def _fit(claim: Claim, other: Claim) -> float:
    """Return how well the surroundings of two words agree, from 0."""
    return sum(min(weight, other.around[key]) for key, weight in claim.around.items() if key in other.around)


def _opposites(mine: Sequence[Claim], its: Sequence[Claim]) -> list[Conflict]:
    found = []
    for claim in mine:
        if not claim.axes:
            continue
        same = [
            other
            for other in its
            if other.axes & claim.axes
            or (claim.keys & other.keys and (claim.negator is None) == (other.negator is None))
        ]
        opposite = [other for other in its if not other.axes & claim.axes and _against(claim, other)]
        if not opposite:
            continue
        best = max(opposite, key=lambda other: _fit(claim, other))
        if _fit(claim, best) < SOME_FIT:
            continue
        clearly = CLEARLY if any(axis not in claim.said_of for axis, _ in claim.axes) else CLEARLY_OF_QUALITIES
        if not same or _fit(claim, best) > max(_fit(claim, other) for other in same) + clearly:
            found.append(Conflict("polarity_flipped", claim.word, best.word))
    return found


def _against(claim: Claim, other: Claim) -> bool:
    """Return whether the words oppose each other, qualities and relations only where they are said of the same."""
    return any(
        (axis, -sign) in other.axes
        and (axis not in claim.said_of or bool(claim.said_of[axis] & other.said_of.get(axis, frozenset())))
        for axis, sign in claim.axes
    )


def _negations(mine: Sequence[Claim], its: Sequence[Claim]) -> list[Conflict]:
    found = []
    denies = any(sign < 0 for claim in mine for _, sign in claim.axes)
    for claim in mine:
        words = {key for key in claim.keys if not key.startswith("~")}  # a name is not denied
        same = [other for other in its if words & other.keys]
        if not same or any(
            axis == other_axis for axis, _ in claim.axes for other in its for other_axis, _ in other.axes
        ):
            continue
        if claim.negator and not any(other.maybe for other in same):
            found.append(Conflict("negation_added", claim.negator, same[0].word))
        elif not claim.maybe and not denies and all(other.negator for other in same):
            found.append(Conflict("negation_dropped", same[0].negator or "", claim.word))
    return found


def _denying(tokens: Sequence[Token], its: Sequence[Claim]) -> bool:
    if any(sign < 0 and axis in DENYING_AXES for claim in its for axis, sign in claim.axes):
        return True
    return any(not token.arabic and denies(token.folded) for token in tokens)
