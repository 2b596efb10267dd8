"""The command line where something is wrong: the model's server, the output, the folder, the reader's language."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.doctor import examine
from app.messages.catalogue import catalogue
from app.models import fetch
from app.models.model_file import LOCAL_MODEL
from app.settings import load_settings
from tests import ROOT
from tests.app.cli.test_main import read
from tests.app.conftest import Run
from tests.fakes import FakeChatServer, replies
from tests.fakes.file_server import FakeFileServer

COST = "كم بلغت كلفة المستشفيات في تونس؟"


@pytest.fixture
def remote(stocked: Run, chat_server: FakeChatServer, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command line over two articles, with a chat model that `chat_server` plays."""
    monkeypatch.setenv("OPENAI_BASE_URL", chat_server.url)
    monkeypatch.setenv("SANAD_CHAT_MODEL", "openai:fake")
    return stocked


def test_quotes_in_place_of_a_failing_model_are_no_success(remote: Run, chat_server: FakeChatServer) -> None:
    chat_server.default = replies.wrong_key()
    status, out, _ = remote("ask", COST, "--json")
    answer = read(out)
    assert status == 1
    assert "300" in answer["answer"]
    assert "OPENAI_API_KEY" in answer["notices"][0]


def test_the_doctor_asks_a_remote_model_for_a_word(remote: Run, chat_server: FakeChatServer) -> None:
    assert remote("doctor")[0] == 0
    assert len(chat_server.requests) == 1
    chat_server.default = replies.no_such_model()
    status, out, _ = remote("doctor", "--json")
    assert status == 1
    assert "SANAD_CHAT_MODEL" in read(out)[-1]["detail"]


def test_a_model_that_was_never_fetched_is_not_fetched_by_a_question(
    stocked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANAD_CHAT_MODEL", "local")
    monkeypatch.setattr(fetch, "download", lambda *_: pytest.fail("it was fetched"))
    status, out, _ = stocked("ask", COST, "--json")
    assert status == 0
    assert "sanad model pull" in read(out)["notices"][0]


def test_an_error_is_json_too_and_in_the_language_of_the_question(sanad: Run) -> None:
    status, out, err = sanad("ask", "متى؟", "--from", "غدًا", "--json")
    assert status == 1
    assert read(out)["error"]["code"] == "bad_input"
    assert "صحّحه" in read(out)["error"]["message"]
    assert "صحّحه" in err


def test_a_download_without_a_terminal_tells_its_progress_in_lines(sanad: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(_: object, report: Callable[..., None], *__: object) -> Path:
        for done in range(1001):
            report("fetching", done, 1000)
        return ROOT / "README.md"

    monkeypatch.setattr("app.cli.model.fetch_model", fetched)
    status, _, err = sanad("model", "pull")
    assert status == 0
    assert err.splitlines() == [f"fetching {tenth} %" for tenth in range(0, 101, 10)]


def run(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    environment = os.environ | {"SANAD_CHAT_MODEL": "quotes", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    environment |= options.pop("env", {})
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, **options)


@pytest.mark.slow
def test_a_download_can_be_interrupted() -> None:
    with FakeFileServer(b"GGUF" + bytes(1000)) as server:
        server.stall, server.headers = True, {"Content-Length": str(LOCAL_MODEL.size)}
        environment = {"SANAD_MODEL_URL": server.url, "SANAD_MODEL_MIRROR": "false"}
        with run("model", "pull", env=environment) as process:
            assert server.reached.wait(120)
            process.send_signal(signal.SIGINT)
            server.go_on.set()
            _, err = process.communicate(timeout=250)
    assert process.returncode == 130
    assert b"Traceback" not in err


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_disk_under_the_output_is_said(stocked: Run) -> None:
    with Path("/dev/full").open("wb") as full, run("articles", stdout=full) as process:
        _, err = process.communicate(timeout=250)
    assert process.returncode == 1
    assert err.startswith(b"sanad: ")
    assert b"Traceback" not in err


def test_a_folder_that_may_only_be_read_is_said(stocked: Run, monkeypatch: pytest.MonkeyPatch) -> None:

    def refused(_: object) -> None:
        raise PermissionError(13, "Permission denied", "writer.lock")

    monkeypatch.setattr("vectorstore.library.lock.WriterLock.acquire", refused)
    status, _, err = stocked("remove", "x")
    assert status == 1
    assert "can't be written" in err
    status, out, _ = stocked("search", "Sfax", "--json")
    assert status == 0
    assert read(out)["passages"]


def test_a_wrong_address_is_not_called_a_busy_port(sanad: Run) -> None:
    status, _, err = sanad("serve", "--host", "192.0.2.1")  # of a network for documentation: never this machine's
    assert status == 1
    assert "192.0.2.1" in err
    assert "in use" not in err


def test_a_bug_ends_with_a_line_that_says_what_to_do(sanad: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.articles.articles", lambda *_: 1 // 0)
    status, _, err = sanad("articles")
    assert status == 1
    assert "sanad doctor" in err.splitlines()[-1]


def test_every_check_of_the_doctor_has_a_name(sanad: Run) -> None:
    for finding in examine(load_settings(), "ar"):
        assert finding.check in catalogue("ar")["terminal"]


def test_embeddings_of_another_size_are_told_and_reindex_heals(
    sanad: Run, two_articles: Path, chat_server: FakeChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANAD_EMBEDDING_MODEL", "openai:fake")
    monkeypatch.setenv("SANAD_EMBEDDING_BASE_URL", chat_server.url)
    assert sanad("ingest", str(two_articles))[0] == 0
    assert sanad("search", "Sfax")[0] == 0
    chat_server.dimensions = 32
    status, _, errors = sanad("search", "the port")
    assert status == 1
    assert "sanad reindex" in errors
    assert sanad("reindex")[0] == 0
    status, out, _ = sanad("search", "Sfax", "--json")
    assert status == 0
    assert "Sfax" in out
