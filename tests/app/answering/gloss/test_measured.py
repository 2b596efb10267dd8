"""The figures of docs/log/glosses.md, on sentences that no list was made from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.answering.gloss import Glosser
from ingest.language import Language
from ingest.language.text import fold
from tests import ROOT

DATA = ROOT / "tests" / "data" / "gloss"
GLOSSER = Glosser()


def sentences(name: str) -> list[dict[str, Any]]:
    return list(json.loads((DATA / name).read_text(encoding="utf-8")))


def edits(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left):
        following = [at + 1]
        for index, other in enumerate(right):
            following.append(min(row[index] + (letter != other), row[index + 1] + 1, following[index] + 1))
        row = following
    return row[-1]


def plain(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text).replace("'", ""))


def found(file: str, source: Language, marked: str) -> Iterator[tuple[str, str | None]]:
    """Yield the usual spelling of every marked run of a file, and its glosses (None: it has none)."""
    for sentence in sentences(file):
        glosses = GLOSSER.glosses(sentence["text"], source)
        for entry in sentence.get(marked, []):
            start = sentence["text"].find(entry["text"])
            end = start + len(entry["text"])
            hits = [gloss.text for gloss in glosses if gloss.start < end and start < gloss.end]
            yield entry["english" if source == "ar" else "arabic"], " ".join(hits) or None


def recognisable(usual: str, gloss: str) -> bool:
    return all(min(edits(word, other) for other in plain(gloss)) <= 2 for word in plain(usual) if len(word) > 2)


@pytest.mark.parametrize(
    ("file", "source", "recall", "readable"),
    [("tune.ar.json", "ar", 0.88, 0.70), ("check.ar.json", "ar", 0.85, 0.75), ("check.en.json", "en", 0.95, 0.90)],
)
def test_names_are_found_and_readable(file: str, source: Language, recall: float, readable: float) -> None:
    pairs = list(found(file, source, "names"))
    glossed = [(usual, gloss) for usual, gloss in pairs if gloss is not None]
    assert len(glossed) / len(pairs) >= recall
    assert sum(recognisable(*pair) for pair in glossed) / len(glossed) >= readable


@pytest.mark.parametrize("file", ["tune.ar.json", "check.ar.json"])
def test_numbers_are_in_figures(file: str) -> None:
    pairs = list(found(file, "ar", "numbers"))
    assert sum(gloss is not None and usual in gloss for usual, gloss in pairs) / len(pairs) >= 0.85
