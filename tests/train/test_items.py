"""The written stories are what their notes say: whole, in both languages, answers in their sentences, parts apart."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.language.text import detect_language
from tests import ROOT
from train.items import Item, read_items

PARTS = {name: list(read_items(ROOT / "train" / "data" / f"{name}.jsonl")) for name in ("train", "test")}
STORIES = [item for part in PARTS.values() for item in part]


def test_names_are_unique_and_the_parts_share_no_story() -> None:
    assert len({item.name for item in STORIES}) == len(STORIES)
    titles = {name: {item.title["en"] for item in part} for name, part in PARTS.items()}
    assert titles["train"].isdisjoint(titles["test"])


@pytest.mark.parametrize("name", PARTS)
def test_every_text_is_in_its_language(name: str) -> None:
    for item in PARTS[name]:
        texts = [*item.sentences, *item.changed.values(), *(claim.text for claim in item.claims)]
        for text in texts:
            assert detect_language(text["ar"]) == "ar", (item.name, text)
            assert detect_language(text["en"]) == "en", (item.name, text)


@pytest.mark.parametrize("name", PARTS)
def test_answers_stand_in_their_version(name: str) -> None:
    for item in PARTS[name]:
        for question in item.questions:
            for version, answer in question.answers.items():
                for language, words in (answer or {}).items():
                    assert any(words in sentence for sentence in item.version(version, language)), (item.name, words)


@pytest.mark.parametrize("name", PARTS)
def test_labels_are_balanced(name: str) -> None:
    labels = Counter(label for item in PARTS[name] for claim in item.claims for label in claim.labels.values())
    assert 0.4 <= labels["supported"] / labels.total() <= 0.6
    flips = [len(set(claim.labels.values())) == 2 for item in PARTS[name] for claim in item.claims]
    assert sum(flips) / len(flips) >= 0.6


def test_a_version_takes_the_place_of_what_it_changes() -> None:
    item: Item = next(item for item in STORIES if item.changed)
    place = min(item.changed)
    assert item.version("b", "en")[place] == item.changed[place]["en"]
    assert item.version("a", "en")[place] == item.sentences[place]["en"]
