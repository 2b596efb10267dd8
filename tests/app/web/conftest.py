"""A served page over the scripted desk, and a browser on it. Knows no model, index or library."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from app.web.door import Serving
from app.web.page import build_page, launch_page
from tests.app.web.fake_desk import FakeDesk
from tests.browser import Watch, chromium

# Gradio's queue summarises its own timings in ways that pandas 3 has deprecated.
QUIET_PANDAS = pytest.mark.filterwarnings(
    "ignore:('future.no_silent_downcasting' is deprecated|The copy keyword is deprecated)"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeDesk, str]]:
    """Serve one page for all browser tests; `desk` resets what it is made of."""
    desk = FakeDesk()
    blocks = build_page(desk)
    page = launch_page(blocks, Serving(port=0))
    yield desk, page.address
    page.stop()


@pytest.fixture
def desk(served: tuple[FakeDesk, str]) -> FakeDesk:
    desk = served[0]
    desk.__dict__.update(FakeDesk().__dict__)
    return desk


@pytest.fixture
def address(served: tuple[FakeDesk, str]) -> str:
    return served[1]


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, desk: FakeDesk, address: str) -> Iterator[Visit]:
    """Return a function that opens the page as a new visitor; at the end nothing may have gone wrong in it."""
    watches: list[Watch] = []
    contexts = []

    def opened(locale: str = "en-GB", width: int = 1200, scheme: str = "light", watched: bool = True) -> Page:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        if watched:
            watches.append(Watch(page, address))
        page.goto(address)
        page.wait_for_selector(f"html[lang={locale[:2]}] .example")
        page.get_by_role("button", name={"ar": "اسأل", "en": "Ask"}[locale[:2]], exact=True).wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    for watch in watches:
        watch.check()
