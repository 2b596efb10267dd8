"""Sentences of a stream: each once, with the markers that belong to it, whatever the split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.citing.citations import CitationParser
from app.answering.citing.sentences import CitedSentence, SentenceStream


def read(chunks: list[str], highest: int = 3) -> list[CitedSentence]:
    parser, stream = CitationParser(highest), SentenceStream()
    done = [sentence for chunk in chunks for sentence in stream.feed(parser.feed(chunk))]
    return done + stream.feed(parser.close()) + stream.close()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("One [1]. Two [2].", [("One.", (1,)), ("Two.", (2,))]),
        ("One. [1] Two. [2]", [("One.", (1,)), ("Two.", (2,))]),
        ("One.[1] Two.[2][3]", [("One.", (1,)), ("Two.", (2, 3))]),
        ("[1] One. Two [2].", [("One.", (1,)), ("Two.", (2,))]),
        ("قال ذلك [١]. ثم غادر [٢]؟ نعم", [("قال ذلك.", (1,)), ("ثم غادر؟", (2,)), ("نعم", ())]),
        ("It fell 1.6 % [1] to 3.4 [2].", [("It fell 1.6 % to 3.4.", (1, 2))]),
        ("- a [1]\n- b [2]\n", [("- a", (1,)), ("- b", (2,))]),
        ("Only [9] this", [("Only this", ())]),
        ("", []),
    ],
)
def test_markers_go_with_their_sentence(written: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(sentence.text, sentence.numbers) for sentence in read([written])] == expected
    assert [(sentence.text, sentence.numbers) for sentence in read(list(written))] == expected


@given(st.lists(st.sampled_from(["One two", ". ", " [1]", "[2]", "؟ ", "قال", " 1.5 ", "\n", "[9]"]), max_size=14))
def test_nothing_is_lost_or_doubled(parts: list[str]) -> None:
    sentences = read(parts)
    kept = "".join("".join(sentence.text.split()) for sentence in sentences)
    written = "".join("".join(part.split()) for part in parts if not part.strip().startswith("["))
    assert kept == written
    assert all(1 <= number <= 3 for sentence in sentences for number in sentence.numbers)


def test_the_draft_is_what_is_being_written() -> None:
    parser, stream = CitationParser(3), SentenceStream()
    assert stream.feed(parser.feed("One [1]. Tw")) == [CitedSentence("One.", (1,))]
    assert stream.draft == "Tw"
