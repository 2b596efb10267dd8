"""Runs of an Arabic text that are names, with their English spelling. Knows no recogniser: lists, titles, letters."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.gloss.arabic_context import Context, context_of
from app.answering.gloss.arabic_words import ASKED, LISTED, Reading, continue_name, open_name
from app.answering.gloss.lexicon import Known, bare, is_plain, known_names, person_names
from app.answering.gloss.pieces import Gloss, Piece
from app.answering.verify.tokens import without_prefixes
from app.answering.verify.transliteration import same_name

LONGEST_PHRASE = 6
LONGEST_NAME = 4


def find_arabic_names(
    pieces: Sequence[Piece], asked: Sequence[str], taken: frozenset[int] = frozenset()
) -> list[Gloss]:
    """Return a gloss for every name in `pieces`, none over an index in `taken` (they are numbers and dates).

    `asked` are the question's own names, whose spelling wins.
    """
    found: list[Gloss] = []
    index = 0
    while index < len(pieces):
        hit = None
        if index not in taken and pieces[index].token.kind == "word" and pieces[index].token.arabic:
            hit = _phrase(pieces, index) or _name(pieces, index, asked, taken)
        if hit is None:
            index += 1
            continue
        gloss, index = hit
        if gloss.weight:
            found.append(gloss)
    return found


def _phrase(pieces: Sequence[Piece], start: int) -> tuple[Gloss, int] | None:
    """Return the gloss of the longest known name that starts here, and the index after it."""
    words: list[str] = []
    for piece in pieces[start : start + LONGEST_PHRASE]:
        if piece.token.kind == "mark":
            break
        words.append(bare(piece.token.folded))
    table = known_names()
    for count in range(len(words), 0, -1):
        for first in without_prefixes(pieces[start].token.folded):
            key = (bare(first), *words[1:count])
            known = table.get(key)
            if known is None or not _certain(known, key, pieces, start):
                continue
            last = pieces[start + count - 1]
            weight = (0 if _reads_alike(known) else 1) if known.country else 2 if count == 1 else 3
            return Gloss(pieces[start].start, last.end, known.english, weight, last.sentence), start + count
    return None


def _certain(known: Known, key: tuple[str, ...], pieces: Sequence[Piece], start: int) -> bool:
    """Return whether a one-word name is no ordinary word here: its article, or the word before it, must agree."""
    if len(key) > 1:
        return True
    folded = pieces[start].token.folded
    introduced = context_of(pieces, start) is Context.THING
    if len(key[0]) < 3 and not introduced:
        return False
    definite = known.form.startswith("ال")
    if definite and not any(form.startswith("ال") for form in without_prefixes(folded)):
        return False
    return introduced or not is_plain(folded) or (definite and not is_plain(key[0]))


def _reads_alike(known: Known) -> bool:
    """Return whether a country's name sounds the same in both languages, so that every model reads it (روسيا)."""
    return " " not in known.form and same_name(known.english, known.form)


def _name(pieces: Sequence[Piece], start: int, asked: Sequence[str], taken: frozenset[int]) -> tuple[Gloss, int] | None:
    pair = _pair(pieces, start)
    first = pair or open_name(pieces[start], asked, context_of(pieces, start))
    if first is None:
        return None
    readings, index = [first], start + (2 if pair else 1)
    while index < len(pieces) and len(readings) < LONGEST_NAME and index not in taken:
        if pieces[index].token.kind != "word" or _phrase(pieces, index):
            break
        pair = _pair(pieces, index)
        following = pair or continue_name(pieces[index], asked, readings[-1])
        if following is None:
            break
        readings.append(following)
        index += 2 if pair else 1
    while readings and readings[-1].joins:
        readings.pop()
        index -= 1
    if not readings or not (readings[0].opens or any(reading.weight in (LISTED, ASKED) for reading in readings)):
        return None
    return _gloss(pieces, start, index, readings), index


def _pair(pieces: Sequence[Piece], at: int) -> Reading | None:
    """Return the reading of a listed name of two words (`عبد الرحمن`) that starts here."""
    if at + 1 >= len(pieces) or pieces[at + 1].token.kind != "word":
        return None
    for form in without_prefixes(pieces[at].token.folded):
        if english := person_names().get(f"{form} {pieces[at + 1].token.folded}"):
            return Reading(english, LISTED)
    return None


def _gloss(pieces: Sequence[Piece], start: int, end: int, readings: Sequence[Reading]) -> Gloss:
    english = " ".join(reading.english for reading in readings)
    last = pieces[end - 1]
    return Gloss(pieces[start].start, last.end, english, max(reading.weight for reading in readings), last.sentence)
