"""Runs of an English text that are names, with their Arabic spelling. Knows lists, capitals and spelling rules."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.gloss.arabise import arabise
from app.answering.gloss.lexicon import arabic_of_persons, is_plain, known_names
from app.answering.gloss.pieces import Gloss, Piece, cut
from app.answering.verify.concepts import is_common
from app.answering.verify.lexicon import word_set
from app.answering.verify.tokens import variants
from app.answering.verify.transliteration import distance, sounds
from ingest.language.calendar import MONTHS, WEEKDAYS

LONGEST_PHRASE = 7
LONGEST_NAME = 4
_LINKS = frozenset(["al", "el", "bin", "ibn", "ben", "van", "von", "de", "da", "di", "del", "der", "la", "le", "abu"])
_VOWELS = frozenset("aeiou")
_MONTHS_AND_DAYS = frozenset(
    name.lower() for name in (*(month.english for month in MONTHS), *(english for english, _ in WEEKDAYS))
)


def find_english_names(pieces: Sequence[Piece], asked: Sequence[str]) -> list[Gloss]:
    """Return a gloss for every name found in `pieces`; `asked` are Arabic words whose spelling wins."""
    found: list[Gloss] = []
    index = 0
    while index < len(pieces):
        hit = _phrase(pieces, index) or _name(pieces, index, asked)
        if hit is None:
            index += 1
        else:
            gloss, index = hit
            found.append(gloss)
    return found


def _capital(piece: Piece) -> bool:
    token = piece.token
    return token.kind == "word" and not token.arabic and token.text[:1].isupper()


def _phrase(pieces: Sequence[Piece], start: int) -> tuple[Gloss, int] | None:
    if not _capital(pieces[start]):
        return None
    words: list[str] = []
    ends: list[int] = []
    for at in range(start, min(len(pieces), start + 2 * LONGEST_PHRASE)):
        token = pieces[at].token
        if token.kind == "mark":
            if token.text in "-'+&" and token.glued:
                continue
            break
        words.append(token.folded.removesuffix("'s"))
        ends.append(at)
    for count in range(min(len(words), LONGEST_PHRASE), 0, -1):
        known = known_names().get(tuple(words[:count]))
        last = pieces[ends[count - 1]]
        if known is None or (count == 1 and is_common(words[0])) or not (_capital(last) or last.token.kind == "number"):
            continue
        weight = 1 if known.country else 3
        return Gloss(pieces[start].start, last.end, known.arabic, weight, last.sentence), ends[count - 1] + 1
    return None


def _name(pieces: Sequence[Piece], start: int, asked: Sequence[str]) -> tuple[Gloss, int] | None:
    if not _is_name(pieces, start):
        return None
    words = [pieces[start]]
    index = start + 1
    while index < len(pieces) and len(words) < LONGEST_NAME:
        if pieces[index].token.text == "-" and pieces[index].token.glued and index + 1 < len(pieces):
            index += 1
            continue
        link = pieces[index].token.folded in _LINKS and index + 1 < len(pieces) and _capital(pieces[index + 1])
        if not link and not (_capital(pieces[index]) and not _generic(pieces[index])):
            break
        words.append(pieces[index])
        index += 1
    if len(words) == 1 and _opens_sentence(pieces, start) and not _listed(pieces[start]):
        return None
    spelled = [_spell(piece, asked) for piece in words]
    if not all(text for text, _ in spelled):
        return None
    text = " ".join(text for text, _ in spelled)
    return Gloss(words[0].start, words[-1].end, text, max(weight for _, weight in spelled), words[-1].sentence), index


def _is_name(pieces: Sequence[Piece], at: int) -> bool:
    piece = pieces[at]
    if not _capital(piece) or _generic(piece) or len(piece.token.text) < 3 or piece.token.text.isupper():
        return False
    return not (_opens_sentence(pieces, at) and is_common(piece.token.folded))


def _generic(piece: Piece) -> bool:
    generic = word_set("english_common.txt")
    folded = piece.token.folded
    return folded in _MONTHS_AND_DAYS or any(form in generic for form in variants(folded))


def _listed(piece: Piece) -> bool:
    return piece.token.folded.removesuffix("'s") in arabic_of_persons()


def _opens_sentence(pieces: Sequence[Piece], at: int) -> bool:
    before = at - 1
    while before >= 0 and pieces[before].token.text in "\"“”'‘’«»(":
        before -= 1
    return before < 0 or pieces[before].sentence != pieces[at].sentence or pieces[before].token.text == ":"


def _spell(piece: Piece, asked: Sequence[str]) -> tuple[str, int]:
    """Return the word in Arabic letters, and the weight its gloss has."""
    latin = piece.token.text.removesuffix("'s").removesuffix("’s")
    consonants = sum(1 for sound in sounds(latin) if sound not in _VOWELS)
    near = [(distance(latin, word), word) for word in asked if abs(len(word) - len(latin)) <= 5]
    if near and consonants > 1 and min(near)[0] <= min(0.7, 0.25 + 0.1 * consonants):
        return min(near)[1], 6
    if arabic := arabic_of_persons().get(latin.lower()):
        return arabic, 4
    return arabise(latin), 5


def arabic_names_asked(question: str) -> list[str]:
    """Return the words of an Arabic question that may be names: those that no list of common words has."""
    words = [piece.token for piece in cut(question[:2000]) if piece.token.kind == "word" and piece.token.arabic]
    return [word.text for word in words if len(word.folded) > 2 and not is_plain(word.folded)]
