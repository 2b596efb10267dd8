"""The table of replies, and one whole run of each kind of system."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.answering.answer import CitedSpan
from app.services import library_path, open_models
from app.settings import load_settings
from bench.__main__ import main
from bench.answer_setup import make_library
from bench.answer_systems import Sanad, Tutorial, is_verbatim
from bench.answer_table import Result, grouped, refusal_f1, render
from bench.answers import ask_all
from bench.replies import Reply, score
from bench.trials import Shelf, Text, Trial, TrialSet
from bench.tutorial import cited_numbers, is_refusal
from bench.warm_embedder import WarmEmbedder
from tests.fakes import FakeChatServer, replies
from tests.fakes_embeddings import HashEmbedder
from vectorstore.embedding.anchors import SENTENCES
from vectorstore.library.reader import LibraryReader
from vectorstore.types import Hit


# --- the table -----------------------------------------------------------------------------------
def _result(answerable: bool, refused: bool, seconds: float = 1.0, group: str = "ar") -> Result:
    trial = Trial("q", group, "ar", "?", answerable, "s")
    reply = Reply("", refused, seconds_sources=seconds)
    return Result("ours", trial, reply, score(trial, reply))


def test_refusals_are_counted_as_nomiracl_counts_them() -> None:
    # 4 unanswerable, 3 of them refused; 6 answerable, 1 of them refused.
    results = [_result(False, n < 3) for n in range(4)] + [_result(True, n < 1) for n in range(6)]
    cells = grouped(results)["all"]
    shown = {name: row["ours"] for name, row in cells.items()}
    assert shown["refused where nothing answers (recall)"].shown().startswith("3/4 (75 %")
    assert shown["refusals that were right (precision)"].shown().startswith("3/4 (75 %")
    assert shown["answered where nothing answers (hallucination rate)"].shown().startswith("1/4 (25 %")
    assert shown["refused what can be answered (error rate)"].shown().startswith("1/6 (17 %")
    assert shown["F1 of refusing"].interval.mean == pytest.approx(0.75)


def test_f1_of_no_refusals_at_all() -> None:
    assert refusal_f1(np.array([0.0, 0.0])) == 0.0
    assert refusal_f1(np.array([3.0, 0.0])) == 1.0


def test_medians_and_groups() -> None:
    results = [_result(True, False, seconds, group) for seconds, group in ((1, "ar"), (2, "ar"), (9, "en"))]
    tables = grouped(results)
    assert tables["all"]["seconds to sources, median"]["ours"].interval.mean == 2
    assert tables["en"]["seconds to sources, median"]["ours"].interval.mean == 9
    assert list(tables) == ["all", "ar", "en"]
    assert "| seconds to sources, median | 2 (1–9) |" in render(tables["all"], "all")
    assert "F1, official" not in tables["all"]
    assert "F1 of refusing" not in tables["all"], "nothing was to be refused"


# --- the tutorial's replies ----------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    ["I don't know.", "I don’t know.", "The context does not mention it.", "It is not mentioned in the context.",
     "لا أعرف.", "لا توجد معلومات عن ذلك في السياق.", "لم يذكر السياق ذلك.", "غير مذكور في النص"],
)  # fmt: skip
def test_the_tutorials_refusals_are_read_generously(text: str) -> None:
    assert is_refusal(text)


@pytest.mark.parametrize("text", ["Dillon did not attend. [1]", "رفض ديلون ذلك. [1]", "He knows. [2]"])
def test_an_answer_is_no_refusal(text: str) -> None:
    assert not is_refusal(text)


def test_cited_numbers_come_once_and_in_order() -> None:
    assert cited_numbers("a [2] b [1][2] c [9].") == [2, 1, 9]


# --- whole runs ----------------------------------------------------------------------------------
FACT = "The bridge of Raqqa was opened in March by the governor."
TEXTS = (
    Text("one", "Bridges", f"{FACT} Crowds came to see it.", "en"),
    Text("two", "Weather", "Rain is expected on the coast tomorrow. Winds will be light.", "en"),
)


def _trials() -> TrialSet:
    asked = Trial(
        "q1", "en", "en", FACT, True, "s", answers=("governor",), quotes=("governor",), documents=("one",), whole=True
    )
    return TrialSet("squad", (asked,), (Shelf("s", TEXTS),))


def test_ours_is_asked_and_scored(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    make_library(tmp_path / "home", _trials().shelves[0], embedder)
    with open_models(load_settings(chat_model="quotes")) as models:
        (result,) = ask_all(Sanad("quotes", "quotes", models, embedder), _trials(), {"s": tmp_path / "home"})
    assert result.score.right, result.reply
    assert result.score.documents_right
    assert result.score.verbatim
    assert result.reply.sources[0] == "one"
    assert result.reply.seconds_sources is not None
    assert result.reply.seconds_first is not None
    assert result.reply.seconds_sources <= result.reply.seconds_first <= result.reply.seconds_done


@pytest.mark.parametrize(
    ("changes", "verbatim"),
    [
        ({}, True),
        ({"start": 1}, False),
        ({"text": "Rain was expected"}, False),
        ({"version": 2}, False),
        ({"end": 0}, False),
    ],
)
def test_a_quote_is_verbatim_or_not(tmp_path: Path, changes: dict[str, Any], verbatim: bool) -> None:
    make_library(tmp_path, Shelf("s", TEXTS[1:]), HashEmbedder())
    with LibraryReader(library_path(tmp_path)) as library:
        (article,) = library.articles()
        about: dict[str, Any] = {
            "start": 0,
            "text": "Rain is expected",
            "version": 1,
            "end": len("Rain is expected"),
            **changes,
        }
        hit = Hit(1, 1.0, replace(article, version=about["version"]), about["start"], 99, about["text"], ())
        assert is_verbatim(library, CitedSpan(hit, about["start"], about["end"])) is verbatim


def test_the_tutorial_is_asked_and_scored(tmp_path: Path, chat_server: FakeChatServer) -> None:
    pytest.importorskip("langchain_chroma")
    embedder = HashEmbedder()
    make_library(tmp_path / "home", _trials().shelves[0], embedder)
    chat_server.then(replies.text("The governor", " [1], [7]."))
    with ExitStack() as stack:
        settings = load_settings(chat_model="openai:fake", openai_base_url=chat_server.url)
        models = stack.enter_context(open_models(settings))
        (result,) = ask_all(Tutorial("tutorial", models, embedder), _trials(), {"s": tmp_path / "home"})
    assert result.reply.text == "The governor [1], [7]."
    assert result.reply.unknown == 1
    assert len(result.reply.citations) == 1
    assert result.reply.citations[0].verbatim
    assert (result.score.right, result.score.documents_right) == (True, False)
    assert (result.reply.input_tokens, result.reply.output_tokens) == (11, 7)


def test_a_warm_embedder_embeds_the_ordinary_texts_once_and_questions_always() -> None:
    embedder = HashEmbedder()
    warm = WarmEmbedder(embedder)
    embedder.texts.clear()
    assert np.allclose(warm.embed_documents(SENTENCES["ar"])[0], embedder.embed_query(SENTENCES["ar"][0]))
    assert np.allclose(warm.embed_query("Who?"), embedder.embed_query("Who?"))
    assert embedder.texts == []
    warm.embed_documents(["a new sentence", "a new sentence"])
    assert embedder.texts == ["a new sentence", "a new sentence"]


def test_the_command_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers"]) == 2
    assert "--questions" in capsys.readouterr().err
    assert main(["answers", "--dataset", "nowhere.json"]) == 2
    assert "nowhere.json" in capsys.readouterr().err
