"""One Arabic word read as part of a name: known, as the question spells it, or by rule. Looks at no other word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.gloss.arabic_context import Context, definite, is_nationality
from app.answering.gloss.foreign import foreignness
from app.answering.gloss.lexicon import bare, head_words, is_plain, names_in_alef_maqsura, person_names
from app.answering.gloss.pieces import Piece
from app.answering.gloss.romanise import romanise
from app.answering.verify.concepts import is_function_word
from app.answering.verify.lexicon import number_words
from app.answering.verify.tokens import without_prefixes
from app.answering.verify.transliteration import distance, sounds

# Mean log odds of letter triples from which a word that no list has is a name by itself, and from which it is spelled
# as a foreign name (docs/decisions/0003-glosses.md).
SURELY_FOREIGN = 1.0
LIKELY_FOREIGN = 0.5
FOREIGN_SPELLING = 0.2
ASKED = 6
SPELLED = 5
LISTED = 4
# As written, not folded: `آل` is no article, `فان` is not `فإن`.
_JOINING = {
    "بن": "bin",
    "ابن": "ibn",
    "وابن": "ibn",
    "أبو": "Abu",
    "ابو": "Abu",
    "وأبو": "Abu",
    "أبي": "Abi",
    "أم": "Umm",
    "آل": "Al",
    "عبد": "Abd",
    "فان": "van",
    "فون": "von",
    "دي": "de",
    "دو": "du",
    "دا": "da",
    "ذو": "Dhu",
    "آيت": "Ait",
    "بنت": "bint",
    "مار": "Mar",
    "سان": "San",
    "ولد": "Ould",
}
_OPENING = frozenset(["Abu", "Abi", "bin", "ibn", "Abd", "van", "von", "Ait", "San", "Mar"])
# No name begins with these two consonants: the first is a preposition.
_IMPOSSIBLE = frozenset(a + b for a in "بل" for b in "بتثجحخدذزسشصضطظعغفقكمنه")


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as part of a name: its English spelling, and 0 as weight where other words must make it a name.

    `joins` marks words like `بن` and `أبو`, with which no name ends; `heads` words like `رأس` and `أنصار`, after
    which any word belongs to the name.
    """

    english: str
    weight: int
    joins: bool = False
    heads: bool = False

    @property
    def opens(self) -> bool:
        """Return whether a name may begin with this and an unlisted word: `أبو مصعب`, `باب التبانة`."""
        return self.weight > 0 or self.heads or self.english in _OPENING


def open_name(piece: Piece, asked: Sequence[str], context: Context | None) -> Reading | None:
    """Return the word as the first of a name, None where it is none."""
    folded = piece.token.folded
    forms = without_prefixes(folded)
    for form in forms:
        if spelling := _asked(form, asked):
            return Reading(spelling, ASKED)
    if joining := _JOINING.get(piece.token.text):
        return Reading(joining, 0, joins=True)
    if context is Context.THING and (english := head_words().get(folded)):
        return Reading(english, 0, joins=True, heads=True)
    if is_function_word(folded) or piece.adverbial:
        return None
    for form in forms:
        if len(folded) - len(form) > 1:
            break  # ال is no part of the name: العمر is an age
        if english := person_names().get(form) if _same_ending(piece, form) else None:
            return Reading(english, LISTED if context or not is_plain(folded) else 0)
    if is_plain(folded) or len(folded) < 3 or is_nationality(piece.token):
        return None
    if definite(piece.token) and (context is not Context.THING or folded.endswith(("يه", "ي"))):
        return None
    form = _without_clitic(folded)
    score = foreignness(bare(form))
    if not _likely(score, folded, context):
        return None
    return Reading(romanise(_raw(piece.token.text, form), foreign=_foreign(form)), SPELLED)


def _likely(score: float, folded: str, context: Context | None) -> bool:
    """Return whether a word that no list has is a name where it stands."""
    if context in (Context.PERSON, Context.THING) or score >= SURELY_FOREIGN:
        return True
    if context is Context.OFFICE:
        return score >= 0 or not _verb(folded)
    return context is Context.LIKELY and score >= LIKELY_FOREIGN and not _verb(folded)


