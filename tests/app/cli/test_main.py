"""The command line as other programs use it: its JSON, its exit status, its words when something is wrong."""

from __future__ import annotations

import io
import json
import sys
import threading
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.cli.arguments import build_parser
from tests import ROOT
from tests.app.conftest import Run

SEEDS = ROOT / "seeds"
QUESTION = "كم طلعة جوية شنت روسيا وكم هدفًا أصابت؟"


def read(text: str) -> Any:
    return json.loads(text)


@pytest.mark.slow
def test_ingest_search_ask_show_remove(sanad: Run, two_articles: Path) -> None:
    status, out, _ = sanad("ingest", str(two_articles), "--json")
    report = read(out)
    assert status == 0
    assert (report["added"], report["articles"], report["rejected"]) == (2, 2, [])
    assert set(report) == {
        "added", "updated", "unchanged", "removed", "rejected", "warnings", "gone", "articles", "passages", "seconds",
    }  # fmt: skip

    status, out, _ = sanad("ingest", str(two_articles), "--json")
    assert (status, read(out)["unchanged"]) == (0, 2)

    _, out, _ = sanad("articles", "--json")
    listed = {row["title"]: row for row in read(out)}
    port = listed["Port of Sfax grows"]
    assert port["source"] == str(two_articles / "port.txt")
    assert {
        "article_id",
        "title",
        "outlet",
        "source",
        "language",
        "published",
        "passages",
        "updated_at",
        "version",
    } <= set(port)

    _, out, _ = sanad("search", "How much did the port handle?", "-k", "2", "--json")
    found = read(out)
    assert found["passages"][0]["article_id"] == port["article_id"]
    assert found["passages"][0]["rank"] == 1
    assert found["timings_ms"]["retrieve"] >= 0

    _, out, _ = sanad("show", port["article_id"], "--json")
    text = read(out)["text"]
    passage = found["passages"][0]
    assert text[passage["start"] : passage["end"]] == passage["text"]

    status, out, _ = sanad("ask", "كم بلغت كلفة المستشفيات في تونس؟", "--json")
    answer = read(out)
    assert status == 0
    assert answer["language"] == "ar"
    assert "300" in answer["answer"]
    assert answer["model"] == {"chat": "quotes", "embedding": "local"}
    citation = answer["citations"][0]
    _, out, _ = sanad("show", citation["article_id"], "--json")
    assert read(out)["text"][citation["start"] : citation["end"]] == citation["quote"]

    assert sanad("remove", port["article_id"], "--json")[0] == 0
    _, out, _ = sanad("search", "How much did the port handle?", "--json")
    assert port["article_id"] not in {row["article_id"] for row in read(out)["passages"]}
    _, out, _ = sanad("show", port["article_id"], "--json")
    assert read(out)["state"] == "removed"


