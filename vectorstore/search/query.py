"""A question as retrieval reads it: language, words, the wish for news."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.language import Language
from ingest.language.glossary import translations
from ingest.language.skeletons import skeletons
from ingest.language.text import detect_language, is_stopword, normalise, words

LONGEST_QUESTION = 2_000  # characters; what is pasted beyond that no longer is a question
MOST_WORDS = 32  # different words of a question that are looked up
# What a stop word counts, within a language: "first", "after" or "who" do tell passages apart a little.
STOPWORD_WEIGHT = 0.4

# What asks for the latest news, in normalised letters. آخر مرة ("the last time") and آخر alone do not.
_LATEST_ARABIC = re.compile(
    r"\b[وف]?(?:ل?احدث|اخر (?!مره|شخص|ملك|رجل)(?:ال)?(?:اخبار|الاخبار|التطورات|تطورات|المستجدات|مستجدات|"
    r"ما|تصريح\w*|بيان\w*|تقرير|تقارير|خبر|موقف|حصيله|الانباء)|مستجدات|اليوم|الليله|الان|حاليا|موخرا|حديثا|حتي الان)\b"
)
_LATEST_ENGLISH = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|today|tonight|nowadays|currently|right now|so far|breaking|"
    r"up to date|this (?:week|month|morning|evening)|last (?:night|week))\b"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for in the place of one word of the question: any of the stems, or any of the skeletons.

    `weight` multiplies the inverse document frequency. Neither stems nor skeletons: nothing is known to look for,
    and the word counts as missing.
    """

    stems: frozenset[str]
    skeletons: frozenset[str] = frozenset()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read. `words` are (normalised word, stem) pairs, different ones, in order."""

    text: str
    language: Language
    words: tuple[tuple[str, str], ...]
    wants_latest: bool

    def sought(self, language: Language) -> tuple[Sought, ...]:
        """Return what to look for in passages of `language`.

        In the question's own language every word's stem. In the other one, numbers and words in its script as
        they are, translations of the words that the glossary knows, and the consonants of the others: names.
        """
        if language == self.language:
            return tuple(
                Sought(frozenset((stem,)), weight=STOPWORD_WEIGHT if is_stopword(word) else 1.0)
                for word, stem in self.words
            )
        found: list[Sought] = []
        for word, stem in self.words:
            if is_stopword(word):
                continue
            if word[0].isdigit() or word.isascii() == (language == "en"):
                found.append(Sought(frozenset((stem,))))
            elif stems := translations(stem, self.language):
                found.append(Sought(stems))
            else:
                found.append(Sought(frozenset(), skeletons(word, stem, self.language)))
        return tuple(found)


def read_question(text: str) -> Question:
    """Return the question as retrieval reads it; text beyond `LONGEST_QUESTION` characters is ignored."""
    text = text[:LONGEST_QUESTION]
    stems = {word.stem: word.text for word in reversed(words(text))}
    different = tuple((word, stem) for stem, word in reversed(stems.items()))[:MOST_WORDS]
    return Question(text, detect_language(text), different, wants_latest(text))


def wants_latest(text: str) -> bool:
    """Whether a question asks for the newest: أحدث، آخر الأخبار، اليوم / latest, most recent, today."""
    folded = normalise(text).text
    return bool(_LATEST_ARABIC.search(folded) or _LATEST_ENGLISH.search(folded))
