"""Questions translated by a chat model over a real connection: quickly, quietly, and only where it is of use."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.models.provider import QuotesModels, RemoteModels, open_chat_models
from app.services import make_assistant, open_ingestion, open_models, open_store
from app.settings import load_settings
from app.translating import NoTranslationError, Translator
from tests.fakes import FakeChatServer, replies
from tests.fakes.chat_server import Reply
from tests.fakes_embeddings import HashEmbedder

QUESTION = "Who inaugurated the lighthouse?"
TRANSLATION = "من افتتح المنارة؟"


@contextmanager
def translator(chat_server: FakeChatServer, seconds: float = 10.0) -> Iterator[Translator]:
    models = open_chat_models(load_settings(openai_base_url=chat_server.url, openai_model="fake"))
    assert isinstance(models, RemoteModels)
    yield Translator(models, seconds=seconds)
    models.close()


def test_a_question_comes_back_in_the_other_language(chat_server: FakeChatServer) -> None:
    chat_server.then(replies.text("«من افتتح ", "المنارة؟»\n"), replies.text("Who opened it?"))
    with translator(chat_server) as translate:
        assert translate(QUESTION) == TRANSLATION
        assert translate(TRANSLATION) == "Who opened it?"
    english, arabic = chat_server.requests
    assert "into Arabic" in english.prompt
    assert english.question == QUESTION
    assert "إلى الإنجليزية" in arabic.prompt


@pytest.mark.parametrize("reply", [replies.stall(), replies.stall("من"), replies.server_error(), replies.drop("من")])
def test_a_failure_is_quick_and_not_repeated_at_once(chat_server: FakeChatServer, reply: Reply) -> None:
    chat_server.default = reply
    with translator(chat_server, seconds=0.5) as translate:
        for _ in range(3):
            started = time.monotonic()
            with pytest.raises(NoTranslationError):
                translate(QUESTION)
            assert time.monotonic() - started < 5
    assert len(chat_server.requests) == 1


@pytest.mark.parametrize("reply", ["Here it is:\nمن افتتح المنارة؟", "«»"])
def test_chatter_is_no_translation(chat_server: FakeChatServer, reply: str) -> None:
    chat_server.default = replies.text(reply)
    with translator(chat_server) as translate, pytest.raises(NoTranslationError):
        translate(QUESTION)


def test_what_cannot_be_translated_is_not_sent(chat_server: FakeChatServer) -> None:
    with translator(chat_server) as translate, pytest.raises(NoTranslationError):
        translate("word " * 200)
    models = QuotesModels(open_chat_models(load_settings(chat_model="quotes")).limits)
    with pytest.raises(NoTranslationError):
        Translator(models)(QUESTION)
    assert chat_server.requests == []


@pytest.mark.parametrize("choice", ["auto", "off"])
def test_the_assistant_searches_with_the_translation_unless_told_not_to(
    chat_server: FakeChatServer, tmp_path: Path, choice: str
) -> None:
    (tmp_path / "a.txt").write_text("افتتح الدوق المنارة.\n\n" + "ثم عاد إلى القصر مع الحرس. " * 12, "utf-8")
    settings = load_settings(
        home=tmp_path / "home", openai_base_url=chat_server.url, openai_model="fake", translate_questions=choice
    )
    chat_server.default = replies.text(TRANSLATION)
    with open_store(settings, write=True, embedder=HashEmbedder()) as store, open_models(settings) as models:
        with open_ingestion(store) as ingestion:
            list(ingestion.run([str(tmp_path / "a.txt")]))
        hits = make_assistant(store, models).search(QUESTION)
    assert hits
    assert [request.question for request in chat_server.requests] == ([QUESTION] if choice == "auto" else [])


def test_a_failing_translation_leaves_the_search_as_it_was(
    chat_server: FakeChatServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.txt").write_text("افتتح الدوق المنارة.\n\n" + "ثم عاد إلى القصر مع الحرس. " * 12, "utf-8")
    settings = load_settings(home=tmp_path / "home", openai_base_url=chat_server.url, openai_model="fake")
    chat_server.default = replies.server_error()
    with (
        caplog.at_level(logging.WARNING),
        open_store(settings, write=True, embedder=HashEmbedder()) as store,
        open_models(settings) as models,
    ):
        with open_ingestion(store) as ingestion:
            list(ingestion.run([str(tmp_path / "a.txt")]))
        assert make_assistant(store, models).search(QUESTION) == store.retriever.search(QUESTION)
    assert len(chat_server.requests) == 1
    assert "translation" not in caplog.text
