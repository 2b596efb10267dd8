"""How much of a sentence's meaning its cited text carries, by shared words and concepts."""

from __future__ import annotations

from collections.abc import Sequence

from app.answering.verify.concepts import concepts_of, is_function_word
from app.answering.verify.tokens import Token, stem


def keys(tokens: Sequence[Token]) -> list[frozenset[str]]:
    """Return, for every word of `tokens` that carries meaning, the stem and the concepts it may be matched by."""
    return [
        frozenset({stem(token.folded), *concepts_of(token.folded)})
        for token in tokens
        if token.kind == "word" and not is_function_word(token.folded) and len(token.folded) > 1
    ]


def coverage(sentence: Sequence[Token], evidence: Sequence[Token], across: bool) -> float | None:
    """Return the share, in [0, 1], of the sentence's words that the evidence has; None where too few can be judged.

    Across languages only words with a known concept are judged.
    """
    offered = frozenset().union(*keys(evidence))
    wanted = keys(sentence)
    if across:
        wanted = [word for word in wanted if len(word) > 1]
    if len(wanted) < 2:
        return None
    return sum(1 for word in wanted if word & offered) / len(wanted)
