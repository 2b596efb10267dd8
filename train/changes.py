"""Sentences made false by a program: another number, another name of the same document."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from ingest.language import Language

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w’'-]+(?: (?:of|bin|al|de|van) )?(?: ?[A-Z][\w’'-]+)*)")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def changed_number(text: str, chance: random.Random) -> str | None:
    """Return the text with one of its numbers replaced by another of like size; None where it has none."""
    places = list(_NUMBER.finditer(text))
    if not places:
        return None
    place = chance.choice(places)
    old = place[0]
    eastern = not old.isascii()
    digits = [int(sign) for sign in old if sign.isdigit()]
    spots = [n for n, sign in enumerate(old) if sign.isdigit()]
    if len(digits) == 4 and 1800 <= int("".join(map(str, digits))) <= 2100:
        spots = spots[2:]
    spot = chance.choice(spots)
    current = int(old[spot])
    lowest = 1 if spot == 0 else 0
    new = str(chance.choice([digit for digit in range(lowest, 10) if digit != current]))
    if eastern:
        new = new.translate(_ARABIC_DIGITS)
    changed = old[:spot] + new + old[spot + 1 :]
    return text[: place.start()] + changed + text[place.end() :]


def changed_name(text: str, document: Sequence[str], language: Language, chance: random.Random) -> str | None:
    """Return an English text with one name replaced by another of its document; None where there is none."""
    if language != "en":
        return None
    places = list(_NAME.finditer(text))
    if not places:
        return None
    place = chance.choice(places)
    named: set[str] = {match[0] for other in document for match in _NAME.finditer(other)}
    others = sorted(name for name in named if name not in text and len(name) > 3)
    others = [name for name in others if len(name.split()) == len(place[0].split())] or others
    if not others:
        return None
    return text[: place.start()] + chance.choice(others) + text[place.end() :]
