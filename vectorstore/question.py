"""A question as retrieval reads it: language, words, the wish for news. Knows no library, index or embedder."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.article import Language
from ingest.text import detect_language, is_stopword, normalise, words

LONGEST_QUESTION = 2_000  # characters; what is pasted beyond that no longer is a question
MOST_TERMS = 32  # different words of a question that are looked up

# What asks for the latest news. Written in normalised letters; whole words, except that Arabic ones may carry و or ف.
_LATEST_ARABIC = re.compile(
    r"\b[وف]?(?:احدث|اخر(?= )(?! مره)|(?:ال)?اخيره?|موخرا|حديثا|اليوم|الان|حاليا|حتي الان|مستجدات|جديد اخبار)\b"
)
_LATEST_ENGLISH = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|today|tonight|nowadays|currently|right now|so far|breaking|"
    r"up to date|this (?:week|month|morning|evening)|last (?:night|week))\b"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question: its stem, as the lexical index has it, and whether other scripts write it alike."""

    stem: str
    crosses: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read. `terms` are its different content words in order (all words where it has none)."""

    text: str
    language: Language
    terms: tuple[Term, ...]
    wants_latest: bool


def read_question(text: str) -> Question:
    """Return the question as retrieval reads it; text beyond `LONGEST_QUESTION` characters is ignored."""
    text = text[:LONGEST_QUESTION]
    language = detect_language(text)
    found = words(text)
    kept = [word for word in found if not is_stopword(word.text)] or found
    stems: dict[str, Term] = {}
    for word in kept:
        number = word.text[0].isdigit()
        foreign = language == "ar" and word.text.isascii()
        stems.setdefault(word.stem, Term(word.stem, number or foreign))
    return Question(text, language, tuple(list(stems.values())[:MOST_TERMS]), wants_latest(text))


def wants_latest(text: str) -> bool:
    """Whether a question asks for the newest: أحدث، آخر، اليوم / latest, most recent, today."""
    folded = normalise(text).text
    return bool(_LATEST_ARABIC.search(folded) or _LATEST_ENGLISH.search(folded))
