"""Keeps a small model in the alphabet of its answer, by a grammar of llama.cpp (GBNF).

Small models slip into another script in the middle of a word («rosيا»), or copy a name in letters that the reader
can't read. Where the evidence and the question hold no Latin letter, an Arabic answer needs none either.
"""

from __future__ import annotations

import re

from ingest.language import Language

_ARABIC = r"\u0600-\u06FF\u0750-\u077F\u08A0-\u08FF\uFB50-\uFDFF\uFE70-\uFEFF"
_LATIN = r"A-Za-z\u00C0-\u024F"
# Cyrillic, Hebrew, Devanagari to Thai, kana, CJK, Hangul: what multilingual models slip into.
_OTHERS = r"\u0400-\u052F\u0590-\u05FF\u0900-\u0E7F\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF"
_LATIN_LETTER = re.compile("[A-Za-zÀ-ɏ]")


def script_grammar(language: Language, given: str) -> str:
    """Return a grammar that admits any text in the script of `language`; `given` is what the model may copy from."""
    if language == "en":
        return f"root ::= [^{_ARABIC + _OTHERS}]+"
    latin = "" if _LATIN_LETTER.search(given) else _LATIN
    return f"root ::= [^{latin + _OTHERS}]+"
