"""The bench of refusals: from its command line with the bundled embedder, and its regression by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.answering.evidence.signals import Signals
from bench.__main__ import main
from bench.refusal import Case, fit
from tests.bench.test_datasets import squad
from tests.bench.test_retrieval import AR, EN


@pytest.mark.slow
def test_each_question_is_asked_with_its_paragraph_and_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english, arabic = squad(tmp_path / "en.json", *EN), squad(tmp_path / "ar.json", *AR)
    output = tmp_path / "cases.json"
    assert main(["refusal", "--dataset", str(arabic), str(english), "--output", str(output)]) == 0
    cases = json.loads(output.read_text("utf-8"))
    assert len(cases) == 16  # 2 questions, 4 pairs of languages, with and without
    assert {case["group"] for case in cases} == {"ar-ar", "ar-en", "en-ar", "en-en"}
    for group in ("ar-ar", "en-en"):
        can, cannot = (
            [one["signals"]["coverage"] for one in cases if one["group"] == group and one["answerable"] is answerable]
            for answerable in (True, False)
        )
        assert min(can) > max(cannot)
    assert "AUROC" in capsys.readouterr().out


@pytest.mark.slow
def test_rows_with_passages_of_their_own(tmp_path: Path) -> None:
    rows = [
        {"qid": "1", "question": "متى افتتح الجسر؟", "answerable": True, "docids": ["a"]},
        {"qid": "2", "question": "من بنى القلعة؟", "answerable": False, "docids": ["b"]},
    ]
    passages = {"a": "الجسر: افتتح الجسر فوق النهر في شهر أيار.", "b": "القمح: انخفضت أسعار القمح بعد موسم وفير."}
    path, output = tmp_path / "rows.json", tmp_path / "cases.json"
    path.write_text(json.dumps({"rows": rows, "passages": passages}), encoding="utf-8")
    assert main(["refusal", "--dataset", str(path), "--output", str(output)]) == 0
    can, cannot = json.loads(output.read_text("utf-8"))
    assert can["signals"]["coverage"] > cannot["signals"]["coverage"]
    assert not can["signals"]["open"]


def test_an_unreadable_file_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refusal", "--dataset", str(tmp_path / "missing.json")]) == 2
    assert "missing.json" in capsys.readouterr().err


def test_the_fit_finds_the_signal_that_tells() -> None:
    told = [Case("g", n % 2 == 0, True, 0.5, Signals(n % 3, float(n % 2 == 0), n % 5 == 0, False)) for n in range(60)]
    relevance, coverage, asks_openly, bias = fit(told)
    assert coverage > 3
    assert abs(relevance) < 0.5
    assert abs(asks_openly) < 0.5
    assert bias < 0
    assert fit([]) == [0.0, 0.0, 0.0, 0.0]
