"""Starts headless Chromium for tests that drive the page. Knows no page of ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

expect.set_options(timeout=30_000)  # 5 s unless told: a busy machine is not a broken page

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser; without one, skip the test, or fail it where SANAD_REQUIRE_CHROMIUM=1."""
    with sync_playwright() as playwright:
        found = os.environ.get("SANAD_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
        executable = found or playwright.chromium.executable_path
        if not Path(executable).exists():
            message = "Chromium is not installed"
            if os.environ.get("SANAD_REQUIRE_CHROMIUM") == "1":
                pytest.fail(message)
            pytest.skip(message)
        browser = playwright.chromium.launch(executable_path=executable, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """Remembers what a page did that it should not: requests elsewhere, script errors, dialogs, console errors."""

    def __init__(self, page: Page, origin: str) -> None:
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        self._origin = origin.rstrip("/") + "/"
        page.on("request", lambda request: self._requested(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))

    def _requested(self, url: str) -> None:
        if not url.startswith((self._origin, "data:", "blob:", "about:")):
            self.elsewhere.append(url)

    def check(self) -> None:
        """Fail if the page asked another origin for anything, or anything went wrong in it."""
        assert self.elsewhere == []
        assert self.errors == []
