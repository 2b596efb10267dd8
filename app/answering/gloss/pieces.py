"""Words, numbers and marks of a text with their places, and the glosses set beside them. Knows no language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.verify.tokens import Token, clean
from ingest.language.text import fold

# Vowel signs are no letters to `re`; without them in the pattern they would cut a word in two.
_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,٫٬]\d+)*)"
    r"|(?P<word>(?:[^\W\d_][\u0300-\u036f\u064b-\u065f\u0670]*)+(?:['’](?:[^\W\d_][\u064b-\u065f\u0670]*)+)*)"
    r"|(?P<mark>[^\w\s])"
)
# Longer runs of letters are no words; nothing is done with them.
LONGEST_WORD = 30
_ENDS = frozenset(".!?؟؛")


@dataclass(frozen=True, slots=True)
class Piece:
    """A token, where it stands in the text, and the number of the sentence it is in.

    `adverbial` is True where it ends in tanwin (`غالبًا`), which no name does.
    """

    token: Token
    start: int
    end: int
    sentence: int
    adverbial: bool


@dataclass(frozen=True, slots=True)
class Gloss:
    """What to write after a run of words: `start` and `end` are offsets of the run in the text.

    `weight` decides which glosses stay where a sentence has more than it may have; `key` is the same for runs
    that mean the same, of which only the first is glossed.
    """

    start: int
    end: int
    text: str
    weight: int
    sentence: int

    @property
    def key(self) -> str:
        """Return what tells two glosses apart, whatever their spelling in the text."""
        return self.text.casefold()


def cut(text: str) -> list[Piece]:
    """Return the pieces of `text` in order."""
    pieces: list[Piece] = []
    sentence, end = 0, -1
    for match in _PIECE.finditer(text):
        if pieces and ((pieces[-1].token.text in _ENDS and match.start() > end) or "\n" in text[end : match.start()]):
            sentence += 1
        word = clean(match.group()) or match.group()
        kind = (match.lastgroup or "mark") if len(word) <= LONGEST_WORD else "mark"
        token = Token(word, fold(word), kind, match.start() == end)  # type: ignore[arg-type]
        pieces.append(Piece(token, match.start(), match.end(), sentence, "\u064b" in match.group()))
        end = match.end()
    return pieces


def insert(text: str, glosses: Sequence[Gloss]) -> str:
    """Return `text` with ` (gloss)` after each run; taking these out again gives `text` back."""
    parts, position = [], 0
    for gloss in sorted(glosses, key=lambda gloss: gloss.end):
        parts += [text[position : gloss.end], f" ({gloss.text})"]
        position = gloss.end
    return "".join([*parts, text[position:]])
