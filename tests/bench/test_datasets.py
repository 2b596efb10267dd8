"""Reading SQuAD-format files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.datasets import DatasetError, queries, read_squad


def squad(path: Path, *articles: list[tuple[str, list[tuple[str, str]]]]) -> Path:
    data: list[dict[str, Any]] = [
        {
            "title": f"article {number}",
            "paragraphs": [
                {
                    "context": context,
                    "qas": [{"id": key, "question": text, "answers": [{"text": "x"}]} for key, text in asked],
                }
                for context, asked in article
            ],
        }
        for number, article in enumerate(articles)
    ]
    path.write_text(json.dumps({"data": data}), "utf-8")
    return path


def test_a_question_asked_of_two_paragraphs_is_one_question(tmp_path: Path) -> None:
    file = squad(
        tmp_path / "en.json",
        [("The first paragraph.", [("a", "What is it?")]), ("The second one.", [("b", "What is it?")])],
        [("The third paragraph.", [("c", "And this?")])],
    )
    found = queries(read_squad(file), read_squad(file))
    assert [(query.text, query.gold, query.tunes) for query in found] == [
        ("What is it?", frozenset({0, 1}), True),
        ("And this?", frozenset({2}), False),
    ]


def test_questions_in_another_language_are_matched_by_id(tmp_path: Path) -> None:
    english = squad(tmp_path / "en.json", [("A paragraph.", [("a", "What is it?"), ("b", "Why?")])])
    arabic = squad(tmp_path / "ar.json", [("فقرة من النص.", [("a", "ما هذا؟")])])
    asked, answered = read_squad(arabic), read_squad(english)
    assert (asked.language, answered.language) == ("ar", "en")
    assert [query.text for query in queries(asked, answered)] == ["ما هذا؟"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"data": [{}]}', '{"data": []}', '{"data": 3}'])
def test_anything_else_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content, "utf-8")
    with pytest.raises(DatasetError):
        read_squad(path)
    with pytest.raises(DatasetError):
        read_squad(tmp_path / "missing.json")


def test_files_without_a_common_question_are_refused(tmp_path: Path) -> None:
    one = squad(tmp_path / "one.json", [("A paragraph.", [("a", "What?")])])
    two = squad(tmp_path / "two.json", [("A paragraph.", [("b", "What?")])])
    with pytest.raises(DatasetError):
        queries(read_squad(one), read_squad(two))
