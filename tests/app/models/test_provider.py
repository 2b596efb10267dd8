"""Which chat model the settings give, and the local one's way to ready and back."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from app.messages.errors import SanadError
from app.models.limits import limits_for
from app.models.local import LocalModel
from app.models.model_file import ModelFile
from app.models.provider import open_chat_models
from app.models.status import READY, ModelStatus
from app.settings import load_settings
from tests.fakes import FakeChatServer
from tests.fakes.file_server import FakeFileServer

NOTHING = ModelFile("m.gguf", 10, "0" * 64, "http://127.0.0.1:9/m.gguf")


def test_quotes_need_no_model() -> None:
    models = open_chat_models(load_settings(chat_model="quotes"))
    assert (models.name, models.current(), models.status()) == ("quotes", None, READY)
    models.close()


def test_a_remote_model_is_ready_without_a_request(chat_server: FakeChatServer) -> None:
    models = open_chat_models(load_settings(openai_base_url=chat_server.url, openai_model="fake"))
    assert (models.name, models.status()) == ("openai:fake", READY)
    assert models.current() is not None
    assert chat_server.requests == []
    models.close()
    assert models.current() is None


def test_limits_differ_for_the_local_model_and_can_be_set() -> None:
    remote, local = (limits_for(load_settings(), local=local) for local in (False, True))
    assert (remote.first_token, remote.idle, remote.total, remote.retries) == (30, 30, 120, 2)
    assert (local.first_token, local.idle, local.total) == (120, 30, 240)
    assert limits_for(load_settings(first_token_timeout=7), local=True).first_token == 7


def test_without_a_network_the_local_model_fails_readably_and_can_be_tried_again() -> None:
    local = LocalModel(load_settings(), file=NOTHING)
    assert local.status() == ModelStatus("absent")
    for _ in range(2):
        local.start()
        status = local.wait()
        assert status.state == "failed"
        assert status.error is not None
        assert status.error.code == "model_download_failed"
    assert local.model() is None
    local.close()


@pytest.mark.parametrize(
    ("content", "code"), [(b"<html>", "model_load_failed"), (b"GGUF" + bytes(64), "model_load_failed")]
)
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "مجلد" / "m.gguf"
    path.parent.mkdir()
    path.write_bytes(content)
    models = open_chat_models(load_settings(chat_model=f"local:{path}"))
    wait_for_the_end()
    error = models.status().error
    assert error is not None
    assert error.code == code
    assert str(path) in str(error)
    models.close()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    models = open_chat_models(load_settings(chat_model=f"local:{tmp_path}/none.gguf"))
    wait_for_the_end()
    assert "none.gguf" in str(models.status().error)
    models.close()


def test_closing_in_the_middle_of_the_download_leaves_no_thread() -> None:
    with FakeFileServer(b"x" * 1000) as server:
        file = ModelFile("m.gguf", 10**6, "0" * 64, server.url)
        local = LocalModel(load_settings(), file=file)
        local.start()
        while local.status().state != "fetching":
            time.sleep(0.01)
        local.close()
        local.close()
    assert local.status().state in ("absent", "failed")
    assert "local-model" not in [thread.name for thread in threading.enumerate()]
    local.start()
    assert "local-model" not in [thread.name for thread in threading.enumerate()], "closed is closed"


def test_percent_never_says_all_too_early() -> None:
    assert ModelStatus("fetching", 999, 1000).percent == 99
    assert ModelStatus("fetching").percent == 0


def test_a_bad_spec_is_said_at_once() -> None:
    with pytest.raises(SanadError):
        open_chat_models(load_settings(chat_model="gpt"))


def wait_for_the_end() -> None:
    for thread in threading.enumerate():
        if thread.name == "local-model":
            thread.join(60)
