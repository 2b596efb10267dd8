"""Which words of a text a negation reaches, surely or possibly. Knows negators of both languages, no syntax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.verify.concepts import is_function_word
from app.answering.verify.lexicon import word_set
from app.answering.verify.tokens import Token
from ingest.language.text import fold

_ENGLISH = frozenset(
    ["not", "never", "no", "without", "neither", "nor", "cannot", "none", "nobody", "nothing", "hardly", "unable"]
)
_ARABIC = frozenset(
    map(fold, ["لا", "لم", "لن", "ليس", "ليست", "ليسوا", "ليسا", "غير", "دون", "بدون", "عدم", "دونما", "انعدام"])
)
# A refusal or failure negates the act that follows it: "refused to meet".
_REFUSALS = frozenset(
    [
        "refuse",
        "refused",
        "refuses",
        "refusing",
        "decline",
        "declined",
        "declines",
        "fail",
        "failed",
        "fails",
        "failing",
    ]
)
# Auxiliaries and adverbs between a negator and what it negates: "no longer takes place", لم يعد يجري.
_AUXILIARY = frozenset(
    map(
        fold,
        [
            "longer",
            "yet",
            "even",
            "still",
            "actually",
            "يعد",
            "تعد",
            "يعودوا",
            "تعودوا",
            "يكن",
            "تكن",
            "يكونوا",
            "يتم",
            "تتم",
        ],
    )
)
# After a negator these lead on to what is denied: "did not find any link", لم تجد أي صلة.
_ANY = frozenset(map(fold, ["any", "أي", "أية"]))
# Verbs whose negation says that the act after their preposition did not happen: لم يتمكن من التأهل.
_ABLE = frozenset(
    map(fold, ["يتمكن", "تتمكن", "يتمكنوا", "يستطع", "تستطع", "يستطيعوا", "ينجح", "تنجح", "ينجحوا", "يفلح", "تفلح"])
)
# Negators of a noun, which deny the verb before it as well: "found no link".
_OF_NOUNS = frozenset(["no", "none", "nobody", "nothing", "neither", "without"])
_NOT_ONLY = frozenset({"only", "just", "least", "doubt", "more", "less", "fewer", "later", "matter"})
_EXCEPT = frozenset(map(fold, ["أن", "أنه", "أنها", "أنهم", "إن", "إذا"]))
_PREPOSITIONS = frozenset(
    [
        "with",
        "to",
        "of",
        "in",
        "by",
        "for",
        "at",
        "on",
        "from",
        "about",
        "over",
        "into",
        "than",
        "as",
        "that",
        "which",
        "who",
        "before",
        "after",
        "until",
        "between",
        "and",
        "but",
    ]
)
_EXCEPTIONS = frozenset(map(fold, ["إلا", "سوى"]))
# Words in which an exception follows its negation.
CLAUSE = 6
# How many words that carry meaning a negator surely reaches, and how many it may reach.
SURE = {"ar": 1, "en": 2}
POSSIBLE = 4


@dataclass(frozen=True, slots=True)
class Negation:
    """The negators of a text by index, and the indices of the words they reach, with the negator as written."""

    negators: dict[int, str]
    sure: dict[int, str]
    possible: dict[int, str]


def negation(tokens: Sequence[Token]) -> Negation:
    """Return what is negated in `tokens`."""
    found: dict[int, str] = {}
    sure: dict[int, str] = {}
    possible: dict[int, str] = {}
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        refusal = _refuses(tokens, index)
        if (not refusal and not _negates(tokens, index)) or _restricts(tokens, index):
            continue
        if not refusal:
            found[index] = token.text
        reached = _reached(tokens, index)
        only_next = refusal or fold(token.text).endswith("غير")
        for at in reached[: 1 if only_next else SURE["ar" if token.arabic else "en"]]:
            sure[at] = token.text
        for at in (*reached[: 1 if only_next else POSSIBLE], *_any(tokens, index)):
            possible[at] = token.text
        for at in _able(tokens, reached):
            sure[at] = possible[at] = token.text
        if token.folded in _OF_NOUNS or token.arabic:
            for at in _before(tokens, index):
                possible.setdefault(at, token.text)
    return Negation(found, sure, possible)


def _negates(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    following = tokens[index + 1].folded if index + 1 < len(tokens) else ""
    if not token.arabic:
        return (token.folded in _ENGLISH or token.folded.endswith("n't")) and following not in _NOT_ONLY
    word = token.folded
    if word not in _ARABIC:
        word = word[1:] if word[:1] in "وفبل" and word[1:] in _ARABIC else ""
    if not word or following in word_set("not_negating.txt"):
        return False
    if word == "دون" and index and tokens[index - 1].kind == "number":
        return False
    return not (word == "غير" and following in _EXCEPT)


def _restricts(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an exception follows in the clause, which makes it `only`: لا ينمو إلا في الشمال."""
    for at in range(index + 1, min(len(tokens) - 1, index + 1 + CLAUSE)):
        if tokens[at].kind == "mark":
            return False
        if tokens[at].folded in _EXCEPTIONS:
            return tokens[at + 1].folded not in _EXCEPT
    return False


def _refuses(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index].folded in _REFUSALS and index + 1 < len(tokens) and tokens[index + 1].folded == "to"


def _reached(tokens: Sequence[Token], index: int) -> list[int]:
    reached: list[int] = []
    for at in range(index + 1, len(tokens)):
        token = tokens[at]
        if token.kind == "mark" and token.text not in "«“\"'”»":
            break
        if token.kind != "word":
            continue
        if reached and token.folded in _PREPOSITIONS:
            break
        if reached and token.folded == "ولا":
            continue
        if not is_function_word(token.folded) and token.folded not in _AUXILIARY:
            reached.append(at)
    return reached


def _any(tokens: Sequence[Token], index: int) -> list[int]:
    """Return the words right after an `any` behind the negator, however far."""
    return [at + 1 for at in range(index + 1, len(tokens) - 1) if tokens[at].folded in _ANY]


def _able(tokens: Sequence[Token], reached: Sequence[int]) -> list[int]:
    """Return the first word of meaning after the preposition of a negated "be able"."""
    if not reached or tokens[reached[0]].folded not in _ABLE:
        return []
    for at in range(reached[0] + 1, min(len(tokens) - 1, reached[0] + 6)):
        if tokens[at].folded in {"من", "في", "ان"}:
            return [at + 1]
    return []


def _before(tokens: Sequence[Token], index: int) -> list[int]:
    """Return the last two words of meaning before the negator."""
    words = [at for at in range(index) if tokens[at].kind == "word" and not is_function_word(tokens[at].folded)]
    return words[-2:]
