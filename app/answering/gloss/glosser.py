"""Sets English beside the names and numbers of an Arabic text, and Arabic beside English names. Asks no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.gloss.arabic_names import find_arabic_names
from app.answering.gloss.english_names import arabic_names_asked, find_english_names
from app.answering.gloss.numerals import find_numerals
from app.answering.gloss.pieces import Gloss, Piece, cut, insert
from app.answering.verify.lexicon import word_set
from app.answering.verify.tokens import variants
from ingest.language import Language

# Names of a question that spellings are compared with; a question with more is no question.
MAX_ASKED = 12
# A longer text is glossed up to here: evidence is a few sentences, and a gloss in the next hundred helps nobody.
MAX_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Glosser:
    """Writes a short gloss in the reader's language after the runs of a text that need one.

    `per_sentence` is how many glosses a sentence may have; the rarest names stay.
    """

    per_sentence: int = 6

    def gloss(self, text: str, source: Language, target: Language, *, question: str = "") -> str:
        """Return `text` with ` (gloss)` after names and number words of the `source` language, in `target`.

        The names of `question` keep the question's spelling. Without the glosses the text is as it was; where the
        languages are the same nothing is added.
        """
        if source == target:
            return text
        return insert(text, self.glosses(text, source, question=question))

    def glosses(self, text: str, source: Language, *, question: str = "") -> list[Gloss]:
        """Return what `gloss` would add, in the order of the text."""
        pieces = cut(text[:MAX_CHARACTERS])
        if source == "en":
            return self._chosen(text, find_english_names(pieces, arabic_names_asked(question)[:MAX_ASKED]))
        numerals = find_numerals(pieces)
        taken = frozenset(
            index
            for index, piece in enumerate(pieces)
            for numeral in numerals
            if numeral.start <= piece.start < numeral.end
        )
        found = [*numerals, *find_arabic_names(pieces, names_asked(question), taken)]
        return self._chosen(text, found)

    def _chosen(self, text: str, found: Sequence[Gloss]) -> list[Gloss]:
        kept: list[Gloss] = []
        counts: Counter[int] = Counter()
        seen: set[str] = set()
        for gloss in sorted(found, key=lambda gloss: (-gloss.weight, gloss.start)):
            overlaps = any(gloss.start < other.end and other.start < gloss.end for other in kept)
            if overlaps or counts[gloss.sentence] >= self.per_sentence or _already_there(text, gloss):
                continue
            kept.append(gloss)
            counts[gloss.sentence] += 1
        chosen = []
        for gloss in sorted(kept, key=lambda gloss: gloss.start):
            if gloss.key not in seen:
                seen.add(gloss.key)
                chosen.append(gloss)
        return chosen


def _already_there(text: str, gloss: Gloss) -> bool:
    """Return whether the article itself says it in Latin letters right after, as in `ناسا (NASA)`."""
    following = text[gloss.end : gloss.end + 4].lstrip(' "”»')
    return following[:1] in ("(", "[") and following[1:2].isascii() and following[1:2].isalpha()


def names_asked(question: str) -> list[str]:
    """Return the words of an English question that may be names: capitalised, and no common word."""
    generic = word_set("english_common.txt")
    pieces: list[Piece] = [piece for piece in cut(question[:2000]) if piece.token.kind == "word"]
    found = []
    for piece in pieces:
        token = piece.token
        word = token.text.removesuffix("'s").removesuffix("’s")
        capital = not token.arabic and word[:1].isupper() and len(word) >= 3
        if capital and not any(form in generic for form in variants(word.lower())):
            found.append(word)
    return found[:MAX_ASKED]
