"""Models of Hugging Face by name: found, fetched, checked, listed, chosen; a stand-in plays the hub."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.messages.errors import SanadError
from app.models.hub import find
from app.models.shelf import LARGE_BYTES, is_large, path_of
from app.models.spec import parse_spec
from app.services import profile_for
from app.settings import load_settings
from tests.app.conftest import Run
from tests.fakes.file_server import FakeFileServer

CONTENT = b"GGUF" + bytes(range(256)) * 4000
SPEC = "hf:Maker/Small-GGUF/q4/small-q4.gguf"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeFileServer]:
    with FakeFileServer(CONTENT) as server:
        lfs = {"oid": hashlib.sha256(CONTENT).hexdigest(), "size": len(CONTENT), "pointerSize": 100}
        entry = {"type": "file", "path": "q4/small-q4.gguf", "size": len(CONTENT), "oid": "0" * 40, "lfs": lfs}
        server.posted = [entry]
        monkeypatch.setenv("HF_ENDPOINT", server.url.removesuffix("/model.gguf"))
        yield server


def test_a_model_is_fetched_listed_and_chosen(
    sanad: Run, hub: FakeFileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hub.breaks.append(700_000)  # it goes on where the connection broke
    status, out, _ = sanad("model", "pull", SPEC, "--json")
    assert status == 0
    assert Path(json.loads(out)["path"]).read_bytes() == CONTENT
    assert hub.asked[-1] == "bytes=700000-"
    (listed,) = json.loads(sanad("model", "list", "--json")[1])
    assert (listed["name"], listed["bytes"], listed["verified"], listed["spec"]) == (
        "small-q4",
        len(CONTENT),
        True,
        SPEC,
    )
    assert sanad("model", "use", "small-q4")[0] == 0
    monkeypatch.delenv("SANAD_CHAT_MODEL")
    settings = load_settings()
    assert settings.resolved_chat_model() == "local:small-q4"
    assert path_of(parse_spec("local:small-q4"), settings) == Path(listed["path"])


def test_a_file_with_another_digest_is_not_taken(sanad: Run, hub: FakeFileServer) -> None:
    hub.content = CONTENT[:-1] + b"x"
    status, _, errors = sanad("model", "pull", SPEC)
    assert status == 1
    assert "small-q4.gguf is damaged" in errors
    assert sanad("model", "list")[1] == ""


def test_what_the_hub_does_not_have_is_said(sanad: Run, hub: FakeFileServer) -> None:
    hub.posted = []
    status, _, errors = sanad("model", "pull", SPEC)
    assert status == 1
    assert "Maker/Small-GGUF has no file q4/small-q4.gguf" in errors


@pytest.mark.parametrize("spec", ["small", "hf:small.gguf", "hf:a/b/c.bin", "hf:a/b/../c.gguf", "https://x/y.gguf"])
def test_what_is_no_spec_is_refused(spec: str) -> None:
    with pytest.raises(SanadError) as caught:
        find(spec)
    assert caught.value.code == "bad_input"


def test_room_on_the_disk_is_looked_at_before(sanad: Run, hub: FakeFileServer) -> None:
    lfs = {"oid": "0" * 64, "size": 10**15, "pointerSize": 100}
    hub.posted = [{"type": "file", "path": "q4/small-q4.gguf", "size": 10**15, "oid": "0" * 40, "lfs": lfs}]
    status, _, errors = sanad("model", "pull", SPEC)
    assert status == 1
    assert "1000000" in errors
    assert hub.asked == []


def test_a_name_that_is_not_there_is_told_with_those_that_are(sanad: Run, hub: FakeFileServer) -> None:
    sanad("model", "pull", SPEC)
    status, _, errors = sanad("model", "use", "other")
    assert status == 1
    assert "small-q4" in errors


@pytest.mark.parametrize(("size", "unit"), [(LARGE_BYTES, "passage"), (1_000_000, "sentence")])
def test_a_larger_model_gets_passages(size: int, unit: str) -> None:
    settings = load_settings(chat_model="local:big")
    folder = settings.home / "models"
    folder.mkdir(parents=True)
    with (folder / "big.gguf").open("wb") as stream:
        os.truncate(stream.fileno(), size)
    assert profile_for(settings).policy.unit == unit
    assert profile_for(settings).strict
    assert is_large(parse_spec("local:big"), settings) is (unit == "passage")