def continue_name(piece: Piece, asked: Sequence[str], before: Reading) -> Reading | None:
    """Return the word as a further part of a name that has begun, None where the name is over."""
    token = piece.token
    folded = token.folded
    if not token.arabic:
        return None
    if spelling := _asked(folded, asked):
        return Reading(spelling, ASKED)
    if joining := _JOINING.get(token.text):
        return Reading(joining, 0, joins=True)
    if is_function_word(folded) or piece.adverbial or folded in number_words():
        return None
    english = _person(piece, folded)
    if english and not (before.weight == SPELLED and is_plain(folded)):
        return Reading(english, LISTED)
    if _has_clitic(folded) or (_verb(folded) and foreignness(folded) < SURELY_FOREIGN):
        return None
    if before.heads or (before.joins and definite(token)):
        return Reading(romanise(token.text, foreign=False), SPELLED)
    if is_plain(folded) or len(folded) < 2 or is_nationality(token):
        return None
    if definite(token) and before.weight == SPELLED:
        return None
    weight = LISTED if before.joins else SPELLED
    return Reading(romanise(token.text, foreign=not definite(token) and _foreign(folded)), weight)


def _person(piece: Piece, form: str) -> str | None:
    """Return the English of a listed part of a personal name; `على` is not `علي`."""
    if not _same_ending(piece, form):
        return None
    listed = person_names()
    if english := listed.get(form):
        return english
    english = listed.get(bare(form)) if form.startswith("ال") else None
    return f"al-{english}" if english else None


def _same_ending(piece: Piece, form: str) -> bool:
    return not piece.token.text.endswith("ى") or form in names_in_alef_maqsura()


def _has_clitic(folded: str) -> bool:
    """Return whether a conjunction or preposition begins the word, so that a name before it is over."""
    if folded.startswith(("لل", "بال", "وال", "فال", "كال", "ولل")):
        return True
    rest = folded[1:]
    if folded[0] == "و" and len(rest) >= 3:
        return foreignness(rest) + 0.3 > foreignness(folded)
    return folded[0] in "بلفك" and len(rest) >= 4 and foreignness(rest) > foreignness(folded) + 0.3


def _asked(form: str, asked: Sequence[str]) -> str | None:
    """Return the question's word that spells this one, the closest of them."""
    if not asked or (is_plain(form) and form not in person_names()):
        return None
    best: tuple[float, str] | None = None
    for word in asked:
        consonants = sum(1 for sound in sounds(word) if sound not in {"a", "e", "i", "o", "u"})
        if consonants < 2 or abs(len(form) - len(word)) > 5:
            continue
        away = min(distance(word, form), distance(word, bare(form)))
        if away <= min(0.7, 0.25 + 0.1 * consonants) and (best is None or away < best[0]):
            best = away, word
    return None if best is None else best[1]


def _verb(folded: str) -> bool:
    """Return whether the word may be a verb in the present or with the ending of a feminine past."""
    return folded.startswith(("ي", "ت", "سي", "ست", "ان", "است")) or folded.endswith(("ت", "وا"))


def _without_clitic(folded: str) -> str:
    """Return the word without a و, ب, ل or ف that the rest of it looks better without."""
    if folded.startswith("لل") and len(folded) > 4:
        return "ال" + folded[2:]
    for form in without_prefixes(folded)[1:]:
        gain = foreignness(form) - foreignness(folded)
        if len(folded) - len(form) == 1 and len(form) >= 4 and gain > (-0.3 if folded[:2] in _IMPOSSIBLE else 0.3):
            return form
        if form.startswith("ال") and len(form) > 4:
            return form
    return folded


def _raw(text: str, form: str) -> str:
    """Return the unfolded ending of `text` that `form` is the folding of, or `form` where a letter was put in."""
    return form if len(form) > len(text) or text.startswith("لل") else text[len(text) - len(form) :]


def _foreign(folded: str) -> bool:
    """Return whether to spell the word as a name that came from abroad: Arabic's own sounds speak against it."""
    native = sum(letter in "حعصضطظقذ" for letter in folded)
    return foreignness(bare(folded)) - 0.8 * native >= FOREIGN_SPELLING
