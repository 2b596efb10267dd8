"""Spells an Arabic word in Latin letters as newspapers do, by rule. Knows letters and syllables, no names."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

_CONSONANTS = {
    "ب": "b",
    "ت": "t",
    "ث": "th",
    "ج": "j",
    "ح": "h",
    "خ": "kh",
    "د": "d",
    "ذ": "dh",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "sh",
    "ص": "s",
    "ض": "d",
    "ط": "t",
    "ظ": "z",
    "ع": "",
    "غ": "gh",
    "ف": "f",
    "ق": "q",
    "ك": "k",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ه": "h",
    "ء": "",
    "پ": "p",
    "ڤ": "v",
    "چ": "ch",
    "گ": "g",
}
Unit = tuple[bool, str]
_MAX_OR_VOWEL = re.compile("ماك[ساوي]")
_LONG = tuple("اوىةيآأ")
_ROUND = tuple("اوة")
_PAIRS = {"تش": ("ch",), "سب": ("s", "p")}
_FOREIGN = {"غ": "g", "ق": "k", "ع": ""}
# Whole endings and beginnings of foreign names, longest first: no vowel rule gives these.
_ENDINGS = (
    ("شتاين", "stein"),
    ("ستاين", "stein"),
    ("سكايا", "skaya"),
    ("ينكوف", "enkov"),
    ("برايت", "bright"),
    ("فيتش", "vich"),
    ("ويتش", "wicz"),
    ("تشوك", "chuk"),
    ("بيرغ", "berg"),
    ("ستون", "ston"),
    ("ينكو", "enko"),
    ("باور", "bauer"),
    ("ويتز", "owitz"),
    ("فيتز", "witz"),
    ("رايت", "right"),
    ("فيلد", "field"),
    ("هايم", "heim"),
    ("لاند", "land"),
    ("شنكو", "shenko"),
    ("ورغ", "urg"),
    ("برغ", "berg"),
    ("باخ", "bach"),
    ("يتز", "itz"),
    ("سكي", "sky"),
    ("يوف", "yov"),
    ("يفا", "eva"),
    ("وفا", "ova"),
    ("يتش", "ich"),
    ("يير", "ier"),
    ("يوس", "ius"),
    ("نكو", "nko"),
    ("اوي", "awi"),
    ("وف", "ov"),
    ("يف", "ev"),
    ("تس", "ts"),
)
_BEGINNINGS = (
    ("شوارز", "schwarz"),
    ("فلاد", "vlad"),
    ("فيكت", "vict"),
    ("ماك", "mc"),
    ("فان", "van"),
    ("شفا", "schwa"),
    ("تش", "ch"),
    ("دج", "j"),
    ("سب", "sp"),
)
_ONSETS = frozenset(
    [
        "br",
        "bl",
        "cr",
        "cl",
        "dr",
        "fr",
        "fl",
        "gr",
        "gl",
        "kr",
        "kl",
        "pr",
        "pl",
        "tr",
        "thr",
        "shr",
        "sk",
        "skr",
        "sl",
        "sm",
        "sn",
        "sp",
        "st",
        "str",
        "shv",
        "shm",
        "shn",
        "sht",
        "shl",
        "kv",
        "kh",
        "ch",
        "gh",
        "th",
        "sh",
        "dh",
        "zd",
        "vr",
        "vl",
        "tw",
        "dw",
        "sw",
        "kw",
        "my",
    ]
)
_CODAS = frozenset(
    [
        "nd",
        "nt",
        "ng",
        "nk",
        "ns",
        "nz",
        "nch",
        "rd",
        "rt",
        "rk",
        "rg",
        "rs",
        "rn",
        "rm",
        "rl",
        "rth",
        "rsh",
        "rch",
        "rz",
        "rf",
        "lt",
        "ld",
        "lk",
        "ls",
        "lm",
        "lf",
        "lz",
        "lsh",
        "st",
        "sk",
        "sh",
        "ts",
        "tz",
        "ks",
        "mp",
        "mb",
        "ft",
        "kt",
        "ps",
    ]
)


@lru_cache(maxsize=8192)
def romanise(word: str, *, foreign: bool) -> str:
    """Return the Latin spelling, capitalised; `word` without clitics and vowel signs.

    `foreign` tells names that came into Arabic (و is o, غ is g, clusters stand) from Arabic ones (short a added).
    """
    article = "al-" if word.startswith("ال") and len(word) > 4 else ""
    body = word[2:] if article else word
    head = tail = ""
    if foreign:
        for arabic, latin in _BEGINNINGS:
            if body.startswith(arabic) and len(body) > len(arabic) + 1 and not _MAX_OR_VOWEL.match(body):
                head, body = latin, body[len(arabic) :]
                break
        for arabic, latin in _ENDINGS:
            if body.endswith(arabic) and len(body) > len(arabic) + bool(not head):
                body, tail = body[: -len(arabic)], latin
                break
    elif body.startswith("تو") and len(body) >= 5 and body[-2] == "ي":
        head, body = "taw", body[2:]  # the verbal noun of a root that begins with w: توحيد, توفيق
    units = _units(body, foreign, opened=bool(head))
    middle = _foreign(units, head, tail) if foreign else _native(units)
    latin = re.sub(r"(.)\1\1+", r"\1\1", head + middle + tail)
    capital = latin[:1].upper() + latin[1:]
    if head == "mc" and len(latin) > 3:
        capital = "Mc" + latin[2].upper() + latin[3:]
    return article + capital


def _units(body: str, foreign: bool, opened: bool) -> list[Unit]:
    """Return (is a vowel, Latin letters) for every sound that is written; `opened` where something stands before."""
    units: list[Unit] = []
    at = 0
    while at < len(body):
        sounds, used = _sounds(body[at:], units, foreign, first=at == 0 and not opened)
        units += sounds
        at += used
    return units


def _sounds(rest: str, before: list[Unit], foreign: bool, first: bool) -> tuple[list[Unit], int]:
    """Return the sounds of the first letter of `rest`, and how many letters they use."""
    letter, following = rest[0], rest[1:2]
    after_vowel = bool(before) and before[-1][0]
    if foreign and letter + following in _PAIRS:
        return [(False, sound) for sound in _PAIRS[letter + following]], 2
    if foreign and letter == "ه" and not following and before:
        return ([] if after_vowel else [(True, "e")]), 1
    if foreign and letter == "ف" and after_vowel and following in _LONG:
        return [(False, "v")], 1
    if letter in _CONSONANTS:
        return [(False, _FOREIGN.get(letter, _CONSONANTS[letter]) if foreign else _CONSONANTS[letter])], 1
    if letter == "و":
        return _waw(rest, before, foreign, first)
    if letter == "ي":
        return _ya(rest, foreign, first)
    if letter == "إ":
        return [(True, "e" if foreign else "i")], 1 + (following == "ي")
    if first and letter in "اأ" and following == "و":
        return [(True, "o" if foreign else "u")], 2
    if letter in "اآأىة":
        doubled = letter == "ا" and after_vowel and before[-1][1] == "a"
        return ([] if doubled else [(True, "a")]), 1
    return [(True, {"ئ": "i", "ؤ": "u"}[letter])] if letter in "ئؤ" else [], 1


def _waw(rest: str, before: list[Unit], foreign: bool, first: bool) -> tuple[list[Unit], int]:
    following = rest[1:2]
    if foreign and not following:
        return [(True, "o")], 1
    after_vowel = bool(before) and before[-1][0]
    glides = after_vowel and (before[-1][1] != "a" or following == "ي")
    if (first and following) or following == "ا" or glides:
        return [(False, "w")], 1
    if following == "و":
        return [(True, "u")], 2
    return [(True, "o" if foreign and not after_vowel else "u")], 1


def _ya(rest: str, foreign: bool, first: bool) -> tuple[list[Unit], int]:
    following = rest[1:2]
    ends = foreign and len(rest) == 2 and following in _ROUND
    if not ends and following and following != "ي" and (first or following in _LONG):
        return [(False, "y")], 1
    if following == "ي":
        return ([(True, "a"), (False, "y")] if not foreign and len(rest) > 2 else [(True, "i")]), 2
    return [(True, "i")], 1


def _native(units: list[Unit]) -> str:
    """Put a short a where an Arabic syllable needs a vowel that is not written."""
    out, after_vowel = [], False
    for index, (vowel, latin) in enumerate(units):
        out.append(latin)
        if vowel:
            after_vowel = True
            continue
        rest = units[index + 1 : index + 3]
        if not rest or rest[0][0]:
            after_vowel = False
            continue
        closes = after_vowel and len(rest) == 2 and rest[1][0]
        if not closes:
            out.append("a")
        after_vowel = not closes
    return "".join(out)


def _foreign(units: list[Unit], head: str, tail: str) -> str:
    """Leave consonants together as European languages do, and put an e where they do not."""
    out: list[str] = []
    run: list[str] = []
    opening = not head or head[-1] not in "aeiou"
    for vowel, latin in units:
        if not vowel:
            run.append(latin)
            continue
        out.append(_cluster(run, opening and not head, False) + latin)
        run, opening = [], False
    closing = not tail
    return "".join(out) + _cluster(run, opening and not head, closing)


def _cluster(run: list[str], opening: bool, closing: bool) -> str:
    """Return the consonants of `run` with an e where they cannot be said together.

    `opening` is True where no vowel stands before them, `closing` where none follows.
    """
    together = "".join(run)
    if len(run) <= 1:
        return together
    if run[-1] == "y" and not closing:
        return _cluster(run[:-1], opening, False) + "y"
    if opening:
        if not closing and together in _ONSETS:
            return together
        return run[0] + "e" + _cluster(run[1:], False, closing)
    if closing:
        if all(first + second in _CODAS for first, second in pairwise(run)):
            return together
        kept = 2 if len(run) > 2 and "".join(run[-2:]) in _CODAS else 1
        return _cluster(run[:-kept], False, False) + "e" + "".join(run[-kept:])
    if len(run) == 2 or (len(run) == 3 and (together[len(run[0]) :] in _ONSETS or run[0] + run[1] in _CODAS)):
        return together
    return run[0] + ("e" + _cluster(run[1:], False, False) if len(run) == 3 else _cluster(run[1:], True, False))
