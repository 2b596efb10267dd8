"""Whether a word in Arabic letters and one in Latin letters may be the same name. Knows sounds, no names."""

from __future__ import annotations

import re
from functools import lru_cache

from app.answering.verify.tokens import without_prefixes
from ingest.language.text import fold

_LATIN = (
    ("tch", "تش جچ"),
    ("tsh", "ش"),
    ("sch", "ش"),
    ("sh", "ش"),
    ("ch", "ش خ ك ت"),
    ("kh", "خ"),
    ("gh", "غ ق ج ك"),
    ("th", "ث ذ ت ط"),
    ("dh", "ذ ض د ظ"),
    ("ph", "ف"),
    ("zh", "ج ز ش"),
    ("ck", "ك ق"),
    ("dj", "ج"),
    ("dg", "ج"),
    ("tz", "ت ز س"),
    ("ts", "ت س ص"),
    ("cz", "ت ش"),
    ("qu", "ك ق"),
    ("b", "ب"),
    ("c", "ك س ش ق"),
    ("d", "د ض ذ"),
    ("f", "ف"),
    ("g", "ج غ ق ك"),
    ("h", "ه ح خ"),
    ("j", "ج ي خ ه غ ش"),
    ("k", "ك ق خ"),
    ("l", "ل"),
    ("m", "م"),
    ("n", "ن"),
    ("p", "ب"),
    ("q", "ق ك غ"),
    ("r", "ر غ"),
    ("s", "س ص ز ش"),
    ("t", "ت ط ث"),
    ("v", "ف و ب"),
    ("w", "و ف"),
    ("x", "ك س ش"),
    ("y", "ي"),
    ("z", "ز ذ ظ س ص ض ت"),
)
_SOUNDS = {latin: frozenset(arabic.replace(" ", "")) for latin, arabic in _LATIN}
_ORDER = sorted(_SOUNDS, key=len, reverse=True)
_VOWELS = frozenset("aeiou")
_WEAK = frozenset("اوي")
_SILENT = frozenset("ءعه")
_VOWEL_OF = {"ا": frozenset("aeo"), "و": frozenset("ouw"), "ي": frozenset("iey")}
# Sounds that Arabic writes with two letters.
_TWO_LETTERS = {
    "x": frozenset({"كس", "كز", "غز"}),
    "tch": frozenset({"تش"}),
    "tsh": frozenset({"تش"}),
    "ch": frozenset({"تش"}),
    "cz": frozenset({"تش"}),
    "c": frozenset({"تش"}),
    "ts": frozenset({"تس"}),
    "tz": frozenset({"تس", "تز"}),
    "qu": frozenset({"كو"}),
    "dj": frozenset({"دج", "دي"}),
    "j": frozenset({"دج"}),
    "ck": frozenset({"كي"}),
}
# Pairs that differ in voice only, which transliterations mix up, and what taking one for the other costs.
_VOICED = frozenset({("d", "ت"), ("t", "د"), ("k", "غ"), ("p", "ف"), ("b", "ف"), ("v", "ب")})
_VOICING = 0.5
# What a consonant costs that ends a Latin name and is silent in French.
_SILENT_END = 0.35
# Latin letters that a name may have without a sound of its own in Arabic, and what leaving one out costs.
_LATIN_SKIP = {"h": 0.2, "w": 0.3, "y": 0.2, "r": 0.9}


@lru_cache(maxsize=4096)
def sounds(latin: str) -> tuple[str, ...]:
    """Return the sounds of a Latin name: digraphs as one, doubled consonants once, vowels as written."""
    word = re.sub(r"[^a-z]", "", fold(latin))
    found: list[str] = []
    at = 0
    while at < len(word):
        sound = next((s for s in _ORDER if word.startswith(s, at)), word[at])
        if not found or found[-1] != sound:
            found.append(sound)
        at += len(sound)
    return tuple(found)


@lru_cache(maxsize=32_768)
def distance(latin: str, arabic: str) -> float:
    """Return how many consonants (vowels count little) must change for both to be one name."""
    return min(
        _distance(latin, arabic), _distance(latin, squeezed) if (squeezed := _squeeze(arabic)) != arabic else 99.0
    )


def _distance(latin: str, right: str) -> float:
    left = sounds(latin)
    row = [0.0]
    for letter in right:
        row.append(row[-1] + _skip_arabic(letter))
    for place, sound in enumerate(left):
        skip = _skip_latin(sound)
        if place == len(left) - 1 and place > 2 and sound in {"t", "s", "d", "x", "z", "g"}:
            skip = _SILENT_END
        following = [row[0] + skip]
        for at, letter in enumerate(right):
            following.append(
                min(row[at] + _change(sound, letter), row[at + 1] + skip, following[at] + _skip_arabic(letter))
            )
        # x and tch are written with two letters in Arabic
        if sound in _TWO_LETTERS:
            for at in range(2, len(right) + 1):
                if right[at - 2 : at] in _TWO_LETTERS[sound]:
                    following[at] = min(following[at], row[at - 2])
        row = following
    return row[-1]


def _squeeze(arabic: str) -> str:
    return re.sub(r"(.)\1", r"\1", arabic)


def _skip_arabic(letter: str) -> float:
    return 0.25 if letter in _WEAK else 0.15 if letter in _SILENT else 1.0


def _skip_latin(sound: str) -> float:
    return 0.08 if sound in _VOWELS else _LATIN_SKIP.get(sound, 1.0)


def _change(sound: str, letter: str) -> float:
    if sound in _VOWELS:
        if letter in _VOWEL_OF:
            return 0.0 if sound in _VOWEL_OF[letter] else 0.25
        return 0.0 if letter in _SILENT else 1.2
    if letter in _SOUNDS.get(sound, ""):
        return 0.0
    return _VOICING if (sound, letter) in _VOICED else 1.2


def same_name(latin: str, arabic: str, tolerant: bool = True) -> bool:
    """Return whether the words may be one name; `arabic` is folded and may carry the article or a preposition.

    True spellings of one name measured 0 to 0.5 apart; a wrong consonant costs 1.2, which only long names survive.
    """
    consonants = sum(1 for sound in sounds(latin) if sound not in _VOWELS)
    if consonants < (1 if tolerant else 3):
        return False
    allowed = (0.6 if consonants <= 3 else 0.8 if consonants <= 5 else 1.3) if tolerant else 0.5
    return any(
        abs(len(form) - len(latin)) <= 6 and distance(latin, form) <= allowed
        for form in without_prefixes(arabic)
        if len(form) >= 2
    )


# Letters that write one foreign sound, such as the g of غيراسيموف and جيراسيموف.
_ONE_SOUND = str.maketrans("غقكطصضثذظحخ", "جججتسدسدزهه")


@lru_cache(maxsize=8192)
def skeleton(arabic: str) -> str:
    """Return the consonants of an Arabic spelling, letters that write one foreign sound made equal."""
    merged = arabic.translate(_ONE_SOUND)
    return re.sub("[اويهءع]", "", re.sub(r"(.)\1", r"\1", merged))
