"""The news passages written for training: two versions of a story in both languages, claims labelled under each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.language import Language

Label = Literal["supported", "contradicted", "absent"]
Version = Literal["a", "b"]
LETTERS: dict[str, Label] = {"S": "supported", "C": "contradicted", "N": "absent"}
Bilingual = dict[Language, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence in both languages, its kind, and what each version says of it."""

    text: Bilingual
    kind: str
    labels: dict[Version, Label]


@dataclass(frozen=True, slots=True)
class Question:
    """A question in both languages; `answers` are exact parts of a version's text, None where it does not answer."""

    text: Bilingual
    answers: dict[Version, Bilingual | None]


@dataclass(frozen=True, slots=True)
class Item:
    """A story. Version `b` has `changed[n]` in the place of `sentences[n]`."""

    name: str
    theme: str
    outlet: Bilingual
    published: str
    title: Bilingual
    sentences: tuple[Bilingual, ...]
    changed: dict[int, Bilingual]
    claims: tuple[Claim, ...]
    questions: tuple[Question, ...]

    def version(self, version: Version, language: Language) -> list[str]:
        """Return a version's sentences."""
        chosen = [self.changed.get(n, one) if version == "b" else one for n, one in enumerate(self.sentences)]
        return [one[language] for one in chosen]


def read_items(path: Path) -> Iterator[Item]:
    """Yield the items of a JSONL file, one a line. Raises ValueError and KeyError for what is not one."""
    for line in path.read_text("utf-8").splitlines():
        yield _item(json.loads(line))


def _item(raw: dict[str, Any]) -> Item:
    return Item(
        raw["id"],
        raw["theme"],
        raw["outlet"],
        raw["published"],
        raw["title"],
        tuple(raw["sentences"]),
        {int(number): text for number, text in raw["changed"].items()},
        tuple(
            Claim(one["text"], one["kind"], {"a": LETTERS[one["labels"][0]], "b": LETTERS[one["labels"][1]]})
            for one in raw["claims"]
        ),
        tuple(Question(one["text"], {"a": one["a"], "b": one["b"]}) for one in raw["questions"]),
    )
