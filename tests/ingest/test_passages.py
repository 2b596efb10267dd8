"""Passages tile the article, hold whole sentences and stay within the counter's bound."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import Article
from ingest.documents import RefusedError
from ingest.language.sentences import split_sentences
from ingest.passages import split_passages, tiktoken_counter

SENTENCES = st.lists(
    st.sampled_from(
        ["قال المتحدث إن ذلك مستمر.", "He said so.", "كلمة " * 80 + ".", "ﷺ" * 30, "\n", "\n\n", " ", "!", "word" * 200]
    ),
    max_size=40,
).map("".join)


def by_words(text: str) -> int:
    return len(text.split()) + 2


def by_letters(text: str) -> int:
    return len(text)


def article(text: str) -> Article:
    return Article("a.txt", "/a.txt", "عنوان", text, "ar")


@pytest.mark.parametrize("count", [by_words, by_letters])
@given(text=SENTENCES)
def test_passages_tile_the_article(count: Callable[[str], int], text: str) -> None:
    passages = split_passages(article(text), count, target_tokens=40, max_tokens=60)
    end = 0
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert passage.text == text[passage.start : passage.end]
        assert passage.start >= end
        assert not text[end : passage.start].strip()
        inner = passage.start
        for sentence in passage.sentences:
            assert sentence.start >= inner
            assert not text[inner : sentence.start].strip()
            inner = sentence.end
        assert inner == passage.end
        assert count(passage.text) - count("") <= 60
        end = passage.end
    assert not text[end:].strip()
    assert len({passage.passage_id for passage in passages}) == len(passages)


@given(text=SENTENCES)
def test_sentences_that_fit_stay_whole(text: str) -> None:
    passages = split_passages(article(text), by_words, target_tokens=400, max_tokens=600)
    assert [span for passage in passages for span in passage.sentences] == split_sentences(text)


def test_a_passage_prefers_to_end_with_its_paragraph() -> None:
    paragraph = "كلمة " * 20 + ".\n"
    passages = split_passages(article(paragraph * 6), by_words, target_tokens=50, max_tokens=70)
    assert [len(passage.sentences) for passage in passages] == [2, 2, 2]


def test_a_tiny_rest_joins_the_passage_before_it() -> None:
    passages = split_passages(article("كلمة " * 38 + ".\n" + "ختام."), by_words, target_tokens=40, max_tokens=60)
    assert len(passages) == 1


def test_equal_passages_are_told_apart() -> None:
    passages = split_passages(article(("كلمة " * 38 + ".\n") * 3), by_words, target_tokens=40, max_tokens=60)
    assert [passage.occurrence for passage in passages] == [0, 1, 2]


def test_every_character_is_counted_a_bounded_number_of_times() -> None:
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return len(text) // 4

    text = "كلمة أخرى هنا. " * 20_000
    split_passages(article(text), count)
    assert counted <= 2 * len(text)


def test_without_a_counter_tiktoken_counts() -> None:
    passages = split_passages(article("قال المتحدث <|endoftext|> إن المحادثات مستمرة. " * 40))
    assert len(passages) > 3
    count = tiktoken_counter()
    assert count("ﷺ\x00\ud800") == count("صلى الله عليه وسلم")
    assert all(count(passage.text) <= 200 for passage in passages)


def test_bounds_must_make_sense() -> None:
    with pytest.raises(ValueError, match="target_tokens"):
        split_passages(article("x"), by_words, target_tokens=80, max_tokens=60)


def test_an_empty_article_has_no_passages() -> None:
    assert split_passages(article(" \n "), by_words) == ()


def test_an_article_has_a_bounded_number_of_passages_and_the_rest_is_not_counted() -> None:
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return by_words(text)

    with pytest.raises(RefusedError) as caught:
        split_passages(article("قال ذلك. " * 100_000), count, target_tokens=40, max_tokens=60, most=10)
    assert (caught.value.code, caught.value.params) == ("too_long", {"limit": 10})
    assert counted < 20_000


def test_one_endless_word_is_cut_before_it_is_counted() -> None:
    counted: list[int] = []

    def count(text: str) -> int:
        counted.append(len(text))
        return by_letters(text)

    with pytest.raises(RefusedError):
        split_passages(article("ا" * 3_000_000), count)
    assert max(counted) <= 8_000
