"""The main job as a newcomer does it: serve the seeds with the real local model, ask in both languages in a browser.

With SANAD_SCREENSHOTS=FOLDER the screenshots are written there (the README's are made by `make screenshots`).
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import ROOT
from tests.browser import Watch, chromium

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.local_model, pytest.mark.timeout(900)]

_SCREENSHOTS = os.environ.get("SANAD_SCREENSHOTS")
_START_SECONDS = 180
_ANSWER_MILLISECONDS = 240_000


@dataclass(frozen=True)
class Served:
    """A running program: its address, its data folder and the pipe it writes to."""

    address: str
    home: Path


@contextmanager
def served(home: Path, *arguments: str) -> Iterator[Served]:
    """Run `sanad serve` in a process of its own, as `make run` does, until the block ends."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SANAD_", "OPENAI_"))}
    environment |= {"SANAD_HOME": str(home), "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}
    log = home.parent / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", "0", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Served(_address(process, log), home)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"Sanad is at (http://\S+)", log.read_text("utf-8", "replace"))
        if found:
            return found[1].rstrip("/")
        time.sleep(0.1)
    raise AssertionError(f"the page did not come up:\n{log.read_text('utf-8', 'replace')}")


@pytest.fixture(scope="module")
def program(local_model_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the program over the seeds, with the local model that is already on this machine."""
    home = tmp_path_factory.mktemp("end to end") / "home with a space"
    (home / "models").mkdir(parents=True)
    for file in (local_model_home / "models").glob("qwen*.gguf*"):
        (home / "models" / file.name).symlink_to(file)
    with served(home, "--ingest", "seeds") as program:
        yield program


@pytest.fixture(scope="module")
def page(program: Served) -> Iterator[Page]:
    """Return the page in a wide window, once the local model is ready."""
    with chromium() as browser:
        context = browser.new_context(locale="ar-EG", viewport={"width": 1200, "height": 1000})
        page = context.new_page()
        watch = Watch(page, program.address)
        page.goto(program.address)
        page.locator("#question textarea").wait_for(timeout=60_000)
        expect(page.locator("#status .status")).to_have_count(0, timeout=120_000)
        yield page
        watch.check()
        context.close()


@pytest.mark.parametrize(
    ("number", "language", "question"),
    [
        (1, "ar", "كم طلعة جوية شنت روسيا وكم هدفًا أصابت؟"),
        (2, "en", "How many sorties did Russia fly, and how many targets did they hit?"),
    ],
)
def test_a_question_in_each_language_leads_to_the_marked_sentence(
    page: Page, program: Served, number: int, language: str, question: str, tmp_path: Path
) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator('.exchange[data-stage="done"]')).to_have_count(number, timeout=_ANSWER_MILLISECONDS)
    exchange = page.locator(".exchange").last
    assert "64" in exchange.inner_text()
    exchange.locator("a.cite").first.click()
    card = page.locator(".citation.chosen")
    expect(card.locator("mark")).to_be_in_viewport()
    marked = card.locator("mark").inner_text()
    page.screenshot(path=str(Path(_SCREENSHOTS or tmp_path) / f"answer-{language}.png"))
    card.locator(".open-article").click()
    expect(page.locator(".story mark")).to_be_in_viewport()
    page.screenshot(path=str(Path(_SCREENSHOTS or tmp_path) / f"article-{language}.png"))
    shown = page.locator(".story mark").inner_text()
    assert "".join(shown.split()) == "".join(marked.split())
    page.keyboard.press("Escape")


def test_a_second_process_may_read_but_not_write(program: Served) -> None:
    environment = {**os.environ, "SANAD_HOME": str(program.home), "SANAD_CHAT_MODEL": "quotes", "LANG": "C.UTF-8"}

    def sanad(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)

    found = sanad("search", "الرقة", "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["passages"]
    refused = sanad("ingest", "seeds")
    assert refused.returncode == 1
    assert "Another process" in refused.stderr
