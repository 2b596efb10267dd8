"""An editor keeps the library in headless Chromium: add, read, filter, read again, cancel, remove."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.web.conftest import QUIET_PANDAS, Visit
from tests.app.web.fake_desk import FakeDesk
from tests.app.web.test_browser_chat import QUESTION, answered, ask, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow, QUIET_PANDAS]


def library(page: Page, name: str = "Library") -> Page:
    """Open the tab and wait for its table."""
    page.get_by_role("tab", name=name).click()
    page.locator("table.articles").wait_for()
    return page


def test_addresses_are_added_and_what_was_refused_is_told(visit: Visit, desk: FakeDesk) -> None:
    page = library(visit())
    page.fill("#addresses textarea", "https://a.example/one\nhttps://bad.example/two")
    page.click("#start")
    report = page.locator(".report")
    expect(report.locator("li")).to_contain_text(["https://bad.example/two"])
    expect(report).to_contain_text("not an article")
    expect(page.locator("table.articles")).to_contain_text("Added from https://a.example/one")
    expect(page.locator("#addresses textarea")).to_have_value("")
    page.get_by_role("button", name="العربية").click()
    expect(report.locator("h4")).to_have_text("رُفض")


def test_a_path_of_this_machine_is_no_address(visit: Visit, desk: FakeDesk) -> None:
    page = library(visit("ar-EG"), "المكتبة")
    page.fill("#addresses textarea", "/etc/passwd")
    page.click("#start")
    expect(page.locator("#progress .notice")).to_contain_text("هذا ليس عنوان صفحة ويب")
    assert len(desk.stored) == 2


def test_files_are_uploaded(visit: Visit, tmp_path: Path) -> None:
    story = tmp_path / "قصة.txt"
    story.write_text("خبر قصير.", "utf-8")
    page = library(visit())
    page.locator("#files input[type=file]").set_input_files(story)
    expect(page.locator("#files")).to_contain_text("قصة")
    page.click("#start")
    page.locator(".report").wait_for()
    expect(page.locator("table.articles")).to_contain_text("Added from")


def test_a_file_that_cannot_be_read_is_told_in_the_language_of_the_page(visit: Visit) -> None:
    page = library(visit("ar-EG"), "المكتبة")
    page.locator("#files input[type=file]").set_input_files(
        {"name": "bad.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    )
    page.locator("#files .filename").wait_for()
    page.click("#start")
    expect(page.locator(".report li")).to_contain_text(["bad.exe"])
    expect(page.locator(".report li")).to_contain_text("ليس مقالًا")


def test_an_article_opens_with_what_was_left_out_and_its_versions(visit: Visit) -> None:
    page = library(visit("ar-EG"), "المكتبة")
    page.get_by_role("button", name="مكتبة عامة جديدة تفتح أبوابها للسكان", exact=True).click()
    story = page.locator(".story")
    expect(story).to_contain_text("وتضم المكتبة 12 ألف كتاب")
    assert page.evaluate("getComputedStyle(document.querySelector('.story .body p')).textAlign") == "start"
    story.locator(".removed summary").click()
    expect(story.get_by_text("Accept cookies")).to_be_visible()
    story.locator(".versions summary").click()
    expect(story.locator(".version")).to_have_count(2)
    story.locator(".version:enabled").click()
    expect(story.locator(".version:disabled")).to_have_text("النسخة 1")


def test_the_filter_narrows_the_table(visit: Visit) -> None:
    page = library(visit())
    page.fill("#library-filter input", "harbour herald")
    expect(page.locator("table.articles tbody tr")).to_have_count(1)
    page.fill("#library-filter input", "nowhere")
    expect(page.get_by_text("No article matches.")).to_be_visible()


def test_removing_asks_first(visit: Visit, desk: FakeDesk) -> None:
    page = library(visit())
    page.locator("[data-remove=e1]").click()
    page.get_by_role("button", name="Keep it").click()
    assert "e1" in desk.stored
    page.locator("[data-remove=e1]").click()
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.locator("table.articles tbody tr")).to_have_count(1)
    expect(page.locator("#progress .notice")).to_contain_text("was removed")
    assert "e1" not in desk.stored


def test_reading_one_again_reports(visit: Visit) -> None:
    page = library(visit())
    page.locator("[data-again=e1]").click()
    expect(page.locator(".report dd")).to_have_text(["0", "0", "1", "0", "0"])
    page.click("#again-all")
    expect(page.locator(".report dd")).to_have_text(["0", "0", "2", "0", "0"])


def test_long_work_shows_progress_leaves_the_chat_free_and_can_be_cancelled(visit: Visit, desk: FakeDesk) -> None:
    page = library(visit())
    page.fill("#addresses textarea", "https://slow.example/feed")
    page.click("#start")
    bar = page.locator("#progress [role=progressbar]")
    bar.wait_for()
    expect(page.locator("#progress")).to_contain_text("per second")
    expect(page.locator("#progress")).to_contain_text("left")
    page.get_by_role("tab", name="Ask").click()
    ask(page, QUESTION["en"])
    answered(page)
    page.get_by_role("tab", name="Library").click()
    bar.wait_for()
    page.click("#cancel")
    expect(page.locator("#progress .notice")).to_contain_text("Cancelled")
    eventually(page, lambda: desk.ingests_closed == 1)
    expect(page.locator("#start")).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_narrow_screen_has_no_sideways_scroll(visit: Visit, language: str) -> None:
    page = visit({"ar": "ar-EG", "en": "en-GB"}[language], 390)
    library(page, {"ar": "المكتبة", "en": "Library"}[language])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
