"""`sanad check`: a file of sentences with their sources, or a text against the library."""

from __future__ import annotations

import json
from pathlib import Path

from tests.app.conftest import Run

SOURCE = "The mayor of Lund said on Friday that the old bridge would be closed until May."


def write(path: Path, *rows: object) -> str:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return str(path)


def test_sentences_with_their_sources(sanad: Run, tmp_path: Path) -> None:
    rows = [
        {
            "id": "true",
            "sentence": "The old bridge in Lund will stay closed until May, the mayor said.",
            "source": SOURCE,
        },
        {
            "id": "across",
            "sentence": "قال رئيس بلدية لوند يوم الجمعة إن الجسر القديم سيغلق حتى مايو.",
            "source": SOURCE,
        },
        {"id": "number", "sentence": "The bridge will be closed for 14 months, the mayor said.", "source": SOURCE},
        {"id": "other", "sentence": "Olive growers in Crete expect a poor harvest.", "source": SOURCE},
    ]
    status, out, _ = sanad("check", "--jsonl", write(tmp_path / "pairs.jsonl", *rows))
    found = {row["id"]: row for row in map(json.loads, out.splitlines())}
    assert status == 0
    assert [found[name]["support"] == "supported" for name in ("true", "across", "number", "other")] == [
        True, True, False, False,
    ]  # fmt: skip
    (citation,) = found["true"]["citations"]
    assert SOURCE[citation["start"] : citation["end"]] == citation["quote"]
    assert found["number"]["reasons"]


def test_a_bad_line_is_named_and_the_others_are_checked(sanad: Run, tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(
        f'{{"id": 1, "sentence": 5}}\nnonsense\n{json.dumps({"sentence": SOURCE, "source": SOURCE})}', "utf-8"
    )
    status, out, _ = sanad("check", "--jsonl", str(file))
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert ["error" in row for row in rows] == [True, True, False]
    assert "line 2" in rows[1]["error"]["message"]


def test_a_text_is_checked_against_the_library_sentence_by_sentence(stocked: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Nobody has ever seen the blue lighthouse of Tarnow. It burned in 1312.", "utf-8")
    status, out, _ = stocked("check", str(draft), "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert len(rows) == 2
    assert all(row["support"] != "supported" for row in rows)


def test_a_missing_file_is_an_error_in_words(sanad: Run, tmp_path: Path) -> None:
    status, _, err = sanad("check", str(tmp_path / "none.txt"))
    assert status == 1
    assert "none.txt" in err
