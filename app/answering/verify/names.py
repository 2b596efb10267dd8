"""Names of a sentence (people, places, organisations, weapons) that its cited text does not have, across scripts.

There is no recogniser of names behind this: capital letters, known entities, and the words before a name tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.verify.arabic_names import arabic_candidates
from app.answering.verify.concepts import concepts_of, is_function_word, is_listed
from app.answering.verify.gazetteer import find_entities, mentioned
from app.answering.verify.latin_names import latin_candidates
from app.answering.verify.people import spellings
from app.answering.verify.tokens import Token, variants
from app.answering.verify.transliteration import same_name, skeleton, sounds

# Letters of the words that are joined to be compared with one Latin word.
JOINED = 5
# Letters up to which a name sounds like many a word.
SHORT = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the sentence, as written, and the known identities it may stand for (none: unknown)."""

    text: str
    tokens: tuple[Token, ...]
    identities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """What a text offers to find names in: its words (of the Latin ones, the capitalised), the known entities."""

    words: frozenset[str]
    latin: frozenset[str]
    arabic: frozenset[str]
    identities: frozenset[str]
    concepts: frozenset[str]


def provided(tokens: Sequence[Token]) -> Names:
    """Return what `tokens` offer: every form of their words, and the entities they mention."""
    words = [token for token in tokens if token.kind == "word"]
    return Names(
        words=frozenset(form for token in words for form in variants(token.folded)),
        latin=frozenset(token.folded for token in words if not token.arabic and token.text[0].isupper()),
        arabic=frozenset(token.folded for token in words if token.arabic) | _joined(words),
        identities=mentioned(tokens),
        concepts=frozenset(concept for token in words for concept in concepts_of(token.folded)),
    )


def _joined(words: Sequence[Token]) -> frozenset[str]:
    """Return what Arabic writes in several short words and Latin in one: عبد الله, بي سكاي بي."""
    found: set[str] = set()
    for size in (2, 3):
        for at in range(len(words) - size + 1):
            run = words[at : at + size]
            if all(token.arabic and len(token.folded) <= JOINED for token in run):
                found.add("".join(token.folded for token in run))
    return frozenset(found)


def find_names(tokens: Sequence[Token], taken: frozenset[int] = frozenset(), across: bool = False) -> list[Name]:
    """Return the names in `tokens`, known entities first; `taken` are indices of dates and numbers.

    `across` says that the cited text is in the other language, where a translated word must not pass for a name.
    """
    names: list[Name] = []
    covered = set(taken)
    for entity in find_entities(tokens):
        span = range(entity.start, entity.end)
        if covered.isdisjoint(span):
            covered.update(span)
            if entity.certain:
                run = tuple(tokens[entity.start : entity.end])
                names.append(Name(" ".join(token.text for token in run), run, entity.identities))
    found = frozenset(covered)
    names.extend(Name(token.text, (token,)) for token in latin_candidates(tokens, found, across))
    names.extend(Name(token.text, (token,)) for token in arabic_candidates(tokens, found, across))
    return names


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
    if _written(token, offered):
        return True
    if token.arabic:
        return any(same_name(word, token.folded, tolerant=False) for word in offered.latin)
    return any(same_name(token.folded, word, tolerant=False) for word in offered.arabic)


def _word_found(token: Token, offered: Names) -> bool:
    if _written(token, offered):
        return True
    if token.arabic:
        return _arabic_found(token.folded, offered)
    plain = token.text.removesuffix("'s").removesuffix("’s")
    if plain.isupper() and len(plain) <= 6 and offered.arabic:
        return True  # an abbreviation of a name that Arabic writes out: nothing to compare
    if not offered.arabic.isdisjoint(spellings().get(plain.lower(), frozenset())):
        return True
    return any(
        any(_sounds_like(form, word) for word in offered.arabic) or any(_alike(form, word) for word in offered.latin)
        for form in latin_forms(token.folded)
    )


def _sounds_like(latin: str, arabic: str) -> bool:
    """Return whether an Arabic word may be the name; an ordinary word is not taken for a short one (فاز for Fez)."""
    return same_name(latin, arabic) and not (len(latin) <= SHORT and is_listed(arabic))


def _written(token: Token, offered: Names) -> bool:
    """Return whether the word itself stands in the text, inflected or translated."""
    if any(form in offered.words for form in variants(token.folded) if len(form) >= 4 or form == token.folded):
        return True
    return bool(concepts_of(token.folded) & offered.concepts)


def _arabic_found(folded: str, offered: Names) -> bool:
    bare = folded.removeprefix("ال")
    shape = skeleton(bare)
    if len(shape) >= 3 and any(
        skeleton(form) == shape for word in offered.arabic for form in (word, word.removeprefix("ال"), word[1:])
    ):
        return True
    return any(same_name(form, folded) for word in offered.latin if len(word) >= 3 for form in latin_forms(word))


def latin_forms(folded: str) -> tuple[str, ...]:
    """Return a Latin name without the endings that Arabic writes otherwise: `Normans`, `Byzantines`, `Canarian`."""
    plain = folded.split("'")[0]
    return (
        plain,
        *(
            plain.removesuffix(ending)
            for ending in ("s", "ian", "ians", "an", "ans", "ine", "ines", "ese", "ish", "men")
            if plain.endswith(ending) and len(plain) - len(ending) >= 4
        ),
    )


def _alike(left: str, right: str) -> bool:
    """Return whether two Latin spellings sound alike: the same consonants in the same order (Gerasimov, Guerasimov)."""
    if len(left) < 4 or len(right) < 4 or left[0] != right[0]:
        return False
    consonants = [
        tuple(sound for sound in sounds(word) if sound not in {"a", "e", "i", "o", "u", "h", "y"})
        for word in (left, right)
    ]
    return consonants[0] == consonants[1] and len(consonants[0]) >= 2
