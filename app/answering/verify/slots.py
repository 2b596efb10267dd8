"""Names and figures that stand where the cited text has others, though it may have them elsewhere. Knows no syntax: a
place is known by the words beside it, in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.answering.verify.claims import Claim, claims, shared_names
from app.answering.verify.negation import negation
from app.answering.verify.tokens import Token

# How well the words beside a name must fit those beside the other one: where the cited text does not have the name, and
# where it has it elsewhere; and how much better than there.
FIT, FIT_ELSEWHERE, BETTER = 0.8, 1.2, 0.5
# Words of meaning behind a figure that may say what is counted.
COUNTED = 2
# Words of meaning on either side that make a name's place.
BESIDE = 3


@dataclass(frozen=True, slots=True)
class Displaced:
    """`word` of the sentence stands where the cited text has `other`."""

    word: str
    other: str


def displaced_names(sentence: Sequence[Token], evidence: Sequence[Token]) -> list[Displaced]:
    """Return the first known name that stands in the place of one that the sentence does not have."""
    names, other_names = shared_names(sentence, evidence)
    nothing = negation(())
    mine, its = claims(sentence, names, nothing), claims(evidence, other_names, nothing)
    said = frozenset().union(*names.values())
    unsaid = [claim for claim in its if (keys := _identity(claim)) and not keys & said]
    for claim in mine:
        identity = _identity(claim)
        if not identity or not unsaid:
            continue
        own = max((_fit(claim, other) for other in its if other.keys & identity), default=None)
        best = max(unsaid, key=lambda other: _fit(claim, other))
        if _fit(claim, best) >= (FIT if own is None else max(FIT_ELSEWHERE, own + BETTER)):
            return [Displaced(claim.word, best.word)]
    return []


def displaced_figures(sentence: Sequence[Token], evidence: Sequence[Token]) -> list[Displaced]:
    """Return the first figure whose counted thing the cited text has behind another figure only.

    Figures in digits only; and what the cited text counts by that figure must be a known word, so that it could have
    been recognised as the same thing.
    """
    nothing = negation(())
    mine, its = claims(sentence, {}, nothing), claims(evidence, {}, nothing)
    for at, claim in enumerate(mine):
        if sentence[claim.at].kind != "number":
            continue
        counted = _counted(mine, at, sentence)
        figures = [place for place, other in enumerate(its) if evidence[other.at].kind == "number"]
        own = [place for place in figures if its[place].word == claim.word]
        if not counted or not own or any(counted & _counted(its, place, evidence) for place in own):
            continue
        if not all(len(_counted(its, place, evidence)) > COUNTED for place in own):
            continue
        others = [place for place in figures if place not in own and counted & _counted(its, place, evidence)]
        if others:
            return [Displaced(claim.word, its[others[0]].word)]
    return []


def _counted(text: Sequence[Claim], at: int, tokens: Sequence[Token]) -> frozenset[str]:
    """Return the keys of the words behind a figure, up to the next mark or figure."""
    keys: set[str] = set()
    before = text[at].at
    for claim in text[at + 1 : at + 1 + COUNTED]:
        if any(token.kind != "word" for token in tokens[before + 1 : claim.at + 1]):
            break
        keys |= claim.keys
        before = claim.at
    return frozenset(keys)


def _identity(claim: Claim) -> frozenset[str]:
    return frozenset(key for key in claim.keys if key.startswith("~"))


def _fit(claim: Claim, other: Claim) -> float:
    """Return how well the words beside two names agree; a word counts once, whatever keys it has."""
    mine, its = _beside(claim.around), _beside(other.around)
    best: dict[float, float] = {}
    for key, weight in mine.items():
        if key in its:
            best[weight] = max(best.get(weight, 0.0), min(weight, its[key]))
    return sum(best.values())


def _beside(around: Mapping[str, float]) -> dict[str, float]:
    return {key: weight for key, weight in around.items() if weight >= 1 / (1 + BESIDE)}
