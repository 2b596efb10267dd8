"""What a model may not pass on, whoever told it to: its own instructions, and markup that fetches things."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.language.text import fold

# Six words in a row of the instructions are no accident in an answer about the news; set by judgement.
_RUN = 6
_IMAGE_OR_LINK = re.compile(
    r"!?\[([^\][]{0,300})\]\s?\((?:[^()\s]|\([^()]*\)){0,2000}(?:\s+[\"'][^\"']{0,300}[\"'])?\s*\)"
)
_REFERENCE = re.compile(r"!?\[([^\][]{0,300})\]\s?\[[^\][]{0,300}\]|^\s*\[[^\][]{1,300}\]:\s*\S+.*$", re.MULTILINE)
_TAG = re.compile(r"<[/!?A-Za-z][^<>]{0,2000}>?")
_AUTOLINK = re.compile(r"\b(?:https?|ftp|file|data|javascript):\S+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# The small model's first word goes wrong («زع» for «وزع») unless something stands before it, as in its example.
_LABEL = re.compile(r"^\s*(?:الجواب|الإجابة|جواب|answer)\s*[:：]\s*", re.IGNORECASE)
# «Talal Slo (Talal Slo)»: the model copied a gloss together with the word it stood for.
_ECHO = re.compile(r"\b(\w[\w.,%-]*(?: [\w.,%-]+){0,4}) \(\1\)")
_ZWNJ = "\u200c"  # the one invisible character that spelling needs
_FEWEST = 3  # a whole sentence of the instructions counts from this many words on


def plain(sentence: str) -> str:
    """Return `sentence` without images, links, references and tags of Markdown and HTML; their words stay.

    Invisible characters go too: nothing is to hide in what the reader sees.
    """
    sentence = visible(sentence)
    for pattern in (_IMAGE_OR_LINK, _REFERENCE):
        sentence = pattern.sub(lambda found: found[1] or "", sentence)
    sentence = _ECHO.sub(r"\1", _LABEL.sub("", sentence))
    return " ".join(_AUTOLINK.sub("", _TAG.sub("", sentence)).split())


def visible(text: str) -> str:
    """Return `text` without zero-width, bidi and tag characters; the zero-width non-joiner stays."""
    return "".join(letter for letter in text if letter == _ZWNJ or unicodedata.category(letter) != "Cf")


@dataclass(frozen=True, slots=True)
class Instructions:
    """The instructions a model was given, as words, to recognise them in what it writes."""

    words: str

    @classmethod
    def of(cls, text: str) -> Instructions:
        """Return the instructions `text`, ready for comparing."""
        return cls(f" {' '.join(_words(text))} ")

    def leak_in(self, text: str) -> bool:
        """Whether `text` passes on six words in a row of the instructions, or nothing but words of theirs in a row."""
        written = _words(text)
        if _FEWEST <= len(written) < _RUN:
            return f" {' '.join(written)} " in self.words
        return any(f" {' '.join(written[at : at + _RUN])} " in self.words for at in range(len(written) - _RUN + 1))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).casefold())
