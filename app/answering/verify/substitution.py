"""Where a sentence otherwise in the cited text's own words differs from it: a word replaced, a negation put in or left
out, two names or figures exchanged. Within one language; knows no meaning but the lists of words that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from app.answering.verify.concepts import concepts_of, is_function_word, senses_of
from app.answering.verify.gazetteer import find_entities
from app.answering.verify.lexicon import number_words
from app.answering.verify.negation import negation
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
# Above it the sentence is a quotation, in which even a word that stands elsewhere in the cited text is out of place.
QUOTED = 0.85
# Names and figures tried for an exchange at most, and how many more words must then be the cited text's own.
EXCHANGED, GAIN = 8, 2

Blocks = Sequence[tuple[str, int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """`word` of the sentence stands where the cited text has `other`; either is empty where nothing does."""

    code: str
    word: str
    other: str


@dataclass(frozen=True, slots=True)
class _Text:
    """The words and numbers of a text, their stems, and which of them negate."""

    tokens: tuple[Token, ...]
    stems: tuple[str, ...]
    negators: frozenset[int]


def _text(tokens: Sequence[Token]) -> _Text:
    kept = [index for index, token in enumerate(tokens) if token.kind != "mark"]
    negators = negation(tokens).negators
    return _Text(
        tuple(tokens[index] for index in kept),
        tuple(stem(tokens[index].folded) for index in kept),
        frozenset(at for at, index in enumerate(kept) if index in negators),
    )


def differences(sentence: Sequence[Token], evidence: Sequence[Token]) -> list[Difference]:
    """Return what a sentence in the cited text's own words has otherwise."""
    mine, its = _text(sentence), _text(evidence)
    blocks = _blocks(mine.stems, its.stems)
    own = _own(blocks)
    if own < OWN_WORDS * len(mine.stems):
        return []
    quoted = own >= QUOTED * len(mine.stems)
    found = []
    for at, (kind, *span) in enumerate(blocks):
        if kind == "equal" or not (_anchored(blocks, at - 1) and _anchored(blocks, at + 1)):
            continue
        difference = _difference(mine, its, span, quoted)
        if difference:
            found.append(difference)
    return found or (_exchanges(sentence, mine, its, own) if own >= QUOTED * len(mine.stems) - GAIN else [])


def _blocks(mine: Sequence[str], its: Sequence[str]) -> Blocks:
    return [*SequenceMatcher(None, mine, its, autojunk=False).get_opcodes()]


def _own(blocks: Blocks) -> int:
    return sum(end - start for kind, start, end, _, _ in blocks if kind == "equal")


def _anchored(blocks: Blocks, at: int) -> bool:
    """Return whether the block beside a difference is the cited text's own wording, or both texts end there."""
    if not 0 <= at < len(blocks):
        return True
    kind, start, end, _, _ = blocks[at]
    return kind == "equal" and (end - start >= CONTEXT or at in {0, len(blocks) - 1})


def _difference(mine: _Text, its: _Text, span: Sequence[int], quoted: bool) -> Difference | None:
    start, end, other_start, other_end = span
    words, others = mine.tokens[start:end], its.tokens[other_start:other_end]
    negators = [mine.tokens[at] for at in range(start, end) if at in mine.negators]
    other_negators = [its.tokens[at] for at in range(other_start, other_end) if at in its.negators]
    telling = [token for token in _telling(words) if token not in negators]
    other_telling = [token for token in _telling(others) if token not in other_negators]
    if max(len(telling), len(other_telling)) > 1 or max(len(words), len(others)) > 3:
        return None
    if bool(negators) != bool(other_negators):
        code = "negation_added" if negators else "negation_dropped"
        return Difference(code, _words(words), _words(others))
    if not words or not others:
        return None
    if _opposed(words, others):
        return Difference("polarity_flipped", _words(words), _words(others))
    if start == 0 and not quoted:
        return None  # a sentence may begin with another verb
    moved = any(stem(token.folded) in its.stems for token in telling) or any(
        stem(token.folded) in mine.stems for token in other_telling
    )
    if max(len(words), len(others)) > 2 or (moved and not (quoted and _named(telling))):
        return None
    if _replaced(telling, other_telling, quoted):
        return Difference("word_replaced", _words(words), _words(others))
    return None


def _named(tokens: Sequence[Token]) -> bool:
    """Return whether a name or a number is among the words: what else moves about is only put otherwise."""
    return bool(find_entities(tokens)) or any(token.kind != "word" or token.text[0].isupper() for token in tokens)


def _opposed(words: Sequence[Token], others: Sequence[Token]) -> bool:
    """Return whether a word stands where the cited text has its opposite."""
    mine = {(sense.axis, sense.sign) for token in words for sense in senses_of(token.folded) if sense.axis}
    its = {(sense.axis, -sense.sign) for token in others for sense in senses_of(token.folded) if sense.axis}
    return bool(mine & its) and not mine & {(axis, -sign) for axis, sign in its}


def _replaced(words: Sequence[Token], others: Sequence[Token], quoted: bool) -> bool:
    """Return whether one telling word stands for one other that neither means the same nor is spelled alike.

    Function words, approximations and numbers are left to other checks; two words for one are another wording.
    """
    if len(words) != 1 or len(others) != 1 or words[0].kind != "word" or others[0].kind != "word":
        return False
    if not quoted and not words[0].arabic and not words[0].text[0].isupper():
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


def _words(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _exchanges(sentence: Sequence[Token], mine: _Text, its: _Text, own: int) -> list[Difference]:
    """Return two names or figures that the cited text has the other way round: `A accused B` for `B accused A`."""
    items = _items(sentence, mine)[:EXCHANGED]
    for left, right in combinations(items, 2):
        if mine.stems[left] == mine.stems[right]:
            continue
        stems = list(mine.stems)
        stems[left], stems[right] = stems[right], stems[left]
        after = _own(_blocks(stems, its.stems))
        if after > own and (after == len(stems) or after >= max(own + GAIN, QUOTED * len(stems))):
            return [Difference("exchanged", mine.tokens[left].text, mine.tokens[right].text)]
    return []


def _items(sentence: Sequence[Token], text: _Text) -> list[int]:
    """Return where names and figures of one word stand."""
    named = {sentence[entity.start] for entity in find_entities(sentence)}
    return [
        at
        for at, token in enumerate(text.tokens)
        if token.kind != "word"
        or token in named
        or (not token.arabic and at and token.text[0].isupper())
        or any(form in number_words() for form in without_prefixes(token.folded))
    ]
