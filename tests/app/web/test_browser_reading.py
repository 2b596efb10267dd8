"""What a reader sees and reaches in headless Chromium: directions, the composer, the sheet, dialogs, focus."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.web.conftest import QUIET_PANDAS, Visit
from tests.app.web.fake_desk import FakeDesk
from tests.app.web.test_browser_chat import LOCALES, QUESTION, answered, ask
from tests.app.web.test_browser_library import library

pytestmark = [pytest.mark.browser, pytest.mark.slow, QUIET_PANDAS]


def edges(page: Page, place: Locator) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of `place` in the window."""
    box = place.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


@pytest.mark.parametrize("width", [390, 1200])
def test_the_composer_stays_in_sight_and_the_mark_clear_of_it(visit: Visit, width: int) -> None:
    page = visit("ar-EG", width)
    for turn in (1, 2, 3):
        ask(page, QUESTION["ar"])
        answered(page, turn)
    for turn in (1, 3):
        page.locator(f'[data-turn="{turn}"] a.cite').nth(2).click()
        mark = page.locator(".citation.chosen mark")
        expect(mark).to_be_in_viewport(ratio=1)
        composer = edges(page, page.locator("#composer"))
        assert composer[3] <= 901
        assert edges(page, mark)[3] < composer[1]


@pytest.mark.parametrize("width", [390, 1200])
def test_a_new_question_comes_to_the_top_and_its_answer_into_view(visit: Visit, width: int) -> None:
    page = visit("en-GB", width)
    for turn in (1, 2):
        ask(page, QUESTION["en"])
        answered(page, turn)
        exchange = page.locator(f'.exchange[data-turn="{turn}"]')
        assert edges(page, exchange.locator(".question"))[1] < 120
        assert edges(page, exchange.locator(".sentence").first)[3] < edges(page, page.locator("#composer"))[1]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_card_runs_as_its_article_does(visit: Visit, language: str) -> None:
    page = visit(LOCALES[language])
    ask(page, QUESTION[language])
    answered(page)
    for title, way in (("مكتبة عامة", "rtl"), ("Harbour bridge", "ltr")):
        source = page.locator(".sources li", has_text=title)
        for part in (source, source.locator(".title")):
            assert part.evaluate("(element) => getComputedStyle(element).direction") == way
    library(page, {"ar": "المكتبة", "en": "Library"}[language])
    arabic, english = page.locator("table.articles th .title").all()
    column = edges(page, page.locator("table.articles thead th").first)
    # Arabic titles end at the right of their column, English ones begin at its left, whichever side it is on.
    assert abs(edges(page, arabic)[2] - column[2]) < 20
    assert abs(edges(page, english)[0] - column[0]) < 20


def test_the_close_button_never_lies_on_the_text(visit: Visit, desk: FakeDesk) -> None:
    desk.hostile = "\nA long story goes on and on in this paragraph." * 60
    desk.__post_init__()
    page = visit("en-GB", 390)
    library(page).locator("table.articles .source").nth(1).click()
    page.locator(".story").wait_for()
    page.locator(".reader-sheet").evaluate("(sheet) => sheet.scrollTo(0, 700)")
    _left, top, _right, bottom = edges(page, page.locator(".reader-sheet .close"))
    # What lies behind the button at its own height is its bar, from edge to edge of the text.
    at = page.evaluate("(y) => document.elementFromPoint(40, y).className", (top + bottom) / 2)
    assert at == "reader-bar"


def test_the_question_before_a_removal_keeps_the_focus_and_gives_it_back(visit: Visit, desk: FakeDesk) -> None:
    page = library(visit("ar-EG"), "المكتبة")
    remove = page.locator("[data-remove=e1]")
    remove.click()
    expect(page.locator(".question-box bdi")).to_have_text(desk.stored["e1"].summary.title)
    expect(page.locator(".question-box .close")).to_be_focused()
    for button in (".confirm", ".close"):
        page.keyboard.press("Tab")
        expect(page.locator(f".question-box {button}")).to_be_focused()
    page.keyboard.press("Escape")
    expect(remove).to_be_focused()
    assert "e1" in desk.stored


def test_what_is_done_far_down_the_table_is_told_in_sight(visit: Visit, desk: FakeDesk) -> None:
    story = desk.stored["e1"]
    desk.stored |= {
        f"x{number}": replace(story, summary=replace(story.summary, article_id=f"x{number}")) for number in range(120)
    }
    page = library(visit("en-GB", 390))
    page.locator("[data-again]").nth(100).click()
    expect(page.locator(".report")).to_be_in_viewport()
    page.locator("[data-remove]").nth(100).click()
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.locator("#progress .notice")).to_be_in_viewport()


def test_chosen_files_are_named_as_they_are_called(visit: Visit) -> None:
    page = library(visit("ar-EG", 390), "المكتبة")
    page.locator("#files input[type=file]").set_input_files(
        {"name": "story.txt", "mimeType": "text/plain", "buffer": b"A short story."}
    )
    stem, ending = page.locator("#files .stem"), page.locator("#files .ext")
    assert edges(page, stem)[0] < edges(page, ending)[0]
    tools = edges(page, page.locator("#files .icon-button-wrapper"))
    assert tools[3] <= edges(page, page.locator("#files .filename"))[1]


def test_the_filter_reads_arabic_as_search_does(visit: Visit) -> None:
    page = library(visit())
    page.fill("#library-filter input", "مكتبه عامّة")
    expect(page.locator("table.articles tbody tr")).to_have_count(1)


def test_whoever_stops_with_the_keyboard_is_back_at_the_question(visit: Visit) -> None:
    page = visit()
    ask(page, "endless harbour")
    page.locator(".sentence").first.wait_for()
    page.focus("#stop")
    page.keyboard.press("Enter")
    expect(page.locator('.exchange[data-stage="stopped"]')).to_have_count(1)
    expect(page.locator("#question textarea")).to_be_focused()
