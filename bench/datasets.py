"""Reads SQuAD-format files into paragraphs and questions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.language import Language
from ingest.language.text import detect_language


class DatasetError(Exception):
    """The file is not what it should be; the message says where."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, which the bench takes for an article; `group` is the number of the article it comes from."""

    text: str
    group: int


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the paragraphs (by number) that answer it; `group` decides whether it is for tuning."""

    text: str
    gold: frozenset[int]
    group: int
    answers: tuple[str, ...] = ()

    @property
    def tunes(self) -> bool:
        """Whether constants may be chosen by this question: articles of even number. The others check."""
        return self.group % 2 == 0


@dataclass(frozen=True, slots=True)
class Dataset:
    """Paragraphs, and questions by id in the file's order."""

    language: Language
    paragraphs: tuple[Paragraph, ...]
    questions: dict[str, tuple[str, int, tuple[str, ...]]]


def read_squad(path: Path) -> Dataset:
    """Return the paragraphs and questions of a SQuAD-format JSON file. Raises DatasetError."""
    try:
        articles = json.loads(path.read_text("utf-8"))["data"]
        return _dataset(articles)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{path}: {error}") from error


def _dataset(articles: list[dict[str, Any]]) -> Dataset:
    paragraphs: list[Paragraph] = []
    questions: dict[str, tuple[str, int, tuple[str, ...]]] = {}
    for group, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                answers = tuple(str(answer["text"]) for answer in asked.get("answers", []))
                questions[str(asked["id"])] = (str(asked["question"]), len(paragraphs), answers)
            paragraphs.append(Paragraph(str(paragraph["context"]), group))
    if not paragraphs or not questions:
        raise DatasetError("no paragraphs or no questions")
    return Dataset(detect_language(" ".join(one.text[:500] for one in paragraphs)), tuple(paragraphs), questions)


def queries(asked: Dataset, answered_by: Dataset) -> list[Query]:
    """Return the questions of one file with the paragraphs of another (or the same) that answer them, by id.

    A question that is asked word for word of several paragraphs is one question with several answers, as the public
    leaderboards count it. Raises DatasetError where the files share no question.
    """
    merged: dict[str, Query] = {}
    for key, (text, _, answers) in asked.questions.items():
        if key not in answered_by.questions:
            continue
        number = answered_by.questions[key][1]
        before = merged.get(text)
        merged[text] = Query(
            text,
            (before.gold if before else frozenset()) | {number},
            before.group if before else answered_by.paragraphs[number].group,
            (before.answers if before else ()) + answers,
        )
    if not merged:
        raise DatasetError("the two files have no question id in common")
    return list(merged.values())
