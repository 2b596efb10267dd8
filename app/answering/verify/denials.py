"""Negations of one text that the other, speaking of the same, does not have. Knows no words that oppose each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.answering.verify.claims import Claim
from app.answering.verify.tokens import Token

# Words of meaning behind a negator that say what it denies, and how many of them the other text must have together.
BEHIND, BEHIND_NOUN, SHARED = 4, 2, 2
# Negators of the one noun or adjective behind them.
OF_NOUNS = frozenset({"without", "no", "دون", "بدون", "غير", "عدم"})
# How far apart, in words of meaning, the other text may have them, and how near them a denial excuses.
TOGETHER, EXCUSED = 4, 3
# Axes whose negative side reports that something did not happen, so that a negation may be their translation.
DENYING_AXES = frozenset(
    {"accept", "confirm", "allow", "succeed", "start", "continue", "attend", "exist", "include", "hold", "keep"}
    | {"possible*", "all>", "always*", "join", "improve", "sufficient*", "known*", "trust", "win", "connect", "score"}
    | {"give", "appoint", "ready*", "possess", "arrive", "inside>", "support", "impose", "save", "qualify"}
)
_PREFIXES = ("un", "non", "disa", "inc", "imp", "ina", "ille", "irr")
_NO_PREFIXES: tuple[str, ...] = (
    "under",
    "unite",
    "until",
    "unio",
    "univer",
    "unit",
    "uniq",
    "unif",
    "inclu",
    "incr",
    "incid",
)
_NO_PREFIXES += ("impo", "impl", "impr", "impa", "inca", "unle", "none")


def denies(word: str) -> bool:
    """Return whether an English word denies by its prefix: `unknown`, `inadequate`."""
    return len(word) > 6 and word.startswith(_PREFIXES) and not word.startswith(_NO_PREFIXES)


def unshared(
    tokens: Sequence[Token], text: Sequence[Claim], negators: Mapping[int, str], other: Sequence[Claim]
) -> tuple[str, str] | None:
    """Return the first negator of `text` whose words `other` has together, nowhere with a denial near, and one of them.

    The word right behind the negator must be among them. Words that `text` has elsewhere, too, do not tell that `other`
    speaks of what is denied here.
    """
    for index, negator in negators.items():
        clause = next((at for at in range(index + 1, len(tokens)) if _ends(tokens[at])), len(tokens))
        reach = BEHIND_NOUN if tokens[index].folded.lstrip("وفبل") in OF_NOUNS else BEHIND
        denied = [claim for claim in text if index < claim.at < clause and claim.word != negator][:reach]
        elsewhere = frozenset().union(*(claim.keys for claim in text if claim not in denied))
        places = [
            [at for at, its in enumerate(other) if claim.keys & its.keys] if not claim.keys & elsewhere else []
            for claim in denied
        ]
        if not any(places[:1]):
            continue
        windows = [range(at, at + TOGETHER + 1) for at in sorted({at for found in places for at in found})]
        told = [window for window in windows if sum(any(at in window for at in found) for found in places) >= SHARED]
        if told and not any(_excuses(claim) for window in told for claim in _near(other, window)):
            return negator, other[told[0].start].word
    return None


def _ends(token: Token) -> bool:
    return token.kind == "mark" and token.text not in "«»“”\"'()-"


def _near(other: Sequence[Claim], window: range) -> Sequence[Claim]:
    return other[max(0, window.start - EXCUSED) : window.stop + EXCUSED]


def _excuses(claim: Claim) -> bool:
    """Return whether something is or may be denied at this word."""
    return claim.maybe or denies(claim.word.lower()) or any(s < 0 and axis in DENYING_AXES for axis, s in claim.axes)
