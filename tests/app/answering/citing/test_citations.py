"""The marker parser: what counts as a marker, and that no split of the stream changes what it says."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.citing.citations import CitationParser, Marker, Piece, Text, numbers_of


def read(chunks: list[str], highest: int = 3) -> list[Piece]:
    parser = CitationParser(highest)
    pieces = [piece for chunk in chunks for piece in parser.feed(chunk)]
    return pieces + parser.close()


def shown(pieces: list[Piece]) -> str:
    return "".join(
        piece.text if isinstance(piece, Text) else "".join(f"[{number}]" for number in piece.numbers)
        for piece in pieces
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A [1].", "A [1]."),
        ("A [١]، ب [٢].", "A [1]، ب [2]."),
        ("A [۳]", "A [3]"),
        ("A 【1】.", "A [1]."),
        ("A ［１］.", "A [1]."),
        ("A [1, 2].", "A [1][2]."),
        ("A [1،٢].", "A [1][2]."),
        ("A [1] [1].", "A [1] [1]."),
        ("A [[1]].", "A [1]."),
        ("A [[1], [2]].", "A [1], [2]]."),
        ("A [0].", "A ."),
        ("A [4].", "A ."),
        ("A [-1].", "A ."),
        ("A [1-99].", "A ."),
        ("A [1-3].", "A [1][2][3]."),
        ("A [3-1].", "A ."),
        ("A [2, 9].", "A [2]."),
        ("A [999999999999].", "A ."),
        ("A [source 2].", "A [2]."),
        ("A [المصدر ٢].", "A [2]."),
        ("A [²].", "A [2]."),
        ("A [sic] b.", "A [sic] b."),
        ("A [1", "A "),
        ("A [", "A "),
        ("A [note", "A [note"),
        ("A [b [2]", "A [b [2]"),
        ("list[int] = [1]", "list[int] = [1]"),
        ("A []", "A []"),
    ],
)
def test_markers(written: str, expected: str) -> None:
    assert shown(read([written])) == expected
    assert shown(read(list(written))) == expected


ALPHABET = st.text(alphabet="[]【】［］ab 012349١٢٩,،-–[ [1].\nو", max_size=60)


@given(text=ALPHABET, cuts=st.lists(st.integers(0, 60), max_size=12), highest=st.integers(0, 5))
def test_no_split_changes_the_reading(text: str, cuts: list[int], highest: int) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    chunks = [text[start:end] for start, end in itertools.pairwise(edges)]
    assert shown(read(chunks, highest)) == shown(read([text], highest))


@given(text=ALPHABET, highest=st.integers(0, 5))
def test_only_numbers_that_exist_are_markers(text: str, highest: int) -> None:
    for piece in read([text], highest):
        if isinstance(piece, Marker):
            assert piece.numbers
            assert all(1 <= number <= highest for number in piece.numbers)
            assert len(set(piece.numbers)) == len(piece.numbers)


@given(text=st.text(max_size=80), highest=st.integers(0, 5))
def test_text_never_shows_a_marker_of_its_own(text: str, highest: int) -> None:
    """What is left as text holds no plain bracketed number that a reader could take for a citation."""
    for piece in read([text], highest):
        if isinstance(piece, Text):
            assert not re.search(r"\[\s*\d+\s*\]", piece.text)


@given(text=st.text(alphabet="abc 12.،", max_size=60))
def test_text_without_brackets_is_kept(text: str) -> None:
    assert shown(read(list(text))) == text


def test_text_is_not_held_back() -> None:
    parser = CitationParser(3)
    assert parser.feed("Hello world ") == [Text("Hello world ")]
    assert parser.feed("[") == []
    assert parser.feed("1") == []
    assert parser.feed("] and") == [Marker((1,)), Text(" and")]


def test_a_long_bracket_is_released() -> None:
    parser = CitationParser(3)
    assert shown(parser.feed("[" + "x" * 60)) == "[" + "x" * 60


def test_numbers_of_knows_markers_from_text() -> None:
    assert numbers_of("1, 2", 3) == (1, 2)
    assert numbers_of("7", 3) == ()
    assert numbers_of("sic", 3) is None
