"""Runs of an Arabic text that are names, with their English spelling. Knows no recogniser: lists, titles, letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.gloss.foreign import foreignness
from app.answering.gloss.lexicon import Known, bare, is_plain, known_names, person_names, titles
from app.answering.gloss.pieces import Gloss, Piece
from app.answering.gloss.romanise import romanise
from app.answering.verify.gazetteer import find_entities
from app.answering.verify.tokens import without_prefixes
from app.answering.verify.transliteration import distance, sounds

LONGEST_PHRASE = 6
LONGEST_NAME = 4
# Mean log odds of letter triples from which a word that no list has is a foreign name, with and without a title
# before it (docs/decisions/0003-glosses.md).
SURELY_FOREIGN = 1.2
FOREIGN_SPELLING = 0.3
_JOINING = frozenset([
    "بن", "ابن", "ابو", "ابي", "ام", "ال", "عبد", "فان", "فون", "دي", "دو", "دا", "لا", "ذو", "ايت", "بنت", "دير",
    "مار", "سان",
])
_QUOTES = frozenset("\"“”«»'‘’„")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One word as a name: its folded form without clitics, and its English spelling."""

    folded: str
    english: str
    weight: int


def find_arabic_names(pieces: Sequence[Piece], asked: Sequence[str]) -> list[Gloss]:
    """Return a gloss for every name found in `pieces`; `asked` are the question's own names, whose spelling wins."""
    found: list[Gloss] = []
    index = 0
    while index < len(pieces):
        if pieces[index].token.kind != "word" or not pieces[index].token.arabic:
            index += 1
            continue
        hit = _phrase(pieces, index) or _name(pieces, index, asked)
        if hit is None:
            index += 1
            continue
        gloss, index = hit
        found.append(gloss)
    return found


def _phrase(pieces: Sequence[Piece], start: int) -> tuple[Gloss, int] | None:
    """Return the gloss of the longest known name that starts here, and the index after it."""
    words: list[str] = []
    for piece in pieces[start: start + LONGEST_PHRASE]:
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
            weight = 1 if known.country else 2 if count == 1 else 3
            return Gloss(pieces[start].start, last.end, known.english, weight, last.sentence), start + count
    return None


def _certain(known: Known, key: tuple[str, ...], pieces: Sequence[Piece], start: int) -> bool:
    """Return whether a one-word name is no ordinary word here: its article, or a title before it, must agree."""
    if len(key) > 1:
        return True
    folded = pieces[start].token.folded
    if len(key[0]) < 3 and not _title_before(pieces, start):
        return False
    definite = known.arabic.startswith("ال")
    if definite and not any(form.startswith("ال") for form in without_prefixes(folded)):
        return False
    return not (not definite and is_plain(folded)) or _title_before(pieces, start) is not None


def _name(pieces: Sequence[Piece], start: int, asked: Sequence[str]) -> tuple[Gloss, int] | None:
    title = _title_before(pieces, start)
    first = _read(pieces[start], asked, title is not None)
    if first is None:
        return None
    readings, index = [first], start + 1
    while index < len(pieces) and len(readings) < LONGEST_NAME and pieces[index].token.kind == "word":
        following = None if _phrase(pieces, index) else _continued(pieces, index, asked)
        if following is None:
            break
        readings.append(following)
        index += 1
    if len(readings) == 1 and first.weight == 0:
        return None
    while readings[-1].folded in _JOINING:
        readings.pop()
        index -= 1
        if not readings:
            return None
    english = " ".join(reading.english for reading in readings)
    weight = max(reading.weight for reading in readings)
    last = pieces[index - 1]
    return Gloss(pieces[start].start, last.end, english, max(weight, 1), last.sentence), index


def _read(piece: Piece, asked: Sequence[str], titled: bool) -> _Reading | None:
    """Return the word as the first of a name, weight 0 where only a name after it would make it one."""
    folded = piece.token.folded
    for form in without_prefixes(folded):
        if spelling := _asked(form, asked):
            return _Reading(form, spelling, 6)
    for form in without_prefixes(folded):
        if english := person_names().get(form):
            plain = is_plain(folded)
            return _Reading(form, english, 4 if titled or not plain else 0)
    if folded in _JOINING:
        return _Reading(folded, romanise(piece.token.text, foreign=False), 0)
    if is_plain(folded) or len(folded) < 3 or _is_adjective(piece):
        return None
    form = _without_conjunction(folded)
    score = foreignness(bare(form))
    if score < SURELY_FOREIGN and not titled:
        return None
    spelled = _raw(piece.token.text, form)
    return _Reading(form, romanise(spelled, foreign=score >= FOREIGN_SPELLING), 5)


def _continued(pieces: Sequence[Piece], index: int, asked: Sequence[str]) -> _Reading | None:
    """Return the word as a further part of a name that has begun."""
    token = pieces[index].token
    if not token.arabic:
        return None
    if spelling := _asked(token.folded, asked):
        return _Reading(token.folded, spelling, 6)
    if english := person_names().get(token.folded):
        return _Reading(token.folded, english, 4)
    if token.folded in _JOINING:
        return _Reading(token.folded, romanise(token.text, foreign=False), 0)
    if token.folded.startswith("و") and foreignness(token.folded[1:]) > foreignness(token.folded):
        return None
    if is_plain(token.folded) or len(token.folded) < 3 or _is_adjective(pieces[index]):
        return None
    score = foreignness(bare(token.folded))
    return _Reading(token.folded, romanise(token.text, foreign=score >= FOREIGN_SPELLING), 5)


def _asked(form: str, asked: Sequence[str]) -> str | None:
    """Return the question's word that spells this one, the closest of them."""
    best: tuple[float, str] | None = None
    for word in asked:
        consonants = sum(1 for sound in sounds(word) if sound not in {"a", "e", "i", "o", "u"})
        if consonants < 2 or abs(len(form) - len(word)) > 5:
            continue
        away = min(distance(word, form), distance(word, bare(form)))
        if away <= min(0.7, 0.25 + 0.1 * consonants) and (best is None or away < best[0]):
            best = away, word
    if best is None or (is_plain(form) and best[0] > 0.3):
        return None
    return best[1]


def _is_adjective(piece: Piece) -> bool:
    """Return whether the word is a form of a known name (`الروسية`, `أميركيين`), which needs no gloss."""
    folded = piece.token.folded
    return folded.endswith(("ي", "يه", "يين", "يون", "يات")) and bool(find_entities([piece.token]))


def _title_before(pieces: Sequence[Piece], start: int) -> str | None:
    at = start - 1
    while at >= 0 and pieces[at].token.text in _QUOTES:
        at -= 1
    if at < 0 or pieces[at].token.kind != "word":
        return None
    listed = titles()
    return next((listed[form] for form in without_prefixes(pieces[at].token.folded) if form in listed), None)


def _without_conjunction(folded: str) -> str:
    """Return the word without a و, ب, ل or ف that the rest of it looks better without."""
    if folded.startswith("لل") and len(folded) > 4:
        return "ال" + folded[2:]
    for form in without_prefixes(folded)[1:]:
        if len(folded) - len(form) == 1 and len(form) >= 4 and foreignness(form) > foreignness(folded) + 0.5:
            return form
        if form.startswith("ال") and len(form) > 4:
            return form
    return folded


def _raw(text: str, form: str) -> str:
    """Return the unfolded ending of `text` that `form` is the folding of, or `form` where a letter was put in."""
    return text[len(text) - len(form):] if len(form) <= len(text) and not form.startswith("ال") else form
