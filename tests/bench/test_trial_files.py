"""Reading trials from files: SQuAD's format in one or two languages, NoMIRACL's, hand-made questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.datasets import DatasetError
from bench.trial_files import read_dataset, read_questions


def _squad(path: Path, language: str, paragraphs: int = 6) -> Path:
    word = {"ar": "الفقرة رقم", "en": "Paragraph number"}[language]
    article = [
        {
            "context": f"{word} {n}. {word} {n}0.",
            "qas": [{"id": f"{n}-{m}", "question": f"{word} {n}?", "answers": [{"text": f"{n}0"}]} for m in range(2)],
        }
        for n in range(1, paragraphs + 1)
    ]
    path.write_text(json.dumps({"data": [{"paragraphs": article}]}), encoding="utf-8")
    return path


def test_half_of_the_questions_lose_their_paragraph(tmp_path: Path) -> None:
    files = [_squad(tmp_path / "ar.json", "ar"), _squad(tmp_path / "en.json", "en")]
    trials = read_dataset(files, [], None, 7)
    assert {trial.group for trial in trials.trials} == {"ar-ar", "ar-en", "en-ar", "en-en"}
    assert len(trials.trials) == 48
    assert sum(trial.answerable for trial in trials.trials) == 24
    held = {shelf.name: {text.name for text in shelf.texts} for shelf in trials.shelves}
    for trial in trials.trials:
        assert (trial.documents[0] in held[trial.shelf]) is trial.answerable
        assert trial.whole
    again = read_dataset(files, ["ar-en"], 4, 7)
    assert len(again.trials) == 4
    assert again == read_dataset(files, ["ar-en"], 4, 7)
    assert {trial.language for trial in again.trials} == {"ar"}
    assert [shelf.name for shelf in again.shelves] == ["en"]


def test_a_pair_that_the_files_do_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="ar-en"):
        read_dataset([_squad(tmp_path / "en.json", "en")], ["ar-en"], None, 7)


def test_nomiracl_rows_have_libraries_of_their_own(tmp_path: Path) -> None:
    asked = {"question": "ما العاصمة؟", "gpt4": "I don't know."}
    rows = [asked | {"qid": f"{n}", "answerable": n < 5, "docids": [f"{n}#0", f"{n}#1"]} for n in range(10)]
    passages = {f"{n}#{m}": f"عنوان {n}: نص الفقرة {m}." for n in range(10) for m in range(2)}
    path = tmp_path / "rows.json"
    path.write_text(json.dumps({"rows": rows, "passages": passages}), encoding="utf-8")
    trials = read_dataset([path], [], 4, 7)
    assert sum(trial.answerable for trial in trials.trials) == 2
    assert len(trials.trials) == len(trials.shelves) == len(trials.reference) == 4
    first = trials.shelves[0]
    assert first.texts[0].title == f"عنوان {first.name}"
    assert first.texts[1].text == "نص الفقرة 1."
    assert all(refused for _, refused in trials.reference)


def test_hand_made_questions(tmp_path: Path) -> None:
    row: dict[str, Any] = {"id": "1", "language": "en", "question": "Who?", "answerable": True, "article": "a.txt"}
    row |= {"answer_strings": ["Ryan"], "quote_contains": "رايان"}
    nothing = row | {"id": "2", "answerable": False, "article": None, "answer_strings": [], "quote_contains": None}
    path = tmp_path / "questions.json"
    path.write_text(json.dumps([row, nothing]), encoding="utf-8")
    first, second = read_questions(path, tmp_path, None, 7).trials
    assert (first.answers, first.quotes, first.documents) == (("Ryan",), ("رايان", "Ryan"), ("a.txt",))
    assert (second.answers, second.quotes, second.documents, second.answerable) == ((), (), (), False)
    path.write_text('[{"id": "1"}]', encoding="utf-8")
    with pytest.raises(DatasetError):
        read_questions(path, tmp_path, None, 7)
