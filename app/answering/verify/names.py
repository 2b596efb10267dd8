"""Names of a sentence (people, places, organisations, weapons) that its cited text does not have, across scripts.

There is no recogniser of names behind this: capital letters, known entities, and the words before a name tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.answering.verify.arabic_names import arabic_candidates
from app.answering.verify.concepts import concepts_of, is_common, is_function_word
from app.answering.verify.gazetteer import find_entities
from app.answering.verify.lexicon import word_set
from app.answering.verify.tokens import Token, variants
from app.answering.verify.transliteration import same_name, skeleton, sounds


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the sentence, as written, and the known identities it may stand for (none: unknown)."""

    text: str
    tokens: tuple[Token, ...]
    identities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """What a text offers to find names in: its words and the known entities among them."""

    words: frozenset[str]
    latin: frozenset[str]
    arabic: frozenset[str]
    identities: frozenset[str]
    concepts: frozenset[str]


def provided(tokens: Sequence[Token]) -> Names:
    """Return what `tokens` offer: every form of their words, and the entities they mention."""
    words = [token for token in tokens if token.kind == "word"]
    identities = frozenset(identity for hit in find_entities(tokens) for identity in hit[0])
    return Names(
        words=frozenset(form for token in words for form in variants(token.folded)),
        latin=frozenset(token.folded for token in words if not token.arabic),
        arabic=frozenset(token.folded for token in words if token.arabic),
        identities=identities,
        concepts=frozenset(concept for token in words for concept in concepts_of(token.folded)),
    )


@cache
def _generic() -> frozenset[str]:
    return word_set("english_common.txt")


def find_names(tokens: Sequence[Token], taken: frozenset[int] = frozenset()) -> list[Name]:
    """Return the names in `tokens`, known entities first; `taken` are indices of dates and numbers."""
    names: list[Name] = []
    covered = set(taken)
    for identities, start, end in find_entities(tokens):
        if covered.isdisjoint(range(start, end)):
            run = tuple(tokens[start:end])
            names.append(Name(" ".join(token.text for token in run), run, identities))
            covered.update(range(start, end))
    for index, token in enumerate(tokens):
        if index not in covered and token.kind == "word" and not token.arabic and _is_latin_name(tokens, index):
            names.append(Name(token.text, (token,)))
    names.extend(Name(token.text, (token,)) for token in arabic_candidates(tokens, frozenset(covered)))
    return names


def _is_latin_name(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if not token.text[0].isupper() or len(token.folded) < 2:
        return False
    if any(form in _generic() for form in variants(token.folded)):
        return False
    opens = index == 0 or tokens[index - 1].text in '.!?:“"«' or (index == 1 and tokens[0].kind == "mark")
    if not opens:
        return True
    if token.text.isupper():
        return True
    if is_common(token.folded):
        return False
    following = next((other for other in tokens[index + 1 : index + 3] if other.kind == "word"), None)
    return following is not None and (following.text[0].isupper() or following.folded in _generic())


def missing_names(names: Sequence[Name], offered: Names) -> list[Name]:
    """Return the names of which `offered` has neither the identity nor a spelling, in either script."""
    return [name for name in names if not _found(name, offered)]


def _found(name: Name, offered: Names) -> bool:
    if name.identities:
        if name.identities & offered.identities:
            return True
        # The table knows this name in both scripts, so only a spelling it does not list can still be it.
        words = [token for token in name.tokens if token.kind == "word" and not is_function_word(token.folded)]
        return all(_listed_word_found(token, offered) for token in words)
    return all(_word_found(token, offered) for token in name.tokens)


def _listed_word_found(token: Token, offered: Names) -> bool:
    if any(form in offered.words for form in variants(token.folded) if len(form) >= 4 or form == token.folded):
        return True
    if concepts_of(token.folded) & offered.concepts:
        return True
    if token.arabic:
        return any(same_name(word, token.folded, tolerant=False) for word in offered.latin)
    return any(same_name(token.folded, word, tolerant=False) for word in offered.arabic)


def _word_found(token: Token, offered: Names) -> bool:
    if any(form in offered.words for form in variants(token.folded) if len(form) >= 3 or form == token.folded):
        return True
    if concepts_of(token.folded) & offered.concepts:
        return True
    if token.arabic:
        return _arabic_found(token.folded, offered)
    plain = token.folded.split("'")[0]
    if any(same_name(plain, word) for word in offered.arabic):
        return True
    return any(_alike(plain, word) for word in offered.latin)


def _arabic_found(folded: str, offered: Names) -> bool:
    bare = folded.removeprefix("ال")
    shape = skeleton(bare)
    if len(shape) >= 3 and any(
        skeleton(form) == shape for word in offered.arabic for form in (word, word.removeprefix("ال"), word[1:])
    ):
        return True
    return any(same_name(word, folded) for word in offered.latin if len(word) >= 3)


def _alike(left: str, right: str) -> bool:
    """Return whether two Latin spellings sound alike: the same consonants in the same order (Gerasimov, Guerasimov)."""
    if len(left) < 4 or len(right) < 4 or left[0] != right[0]:
        return False
    consonants = [
        tuple(sound for sound in sounds(word) if sound not in {"a", "e", "i", "o", "u", "h", "y"})
        for word in (left, right)
    ]
    return consonants[0] == consonants[1] and len(consonants[0]) >= 2
