"""One story in two outlets is recognised; two stories on one affair are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import RawDocument
from ingest.language.sentences import split_sentences
from ingest.near_duplicates import PERMUTATIONS, SAME_STORY, bands, signature, similarity
from ingest.parsing.parse import parse
from tests import ROOT
from tests.ingest.cleaning.pages import AR_STORY, EN_STORY

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def stories() -> list[str]:
    seeds = [parse(RawDocument(path.name, path.name, path.read_bytes(), path.name))[0].text for path in SEEDS]
    return [*seeds, "\n".join(AR_STORY * 3), "\n".join(EN_STORY * 3)]


def edited(text: str, chance: random.Random) -> str:
    """Return what another desk makes of a wire story: sentences dropped, words changed, vowels and hamzas written."""
    kept = [text[one.start : one.end] for one in split_sentences(text) if chance.random() > 0.15]
    words = [word if chance.random() > 0.03 else "آخر" for sentence in kept for word in sentence.split()]
    return " ".join(words).replace("أ", "ا").replace("محمد", "مُحمّد")


def test_edited_copies_are_one_story(stories: list[str]) -> None:
    chance = random.Random(7)
    found = banded = 0
    for story in stories:
        signed = signature(story)
        for _ in range(10):
            copy = signature(edited(story, chance))
            found += similarity(signed, copy) >= SAME_STORY
            banded += bool(set(bands(signed)) & set(bands(copy)))
    assert found >= 0.97 * 10 * len(stories)
    assert banded >= 0.95 * 10 * len(stories)


def test_different_stories_are_not(stories: list[str]) -> None:
    signed = [signature(story) for story in stories]
    pairs = [(one, other) for index, one in enumerate(signed) for other in signed[:index]]
    assert max(similarity(one, other) for one, other in pairs) < SAME_STORY / 2


@given(st.text(max_size=200))
def test_a_text_is_its_own_story(text: str) -> None:
    signed = signature(text)
    assert len(signed) in (0, PERMUTATIONS)
    assert similarity(signed, signature(text)) == (1.0 if signed else 0.0)
    assert len(set(bands(signed))) == len(bands(signed))


def test_signatures_of_two_versions_are_not_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        similarity((1, 2), (1, 2, 3))
