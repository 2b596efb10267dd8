"""Spells a Latin-script name in Arabic letters as newspapers do, by rule. Knows sounds of English, no names."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.language.text import fold

_SOUNDS = (
    ("sch", "ش"),
    ("tch", "تش"),
    ("sh", "ش"),
    ("ch", "تش"),
    ("kh", "خ"),
    ("gh", "غ"),
    ("th", "ث"),
    ("ph", "ف"),
    ("zh", "ج"),
    ("ck", "ك"),
    ("dj", "ج"),
    ("ts", "تس"),
    ("tz", "تس"),
    ("qu", "كو"),
    ("ce", "سي"),
    ("ci", "سي"),
    ("cy", "سي"),
    ("ee", "ي"),
    ("ea", "ي"),
    ("ie", "ي"),
    ("oo", "و"),
    ("ou", "و"),
    ("au", "او"),
    ("aw", "او"),
    ("ow", "او"),
    ("ai", "اي"),
    ("ay", "اي"),
    ("ei", "اي"),
    ("ey", "ي"),
    ("oy", "وي"),
    ("oi", "وي"),
    ("eu", "يو"),
    ("ue", "و"),
    ("ya", "يا"),
    ("yo", "يو"),
    ("yu", "يو"),
    ("b", "ب"),
    ("c", "ك"),
    ("d", "د"),
    ("f", "ف"),
    ("g", "غ"),
    ("h", "ه"),
    ("j", "ج"),
    ("k", "ك"),
    ("l", "ل"),
    ("m", "م"),
    ("n", "ن"),
    ("p", "ب"),
    ("q", "ق"),
    ("r", "ر"),
    ("s", "س"),
    ("t", "ت"),
    ("v", "ف"),
    ("w", "و"),
    ("x", "كس"),
    ("y", "ي"),
    ("z", "ز"),
    ("a", "ا"),
    ("i", "ي"),
    ("o", "و"),
    ("u", "و"),
    ("'", ""),
    ("-", " "),
)
_OPENING = {"a": "أ", "e": "إ", "i": "إي", "o": "أو", "u": "أو"}
_SHORT_E = re.compile(r"e(?:[bcdfghjklmnpqrstvwxz]{2}|[rln](?:s|$)|s$|$)")


@lru_cache(maxsize=4096)
def arabise(latin: str) -> str:
    """Return the name in Arabic letters; empty where it has none that can be spelled (`2`, an acronym's dots)."""
    word = re.sub(r"([bcdfghjklmnpqrstvwxz])\1", r"\1", re.sub("[^a-z'-]", "", fold(latin)))
    article = re.match(r"(?:al|el)-", word)
    if article:
        return "ال" + arabise(word[article.end() :]).lstrip("أإ")
    out, at = [], 0
    while at < len(word):
        if at == 0 and word[0] in _OPENING and word[:2] not in {"ea", "ou", "au", "ai", "ei", "eu", "oo"}:
            out.append(_OPENING[word[0]])
            at = 1
        elif word[at] == "e" and word[at : at + 2] not in {"ee", "ea", "ei", "ey", "eu"}:
            out.append("" if _SHORT_E.match(word, at) else "ي")
            at += 1
        else:
            sound, letters = next((pair for pair in _SOUNDS if word.startswith(pair[0], at)), (word[at], ""))
            out.append("أ" + letters[1:] if at == 0 and letters[:1] == "ا" else letters)
            at += len(sound)
    return "".join(out)
