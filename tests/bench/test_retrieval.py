"""The retrieval bench from its command line, with the bundled embedder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main
from tests.bench.test_datasets import squad

EN = (
    [("The bridge over the river was opened in May.", [("a", "When was the bridge opened?")])],
    [("Wheat prices fell after a rich harvest.", [("b", "Why did wheat prices fall?")])],
)
AR = (
    [("افتتح الجسر فوق النهر في شهر أيار.", [("a", "متى افتتح الجسر؟")])],
    [("انخفضت أسعار القمح بعد موسم وفير.", [("b", "لماذا انخفضت أسعار القمح؟")])],
)


@pytest.mark.slow
def test_a_run_prints_a_table_and_writes_figures_and_a_cache(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english, arabic = squad(tmp_path / "en.json", *EN), squad(tmp_path / "ar.json", *AR)
    options = ["--mixed", "--variants", "dense only", "ours", "--reliability"]
    files = ["--dataset", str(english), "--questions", str(arabic)]
    places = ["--cache", str(tmp_path / "cache.npz"), "--output", str(tmp_path / "out")]
    assert main(["retrieval", *files, *options, *places]) == 0
    assert "ours" in capsys.readouterr().out
    figures = json.loads((tmp_path / "out" / "retrieval.json").read_text("utf-8"))["quality"]
    assert figures["ours"]["all"]["both in top 5"]["mean"] == 1.0
    assert figures["ours"]["all"]["questions"] == 2
    assert (tmp_path / "cache.npz").stat().st_size > 0


def test_nothing_to_do_and_unreadable_files_are_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retrieval"]) == 2
    assert main(["retrieval", "--dataset", str(tmp_path / "missing.json")]) == 2
    assert "missing.json" in capsys.readouterr().err
