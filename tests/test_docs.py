"""The documentation is true: paths and links exist, decisions are numbered and short, and the walks are what runs."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from app.answering.answer import Event
from app.desk import NewsDesk
from app.models.limits import Limits
from app.models.provider import QuotesModels, RemoteModels
from app.services import make_assistant, open_ingestion, open_store
from app.settings import load_settings
from app.web import cards
from app.web.view import Exchange, advance
from tests import ROOT
from tests.fakes import FakeChatServer, replies

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / ".github").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
FOLDERS = ("app", "ingest", "vectorstore", "bench", "prompts", "tests", "docs", "tools", "seeds", "train")
_PATH = re.compile(rf"(?<![\w./-])(?:{'|'.join(FOLDERS)})/[\w./*{{}},-]*")
_PAGE = re.compile(r"(?<![\w./-])docs/[\w/-]+\.md")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_STEP = re.compile(r"^\d+\. `([\w/]+\.py)`", re.MULTILINE)
LONGEST_DECISION = 550  # words: about a page


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def paths_in(text: str) -> set[str]:
    """Return the paths of this repository that a page names, without the full stop of a sentence."""
    return {found.group().rstrip(".,") for found in _PATH.finditer(text)}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_that_is_named_exists(page: Path) -> None:
    missing = [path for path in paths_in(page.read_text("utf-8")) if not any(ROOT.glob(path.rstrip("/")))]
    assert not missing


def test_every_page_that_the_code_names_exists() -> None:
    sources = [path for folder in FOLDERS[:5] for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".toml")]
    named = {(name(path), page) for path in sources for page in _PAGE.findall(path.read_text("utf-8"))}
    assert named
    assert {(path, page) for path, page in named if not (ROOT / page).is_file()} == set()


def test_a_path_that_is_not_there_would_be_noticed() -> None:
    assert paths_in("see `app/nowhere.py`, ingest/language/. Not https://example.org/app/x.") == {
        "app/nowhere.py",
        "ingest/language/",
    }


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = _LINK.findall(_FENCE.sub("", page.read_text("utf-8")))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_numbered_dated_listed_and_one_page_long() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for page in DECISIONS:
        text = page.read_text("utf-8")
        assert text.startswith(f"# {page.name[:4]} "), page.name
        assert re.search(r"^\d{4}-\d\d-\d\d.* · (accepted|superseded)", text, re.MULTILINE), page.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "What was tried"]
        assert len(text.split()) <= LONGEST_DECISION, page.name
        assert f"({page.name})" in listed


def test_the_architecture_names_every_folder() -> None:
    """Every folder with Python files, from the packages' second level on."""
    named = paths_in((ROOT / "docs" / "architecture.md").read_text("utf-8"))
    files = [path for package in ("app", "ingest", "vectorstore") for path in (ROOT / package).rglob("*.py")]
    folders = {f"{name(path.parent)}/" for path in files}
    assert {folder for folder in folders if not folder.endswith("/data/")} <= named


# --- the two walks -------------------------------------------------------------------------------
def walk(heading: str) -> list[str]:
    """Return the files of a walk in docs/architecture.md, and check that it counts them rightly."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    files = _STEP.findall(section)
    assert f"That is {len(files)} files." in section
    assert len(set(files)) == len(files)
    return files


@contextmanager
def entered() -> Iterator[set[str]]:
    """Give the set of this repository's files whose functions are called in the block, by whatever new thread."""
    seen: set[str] = set()
    prefix = f"{ROOT.as_posix()}/"

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(prefix):
            seen.add(frame.f_code.co_filename.removeprefix(prefix))

    before, before_threads = sys.getprofile(), threading.getprofile()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(before)
        threading.setprofile(before_threads)


@pytest.mark.slow
def test_the_walks_are_what_runs(isolated: Path, chat_server: FakeChatServer) -> None:
    from langchain_openai import ChatOpenAI

    from ingest.parsing.worker import child

    model = ChatOpenAI(base_url=chat_server.url, api_key="sk-test", model="fake", max_retries=0)  # type: ignore[arg-type]
    models = RemoteModels("openai:fake", model, Limits(first_token=60, idle=60, total=120))
    chat_server.then(replies.text("The port of Sfax handled ", "4.2 million tonnes in 2021 [1]."))
    source = isolated / "port.txt"
    source.write_text(
        "Port of Sfax grows\n\n"
        "The port of Sfax handled 4.2 million tonnes in 2021, its director Salma Trabelsi said.\n",
        encoding="utf-8",
    )
    settings = load_settings(chat_model="openai:fake", openai_api_key="sk-test", translate_questions="off")
    with open_store(settings, write=True) as store, open_ingestion(store) as ingestion:
        with entered() as by_file:
            list(NewsDesk(store, models, make_assistant(store, models), ingestion).ingest([str(source)]))
        with entered() as by_question:
            for writer in (models, QuotesModels(models.limits)):  # a strong model judges its evidence itself
                desk = NewsDesk(store, writer, make_assistant(store, writer), ingestion)
                exchange = Exchange("How many tonnes did the port of Sfax handle?")
                for event in asyncio.run(_asked(desk, exchange.question)):
                    exchange = advance(exchange, event)
                assert "4.2" in cards.conversation((exchange,), "en")
    assert set(walk("A question's walk")) - by_question == {"app/web/chat_tab.py"}  # needs a browser
    in_the_child = {"ingest/parsing/parse.py", "ingest/cleaning/clean.py"}
    assert set(walk("A file's walk")) - by_file == {"app/cli/ingest.py", name(Path(child.__file__)), *in_the_child}


async def _asked(desk: NewsDesk, question: str) -> list[Event]:
    return [event async for event in desk.ask(question, ())]
