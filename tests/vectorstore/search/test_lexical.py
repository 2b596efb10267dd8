"""Matching a question's words against passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.language import Language, Span
from vectorstore.library.passage_terms import find, terms_of
from vectorstore.search.lexical import Overlaps, overlaps
from vectorstore.search.query import Sought, read_question
from vectorstore.types import Terms


@dataclass(frozen=True)
class Kept:
    """A passage's words as the library keeps them."""

    terms: Terms
    sentences: int


@dataclass(frozen=True)
class Covered:
    """How much of a question one passage and its sentences cover."""

    passage: float
    sentences: tuple[float, ...]


def passage(*sentences: str, language: Language = "en", title: str = "") -> Kept:
    text = " ".join(sentences)
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return Kept(terms_of(title, text, language, spans), len(spans))


def overlap(
    sought: Sequence[Sought], kept: Sequence[Kept], neighbours: Sequence[Sequence[int]], frequency: Mapping[str, int]
) -> Overlaps:
    stems: frozenset[str] = frozenset().union(*(one.stems for one in sought))
    names: frozenset[str] = frozenset().union(*(one.skeletons for one in sought))
    places = find([(one.terms, one.sentences) for one in kept], stems, names)
    return overlaps(sought, places, neighbours, frequency, 100)


def covered(
    question: str, words: Kept, language: Language = "en", frequency: Mapping[str, int] | None = None
) -> Covered:
    found = overlap(read_question(question).sought(language), [words], [()], frequency or {})
    return Covered(float(found.passages[0]), tuple(found.sentences.tolist()))


def test_the_sentence_with_the_words_covers_most() -> None:
    words = passage("Nobody came.", "The engineers finished the bridge.", "It rained.")
    found = covered("Who finished the bridge?", words)
    assert found.sentences[1] == max(found.sentences) > 0
    assert found.sentences[0] == found.sentences[2] == 0
    assert 0 < found.passage <= 1


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    question, frequency = "harvest bridge", {"harvest": 1, "bridg": 90}
    rare = covered(question, passage("A harvest."), frequency=frequency)
    common = covered(question, passage("A bridge."), frequency=frequency)
    assert rare.passage > common.passage > 0


def test_a_title_counts_for_the_passage_and_for_no_sentence() -> None:
    found = covered("bridge", passage("Nobody came.", title="The bridge"))
    assert found.passage > 0
    assert found.sentences == (0.0,)


def test_neighbours_lend_their_words_as_context() -> None:
    words = [passage("The bridge is open."), passage("Nobody came.")]
    sought = read_question("Is the bridge open?").sought("en")
    together = overlap(sought, words, [(1,), (0,)], {})
    apart = overlap(sought, words, [(), ()], {})
    assert together.contexts[1] > apart.contexts[1]
    assert together.passages[1] == apart.passages[1]


def test_translations_and_names_count_across_languages() -> None:
    words = passage("أعلن الدبلوماسي ديلون فوز الفريق.", language="ar")
    assert covered("Who won?", words, "ar").passage > 0
    assert covered("Dillon", words, "ar").passage > 0
    assert covered("Lavrov", words, "ar").passage == 0


def test_translations_of_one_word_are_one_word() -> None:
    words = passage("one two three")
    split = overlap([Sought(frozenset({"one"})), Sought(frozenset({"two"}))], [words], [()], {})
    joined = overlap([Sought(frozenset({"one", "two", "missing"}))], [words], [()], {})
    assert 0 < joined.passages[0] <= 1
    assert 0 < split.passages[0] <= 1


def test_an_empty_question_covers_nothing() -> None:
    found = overlap((), [passage("The bridge."), passage("A road.", "A river.")], [(1,), (0,)], {})
    assert [found.passages.tolist(), found.contexts.tolist(), found.sentences.tolist()] == [[0, 0], [0, 0], [0, 0, 0]]


def test_of_two_names_that_a_word_may_be_only_the_one_that_a_passage_has_more_often_counts() -> None:
    words = passage("ديلون ثم لافروف ثم ديلون.", language="ar")
    (dillon,), (lavrov,) = (read_question(name).sought("ar") for name in ("Dillon", "Lavrov"))
    either = overlap([Sought(frozenset(), dillon.skeletons | lavrov.skeletons)], [words], [()], {})
    one = overlap([dillon], [words], [()], {})
    assert either.passages.tolist() == one.passages.tolist()
    assert either.passages[0] > overlap([lavrov], [words], [()], {}).passages[0] > 0
