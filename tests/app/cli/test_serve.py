"""`sanad serve` from outside: up at once whatever is pending, well by itself, gone soon when it is told to."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes import FakeChatServer, replies
from tests.serving import Program, call, serving

pytestmark = pytest.mark.slow

QUESTION = "How much did the port of Sfax handle?"


@pytest.fixture
def home(stocked_home: Path, tmp_path: Path) -> Path:
    """Return a data folder of two articles."""
    return Path(shutil.copytree(stocked_home, tmp_path / "home"))


def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def found(program: Program) -> str:
    hits: Any = call(program.address, "search", QUESTION, 2)
    return " ".join(hit["text"] for hit in hits["passages"])


def vectors(home: Path) -> int:
    """Return how many bytes of vectors lie in the index."""
    return sum(path.stat().st_size for path in (home / "index").rglob("*.bin"))


def test_a_damaged_index_is_made_anew_while_questions_are_answered(home: Path) -> None:
    (home / "index.seal.json").unlink()
    for file in (home / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"\x00garbage" * 1000)
    with serving(home) as program:
        assert "4.2 million" in found(program)
        until(lambda: "made anew" in program.written())
        assert "4.2 million" in found(program)
        program.stop()
    assert (home / "index.seal.json").exists(), "made anew, and closed"
    with serving(home) as program:
        assert "4.2 million" in found(program)
        assert "made anew" not in program.written()


def test_articles_named_at_the_start_are_read_behind_the_open_page(home: Path, tmp_path: Path) -> None:
    news = tmp_path / "more"
    news.mkdir()
    (news / "bridge.txt").write_text("The bridge\n\nThe bridge of Gabes closed on Monday for repairs.\n", "utf-8")
    with serving(home, "--ingest", str(news)) as program:
        until(lambda: len(call(program.address, "articles")) == 3)  # type: ignore[arg-type]
        until(lambda: "added 1" in program.written())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_program_tells_its_readers_and_ends(home: Path, chat_server: FakeChatServer, number: int) -> None:
    chat_server.default = replies.stall()
    with serving(home, SANAD_CHAT_MODEL="openai", OPENAI_BASE_URL=chat_server.url) as program:
        client = httpx.Client(base_url=program.address, timeout=60)
        asked = client.post("/gradio_api/call/ask", json={"data": [QUESTION, []]}).json()["event_id"]
        until(lambda: len(chat_server.requests) > 0)
        with client.stream("GET", f"/gradio_api/call/ask/{asked}") as stream:
            program.stop(number)
            text = "".join(stream.iter_text())
        client.close()
    assert "event: error" in text
    assert program.process.returncode == 0, "it ended by itself, before its time was up"
