"""The words of a text that carry meaning: what matches them, which way they point, what surrounds and negates them.

Compares nothing (see polarity.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.answering.verify.concepts import Sense, is_common, is_function_word, senses_of, senses_of_phrase
from app.answering.verify.gazetteer import find_entities
from app.answering.verify.latin_names import is_ordinary
from app.answering.verify.negation import Negation
from app.answering.verify.tokens import Token, stem
from app.answering.verify.transliteration import same_name

# Words before and after a word that say what it is about; nearer ones count more.
REACH = 4
# Words of meaning beside a quality, or behind a relation, that may be what it is said of.
BESIDE = 2
# Letters that a name needs for its sound to tell it from a word of the other script.
TELLING = 4
# Negators that turn a quality round from right before it.
_RIGHT_BEFORE = frozenset(
    {"not", "never", "isn't", "aren't", "wasn't", "weren't", "غير", "ليس", "ليست", "ليسوا", "لا", "لم"}
)
_COMPARISONS = frozenset({"more>", "above>"})

Keys = Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A word that carries meaning: what it may be matched by, its directions after negation, what negates it.

    `around` are the keys of the words near it, with their weights. `maybe` says that a negation may reach it. `said_of`
    are, by axis that needs it, the keys of what a quality or relation is said of. `at` is its place among the tokens.
    """

    at: int
    word: str
    keys: frozenset[str]
    axes: frozenset[tuple[str, int]]
    negator: str | None
    maybe: bool
    around: Mapping[str, float]
    said_of: Mapping[str, frozenset[str]]


def claims(tokens: Sequence[Token], names: Keys, negated: Negation) -> list[Claim]:
    """Return the words of `tokens` that carry meaning; `names` are the keys of names by index."""
    named = {index for entity in find_entities(tokens) for index in range(entity.start, entity.end)}
    words = [
        (index, frozenset({stem(token.folded), *(sense.concept for sense in senses)}) | names.get(index, frozenset()))
        for index, token in enumerate(tokens)
        for senses in (_senses(tokens, index),)
        if token.kind in {"number", "date"} or (token.kind == "word" and (senses or not is_function_word(token.folded)))
    ]
    found = []
    for at, (index, keys) in enumerate(words):
        around: dict[str, float] = {}
        for other in range(max(0, at - REACH), min(len(words), at + REACH + 1)):
            if other != at:
                for key in words[other][1]:
                    around[key] = max(around.get(key, 0.0), 1 / (1 + abs(other - at)))
        senses = [sense for sense in _senses(tokens, index) if sense.axis] if index not in named else []
        behind = frozenset().union(*(keys for _, keys in words[at + 1 : at + 1 + BESIDE]))
        beside = behind.union(*(keys for _, keys in words[max(0, at - BESIDE) : at]))
        found.append(
            Claim(
                index,
                tokens[index].text,
                keys,
                frozenset((sense.axis or "", _sign(sense, tokens, index, index in negated.sure)) for sense in senses),
                negated.sure.get(index),
                index in negated.possible,
                around,
                {
                    sense.axis or "": behind if sense.opposing == "relation" else beside
                    for sense in senses
                    if sense.opposing != "act"
                },
            )
        )
    return found


def _sign(sense: Sense, tokens: Sequence[Token], index: int, negated: bool) -> int:
    """Return the sense's direction; a negated comparison becomes a bound: `no more than`, لا يتعدى."""
    if sense.axis in _COMPARISONS:
        negated = index > 0 and tokens[index - 1].folded in {"no", "not", "لا", "لم", "لن"}
    elif sense.opposing == "quality":
        negated = negated and tokens[index - 1].folded in _RIGHT_BEFORE
    elif sense.opposing == "relation":
        negated = False
    return -sense.sign if negated else sense.sign


def _senses(tokens: Sequence[Token], index: int) -> tuple[Sense, ...]:
    """Return the senses of a word in its place, with the one behind it where both are listed as a phrase."""
    if tokens[index].kind != "word":
        return ()
    folded = tokens[index].folded
    if index + 1 < len(tokens) and (phrase := senses_of_phrase(folded, tokens[index + 1].folded)):
        return phrase
    return senses_of(folded)


def shared_names(mine: Sequence[Token], its: Sequence[Token]) -> tuple[Keys, Keys]:
    """Return for both texts the keys of names by index: known identities, and what sounds alike across scripts."""
    keys: tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]] = (_identities(mine), _identities(its))
    for left, right, at in ((mine, its, 0), (its, mine, 1)):
        latin = [
            index
            for index, token in enumerate(left)
            if token.kind == "word"
            and not token.arabic
            and len(token.folded) >= TELLING
            and token.text[0].isupper()
            and not is_ordinary(token.folded)
        ]
        arabic = [
            index
            for index, token in enumerate(right)
            if token.kind == "word" and token.arabic and len(token.folded) >= TELLING and not is_common(token.folded)
        ]
        for one in latin:
            for other in arabic:
                if same_name(left[one].folded, right[other].folded):
                    key = frozenset({f"~{left[one].folded}"})
                    keys[at][one] = keys[at].get(one, frozenset()) | key
                    keys[1 - at][other] = keys[1 - at].get(other, frozenset()) | key
    return keys


def _identities(tokens: Sequence[Token]) -> dict[int, frozenset[str]]:
    return {
        index: frozenset(f"~{identity}" for identity in entity.identities)
        for entity in find_entities(tokens)
        for index in range(entity.start, entity.end)
        if tokens[index].kind == "word"
    }
