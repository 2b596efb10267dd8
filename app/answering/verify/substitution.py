"""Words that a sentence otherwise in the cited text's own words has replaced. Within one language; knows no meaning
but the lists of words that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.answering.verify.concepts import concepts_of, is_function_word
from app.answering.verify.lexicon import number_words
from app.answering.verify.tokens import Token, stem, without_prefixes
from app.answering.verify.transliteration import skeleton

# So many words on either side must be the cited text's own for what stands between to count as replaced.
CONTEXT = 2
# Concepts of verbs of speech, which stand for one another.
_SPEECH = frozenset(
    [
        "say",
        "announce",
        "add",
        "explain",
        "stress",
        "point",
        "report",
        "reveal",
        "describe",
        "consider",
        "warn",
        "confirm+",
    ]
)
# Below this share of the cited text's own words a sentence is worded freely, and a difference is only a paraphrase.
OWN_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class Substitution:
    """`word` of the sentence stands where the cited text has `other`."""

    word: str
    other: str


def substitutions(sentence: Sequence[Token], evidence: Sequence[Token]) -> list[Substitution]:
    """Return the words that stand between the cited text's own words in place of others that do not mean the same."""
    mine = [token for token in sentence if token.kind == "word"]
    its = [token for token in evidence if token.kind == "word"]
    matcher = SequenceMatcher(
        None, [stem(token.folded) for token in mine], [stem(token.folded) for token in its], autojunk=False
    )
    blocks = matcher.get_opcodes()
    if sum(end - start for kind, start, end, _, _ in blocks if kind == "equal") < OWN_WORDS * len(mine):
        return []
    stems = frozenset(stem(token.folded) for token in mine)
    others = frozenset(stem(token.folded) for token in its)
    found = []
    for at, (kind, start, end, other_start, other_end) in enumerate(blocks):
        if kind != "replace" or start == 0 or not (_anchored(blocks, at - 1) and _anchored(blocks, at + 1)):
            continue
        moved = any(stem(token.folded) in others for token in _telling(mine[start:end])) or any(
            stem(token.folded) in stems for token in _telling(its[other_start:other_end])
        )
        if not moved and _different(mine[start:end], its[other_start:other_end]):
            found.append(Substitution(_text(mine[start:end]), _text(its[other_start:other_end])))
    return found


def _anchored(blocks: Sequence[tuple[str, int, int, int, int]], at: int) -> bool:
    """Return whether the block beside a replacement is the cited text's own wording, or both texts end there."""
    if not 0 <= at < len(blocks):
        return True
    kind, start, end, _, _ = blocks[at]
    return kind == "equal" and (end - start >= CONTEXT or at in {0, len(blocks) - 1})


def _different(mine: Sequence[Token], its: Sequence[Token]) -> bool:
    """Return whether one telling word stands for one other that neither means the same nor is spelled alike.

    Function words, approximations and numbers are left to other checks; two words for one are another wording.
    """
    words, others = _telling(mine), _telling(its)
    if len(words) != 1 or len(others) != 1 or len(mine) > 2 or len(its) > 2:
        return False
    if not words[0].arabic and not words[0].text[0].isupper():
        return False  # English synonyms abound, and capitals tell its names
    word, other = words[0].folded, others[0].folded
    if concepts_of(word) & _SPEECH and concepts_of(other) & _SPEECH:
        return False
    return not (concepts_of(word) & concepts_of(other)) and not _spelled_alike(word, other)


def _telling(tokens: Sequence[Token]) -> list[Token]:
    return [
        token
        for token in tokens
        if not is_function_word(token.folded)
        and not any(form in number_words() for form in without_prefixes(token.folded))
    ]


def _spelled_alike(left: str, right: str) -> bool:
    if left[:4] == right[:4] or set(without_prefixes(left)) & set(without_prefixes(right)):
        return True
    shape = skeleton(left)
    return len(shape) >= 2 and shape == skeleton(right)


def _text(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)
