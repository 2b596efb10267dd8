"""Groups from parallel news: sentences over windows of their document, in both languages, and changed ones."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from ingest.language import Language
from train.changes import changed_name, changed_number
from train.groups import Group, Reading, Verdict

LANGUAGES: tuple[Language, ...] = ("ar", "en")
Sentence = dict[Language, str]


def read_documents(path: Path) -> dict[str, list[Sentence]]:
    """Return the sentences of each document of a JSONL file with `document`, `en` and `ar`, in order."""
    documents: dict[str, list[Sentence]] = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        documents.setdefault(row["document"], []).append({"en": row["en"], "ar": row["ar"]})
    return documents


def parallel(document: list[Sentence], chance: random.Random, *, widest: int = 3) -> Iterator[Group]:
    """Yield a group for each window of up to `widest` sentences of a document, in each language."""
    start = 0
    while start < len(document):
        width = chance.randint(1, widest)
        window, rest = document[start : start + width], document[:start] + document[start + width :]
        start += width
        for language in LANGUAGES:
            readings = []
            for own in LANGUAGES:
                pair = f"{own} over {language}"
                for sentence in window:
                    readings.append(Reading(sentence[own], "translation", pair, Verdict.SUPPORTED))
                    number = changed_number(sentence[own], chance)
                    name = changed_name(sentence[own], [other[own] for other in document], own, chance)
                    if number is not None:
                        readings.append(Reading(number, "number changed", pair, Verdict.FALSE))
                    if name is not None:
                        readings.append(Reading(name, "name changed", pair, Verdict.FALSE))
                readings += [
                    Reading(other[own], "another sentence", pair, Verdict.ABSENT)
                    for other in chance.sample(rest, min(len(window), len(rest)))
                ]
            yield Group(" ".join(one[language] for one in window), tuple(readings))
