"""The words of a question that its evidence must have, and how much of them a text of its language has."""

from __future__ import annotations

from functools import lru_cache

from ingest.language import Language
from ingest.language.glossary import translations
from ingest.language.text import fold, is_stopword, word_stems
from vectorstore.search.query import Question

# Words by which one asks, beyond the function words: no text has to repeat them to answer.
_ASKING = frozenset(
    fold(
        "ماهو ماهي ماهى اسم معنى تعني نعني يعني نقصد يقصد تعريف مصطلح عبارة مدى قال يقال يقع تقع توجد يوجد وجدت "
        "يبلغ تبلغ بلغ بلغت تعرف يعرف يسمى تسمى يطلق يعتبر يعد مم بماذا بمن name called many much kind type mean"
    ).split()
)
# What a text has of a word where it has the consonants of it («تأسيس» for «تأسست»), or another word of the same
# meaning; by judgement.
_SAME_ROOT, _SAME_MEANING = 0.8, 0.7
_WEAK_LETTERS = str.maketrans("", "", "اويه")
_SHORTEST_ROOT = 3


def coverage(question: Question, text: str) -> float:
    """Return how much of the question's words `text`, of the same language, has, in [0, 1]."""
    stems = frozenset(stem for _, stem in word_stems(text))
    roots = frozenset(map(_root, stems))
    wanted = _telling(question)
    return sum(_share(stem, question.language, stems, roots) for stem in wanted) / len(wanted) if wanted else 0.0


def _telling(question: Question) -> list[str]:
    """Return the stems to look for: of the words that tell what is asked about, of all where none does."""
    words = [(word, stem) for word, stem in question.words if not is_stopword(word)]
    telling = [(word, stem) for word, stem in words if word not in _ASKING]
    return [stem for _, stem in telling or words or question.words]


def _share(stem: str, language: Language, stems: frozenset[str], roots: frozenset[str]) -> float:
    if stem in stems:
        return 1.0
    if _root(stem) in roots:
        return _SAME_ROOT
    return _SAME_MEANING if _meanings(stem, language) & stems else 0.0


@lru_cache(maxsize=4096)
def _meanings(stem: str, language: Language) -> frozenset[str]:
    """Return the stems that share a translation with `stem`."""
    other: Language = "en" if language == "ar" else "ar"
    return frozenset(back for meant in translations(stem, language) for back in translations(meant, other))


@lru_cache(maxsize=65536)
def _root(stem: str) -> str:
    """Return an Arabic stem's strong consonants, what its derived forms share; other words, and short ones, as is."""
    bare = stem.translate(_WEAK_LETTERS)
    return bare if len(bare) >= _SHORTEST_ROOT else stem
