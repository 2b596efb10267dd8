"""Whether a model answers in the language it was asked in. Pure: knows no model."""

from __future__ import annotations

import unicodedata

from ingest.language import Language
from ingest.language.text import is_stopword, words

# Fewer letters may be a name.
_FEWEST_LETTERS = 20
# A sentence of so many words has two function words of its language in it; one may be spelt alike in another.
_FEWEST_WORDS, _FEWEST_FUNCTION_WORDS = 10, 2


def is_in(text: str, language: Language) -> bool:
    """Return whether `text` is written in `language`; True where there is too little of it to tell."""
    names = [unicodedata.name(letter, "") for letter in text if letter.isalpha()]
    if len(names) < _FEWEST_LETTERS:
        return True
    script = "ARABIC" if language == "ar" else "LATIN"
    if sum(name.startswith(script) for name in names) * 2 < len(names):
        return False
    listed = [word.text for word in words(text)]
    return len(listed) < _FEWEST_WORDS or sum(map(is_stopword, listed)) >= _FEWEST_FUNCTION_WORDS