def test_jsonl_answers_in_order_and_reports_a_bad_line(stocked: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        json.dumps({"id": "one", "question": "How much did the port handle?"}),
        "not json",
        "",
        json.dumps(
            {"id": "two", "question": "ومن قال ذلك؟", "history": [{"question": "كم بلغت الكلفة؟", "answer": "300"}]}
        ),
        json.dumps({"id": "three", "question": ""}),
    ]
    stdin = io.TextIOWrapper(io.BytesIO("\n".join(lines).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    status, out, _ = stocked("ask", "--jsonl", "-")
    rows = [read(line) for line in out.splitlines()]
    assert [row["id"] for row in rows] == ["one", None, "two", "three"]
    assert rows[1]["error"]["code"] == "bad_input"
    assert "كم بلغت الكلفة؟" in rows[2]["standalone_question"]
    assert rows[3]["error"]["code"] == "empty_question"
    assert status == 1


def test_a_rejected_file_is_named_with_its_reason(sanad: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(bytes(range(256)) * 20)
    status, out, _ = sanad("ingest", str(bad), "--json")
    report = read(out)
    assert status == 1
    assert report["added"] == 0
    assert report["rejected"][0]["source"] == str(bad)
    assert report["rejected"][0]["reason"]


def test_watching_sees_what_is_new_and_stops_when_told(
    sanad: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AfterThreeRounds(threading.Event):
        rounds = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.rounds += 1
            (tmp_path / "b.txt").write_text("The harbour opened again on Wednesday, officials said.")
            return self.rounds == 3

    (tmp_path / "a.txt").write_text("The harbour was closed on Monday after a storm.")
    monkeypatch.setattr("app.cli.ingest.stopped_by_interrupt", AfterThreeRounds)
    status, out, _ = sanad("ingest", str(tmp_path), "--watch", "--interval", "0", "--json")
    reports = [read(line) for line in out.splitlines()]
    assert status == 0
    assert [(report["added"], report["unchanged"]) for report in reports] == [(1, 0), (1, 1), (0, 2)]


def test_a_hostile_file_name_commands_no_terminal(sanad: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # the progress bar is drawn, as in a terminal
    folder = tmp_path / "in[box"
    folder.mkdir()
    (folder / "\x1b[31mred\nadded 9\u202e.csv").write_bytes(b"a,b")
    (folder / "b].txt").write_text("The harbour was closed on Monday after a storm.")
    (folder / "c[").mkdir()
    (folder / "c[" / "d].txt").write_text("The harbour opened again on Wednesday, officials said.")
    status, out, _ = sanad("ingest", str(folder))
    assert status == 1
    assert "\\x1b[31mred\\nadded 9\\u202e.csv" in out
    assert not {"\x1b", "\u202e"} & set(out)
    assert out.splitlines()[0].startswith("added 2,")


def test_a_program_gets_an_empty_list_from_an_empty_home(sanad: Run) -> None:
    assert sanad("articles", "--json")[:2] == (0, "[]\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("articles",), "no articles"),
        (("show", "nothing"), "no articles"),
        (("search", "x", "-k", "0"), "-k"),
        (("ask", "x", "--from", "yesterday"), "yesterday"),
    ],
)
def test_errors_say_what_is_wrong(sanad: Run, arguments: tuple[str, ...], said: str) -> None:
    status, _, err = sanad(*arguments)
    assert status == 1
    assert said in err
    assert "Traceback" not in err


def test_errors_come_in_the_language_of_the_terminal(sanad: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ar_EG.UTF-8")
    _, _, err = sanad("articles")
    assert "لا مقالات" in err


def test_filters_choose_articles(stocked: Run) -> None:
    _, out, _ = stocked("search", "What is new?", "--language", "ar", "--json")
    assert {row["language"] for row in read(out)["passages"]} == {"ar"}


def test_doctor_says_what_is_well_and_what_to_do(sanad: Run, two_articles: Path) -> None:
    status, out, _ = sanad("doctor", "--json")
    findings = {row["check"]: row for row in read(out)}
    assert status == 1
    assert "ingest" in findings["library and index"]["detail"]
    sanad("ingest", str(two_articles))
    status, out, _ = sanad("doctor", "--json")
    assert status == 0, out


def test_reindex_rebuilds_the_index(stocked: Run) -> None:
    status, out, _ = stocked("reindex", "--json")
    assert status == 0
    assert read(out)["articles"] == 2
    _, out, _ = stocked("search", "How much did the port handle?", "--json")
    assert read(out)["passages"]


def test_every_command_takes_json_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    parser = build_parser()
    for name in ("serve", "ask", "search", "ingest", "articles", "show", "remove", "reindex", "doctor", "model"):
        with pytest.raises(SystemExit) as left:
            parser.parse_args([name, "--help"])
        assert left.value.code == 0
        assert "--json" in capsys.readouterr().out


@pytest.mark.slow
def test_the_seeds_answer(sanad: Run) -> None:
    status, _, _ = sanad("ingest", str(SEEDS))
    assert status == 0
    _, out, _ = sanad("ask", QUESTION, "--json")
    answer = read(out)
    assert "64" in answer["answer"]
    assert "55" in answer["answer"]


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with pytest.raises(SystemExit) as stopped:
        build_parser().parse_args(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"sanad {project['version']}\n"
