"""Words of an Arabic sentence that stand where a name stands. Does not say whether a cited text has them."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.verify.concepts import is_common, is_listed
from app.answering.verify.lexicon import number_words, word_set
from app.answering.verify.people import arabic_parts, titles
from app.answering.verify.tokens import Token, without_prefixes

# Endings and letters that Arabic words of native patterns rarely have in this length.
_FOREIGN_ENDINGS = (
    "وف",
    "سكي",
    "كوف",
    "سون",
    "ستان",
    "بورغ",
    "برغ",
    "غراد",
    "كورك",
    "فيتش",
    "يتش",
    "فورد",
    "لاند",
    "شنكو",
    "نكو",
    "ديز",
    "يلو",
    "تون",
)
# Words inside personal names, behind which another part of the name stands.
_KIN = frozenset({"بن", "ابن", "ابو", "ابي", "عبد", "ام"})
_FOREIGN_LETTERS = frozenset("ڤپچگ")


def arabic_candidates(tokens: Sequence[Token], covered: frozenset[int], across: bool = False) -> list[Token]:
    """Return the Arabic words that are probably names: after a rank, a place or a verb of speech, or of foreign form.

    `across` asks for more: the word must not look like a definite noun, a participle or a verb.
    """
    found: dict[int, Token] = {}
    for index, token in enumerate(tokens):
        if token.kind != "word" or not token.arabic or index in covered:
            continue
        if across and _looks_native(token) and not _foreign(token):
            continue
        if (
            _foreign(token)
            or _after_trigger(tokens, index)
            or (index - 1 in found and _continues_name(token))
            or (not across and _known_part(tokens, index))
        ):
            found[index] = token
    return list(found.values())


def _known_part(tokens: Sequence[Token], index: int) -> bool:
    """Return whether the word is a known part of names, beside another one."""
    parts = arabic_parts()
    beside = (tokens[at].folded for at in (index - 1, index + 1) if 0 <= at < len(tokens))
    return tokens[index].folded in parts and any(word in parts or word in _KIN for word in beside)


def _ordinary(token: Token, kin: bool = False) -> bool:
    folded = token.folded
    if len(folded) < 3 or (is_listed(folded) if kin else is_common(folded)):
        return True
    return any(form in number_words() for form in without_prefixes(folded))


def _foreign(token: Token) -> bool:
    if any(letter in _FOREIGN_LETTERS for letter in token.text):
        return True
    folded = token.folded
    return (
        len(folded) >= 6 and folded.endswith(_FOREIGN_ENDINGS) and not folded.startswith("ال") and not _ordinary(token)
    )


def _after_trigger(tokens: Sequence[Token], index: int) -> bool:
    at = index - 1
    while at >= 0 and tokens[at].text in '«"“(':
        at -= 1
    if at < 0 or tokens[at].kind != "word" or _ordinary(tokens[index], tokens[at].folded in _KIN):
        return False
    before, word = tokens[at].folded, tokens[index].folded
    definite = any(word.startswith(prefix) for prefix in ("ال", "وال", "بال", "لل"))
    if before in word_set("arabic_speech.txt"):
        return not definite
    if before in _KIN:
        return True
    triggers = word_set("arabic_triggers.txt") | titles()
    if before[1:] in triggers or any(form in triggers for form in without_prefixes(before)):
        return not _adjective(before, word)
    return False


def _adjective(before: str, word: str) -> bool:
    """Return whether the word looks like an adjective of the trigger (`القرية السورية`, `مدينة كبيرة`)."""
    if before.startswith("ال") and word.startswith("ال"):
        return True
    return word.endswith(("يه", "ين")) and not word.startswith("ال") and len(word) > 5


def _continues_name(token: Token) -> bool:
    """Return whether a word right after a name belongs to it: no conjunction, no verb, no ordinary word."""
    word = token.folded
    if _ordinary(token):
        return False
    if word.startswith("ال"):
        return word.endswith("ي") or len(word) <= 6
    if len(word) <= 4 and word.startswith(("و", "ف", "ب", "ل", "ي", "ت", "ان")):
        return False
    return not any(is_common(word[size:]) for size in (1, 2) if word[:1] in "وفبلكيتنس" and len(word) - size >= 3)


def _looks_native(token: Token) -> bool:
    """Return whether the word looks like Arabic grammar: an article, a feminine or plural ending, a verb's prefix."""
    word = token.folded
    if word.startswith(("ال", "وال", "بال", "لل", "است", "مت", "وا")) or word.endswith(
        ("ه", "ات", "ين", "ون", "يا", "ت")
    ):
        return True
    return len(word) >= 5 and word[0] in "يتبلكوف"
