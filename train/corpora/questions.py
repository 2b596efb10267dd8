"""Groups from question answering: SQuAD's format in one or two languages, and pools that do not answer (NoMIRACL)."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.language import Language
from train.groups import Group, Reading

NEAR = 2  # other paragraphs of the same article beside each question


def read_squad(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a file in SQuAD's format."""
    articles: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["data"]
    return articles


def squad(files: Mapping[Language, list[dict[str, Any]]], chance: random.Random) -> Iterator[tuple[int, Group]]:
    """Yield, with its article's number, a group for each question: its paragraph in each language, and neighbours."""
    asked = {
        language: {one["id"]: one for article in articles for part in article["paragraphs"] for one in part["qas"]}
        for language, articles in files.items()
    }
    for own in files:
        for number, article in enumerate(files[own]):
            for place, part in enumerate(article["paragraphs"]):
                for question in part["qas"]:
                    readings = []
                    for language, articles in files.items():
                        pair = f"{own} over {language}"
                        paragraphs = [one["context"] for one in articles[number]["paragraphs"]]
                        answer = asked[language][question["id"]]["answers"][0]
                        span = (answer["answer_start"], answer["answer_start"] + len(answer["text"]))
                        readings.append(Reading(paragraphs[place], "question", pair, answer=span))
                        others = [text for n, text in enumerate(paragraphs) if n != place]
                        readings += [
                            Reading(text, "near miss", pair, answer=(0, 0))
                            for text in chance.sample(others, min(NEAR, len(others)))
                        ]
                    yield number, Group(question["question"], tuple(readings))


def unanswerable(path: Path, chance: random.Random, passages: int = 4) -> Iterator[Group]:
    """Yield a group for each question of NoMIRACL's that none of its passages answers."""
    data = json.loads(path.read_text("utf-8"))
    for row in data["rows"]:
        if not row["answerable"]:
            chosen = chance.sample(row["docids"], min(passages, len(row["docids"])))
            readings = [
                Reading(data["passages"][key], "near miss", "ar over ar", answer=(0, 0))
                for key in chosen
                if key in data["passages"]
            ]
            yield Group(row["question"], tuple(readings))
