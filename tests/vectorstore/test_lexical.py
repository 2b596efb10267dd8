"""Matching a question's words against passages."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.article import Language, Span
from vectorstore.hits import ArticleSummary
from vectorstore.lexical import Overlap, PassageWords, overlaps, read_passage
from vectorstore.question import Sought, read_question
from vectorstore.stored import StoredPassage


def passage(*sentences: str, language: Language = "en", title: str = "") -> StoredPassage:
    text = " ".join(sentences)
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    article = ArticleSummary("a", 1, title, None, None, "a", language, None, None, 1, "2026-05-01", "a")
    return StoredPassage("p", "a", 1, 0, 0, len(text), text, title, language, tuple(spans), article)


def covered(
    question: str, words: PassageWords, language: Language = "en", frequency: Mapping[str, int] | None = None
) -> Overlap:
    (found,) = overlaps(read_question(question).sought(language), [words], [()], frequency or {}, 100)
    return found


def test_the_sentence_with_the_words_covers_most() -> None:
    words = read_passage(passage("Nobody came.", "The engineers finished the bridge.", "It rained."))
    found = covered("Who finished the bridge?", words)
    assert found.sentences[1] == max(found.sentences) > 0
    assert found.sentences[0] == found.sentences[2] == 0
    assert 0 < found.passage <= 1


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    question, frequency = "harvest bridge", {"harvest": 1, "bridg": 90}
    rare = covered(question, read_passage(passage("A harvest.")), frequency=frequency)
    common = covered(question, read_passage(passage("A bridge.")), frequency=frequency)
    assert rare.passage > common.passage > 0


def test_a_title_counts_for_the_passage_and_for_no_sentence() -> None:
    found = covered("bridge", read_passage(passage("Nobody came.", title="The bridge")))
    assert found.passage > 0
    assert found.sentences == (0.0,)


def test_neighbours_lend_their_words_as_context() -> None:
    words = [read_passage(passage("The bridge is open.")), read_passage(passage("Nobody came."))]
    sought = read_question("Is the bridge open?").sought("en")
    together = overlaps(sought, words, [(1,), (0,)], {}, 100)
    apart = overlaps(sought, words, [(), ()], {}, 100)
    assert together[1].context > apart[1].context
    assert together[1].passage == apart[1].passage


def test_translations_and_names_count_across_languages() -> None:
    words = read_passage(passage("أعلن الدبلوماسي ديلون فوز الفريق.", language="ar"))
    assert covered("Who won?", words, "ar").passage > 0
    assert covered("Dillon", words, "ar").passage > 0
    assert covered("Lavrov", words, "ar").passage == 0


def test_translations_of_one_word_are_one_word() -> None:
    words = read_passage(passage("one two three"))
    (split,) = overlaps([Sought(frozenset({"one"})), Sought(frozenset({"two"}))], [words], [()], {}, 100)
    (joined,) = overlaps([Sought(frozenset({"one", "two", "missing"}))], [words], [()], {}, 100)
    assert 0 < joined.passage <= 1
    assert 0 < split.passage <= 1


def test_an_empty_question_covers_nothing() -> None:
    assert overlaps((), [read_passage(passage("The bridge."))], [()], {}, 100) == [Overlap(0.0, 0.0, (0.0,))]
