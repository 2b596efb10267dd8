"""A reader asks in headless Chromium: streaming, citations, stopping, follow-ups, both languages, narrow screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.messages.errors import SanadError
from app.models.status import READY, ModelStatus
from tests.app.web.conftest import QUIET_PANDAS, Visit
from tests.app.web.fake_desk import FakeDesk

pytestmark = [pytest.mark.browser, pytest.mark.slow, QUIET_PANDAS]

QUESTION = {"ar": "كم كتابًا في المكتبة الجديدة؟", "en": "When will the harbour bridge close?"}
QUOTE = {
    "ar": "وتضم المكتبة 12 ألف كتاب بالعربية والإنجليزية.",
    "en": "The old harbour bridge will close for repairs in June.",
}
LOCALES = {"ar": "ar-EG", "en": "en-GB"}


def ask(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")


def answered(page: Page, count: int = 1) -> None:
    """Wait until `count` answers are complete."""
    expect(page.locator('.exchange[data-stage="done"]')).to_have_count(count)


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until `holds`, at most 30 s."""
    for _ in range(600):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("did not happen within 30 s")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_citation_leads_to_the_marked_sentence_and_into_the_article(visit: Visit, language: str) -> None:
    page = visit(LOCALES[language])
    ask(page, QUESTION[language])
    answered(page)
    assert page.input_value("#question textarea") == ""
    page.locator("a.cite").first.click()
    card = page.locator(".citation.chosen")
    expect(card.locator("mark")).to_be_visible()
    expect(card.locator("mark")).to_have_text(QUOTE[language])
    expect(card.locator("mark")).to_be_in_viewport()
    card.locator(".open-article").click()
    expect(page.locator(".story mark")).to_have_text(QUOTE[language])
    expect(page.locator(".story mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator(".story")).to_have_count(0)
    expect(card.locator(".open-article")).to_be_focused()


def test_sources_come_before_the_first_word_and_the_answer_grows(visit: Visit, desk: FakeDesk) -> None:
    desk.pause = 3.0  # long enough to look at each stage, on a busy machine too
    page = visit()
    ask(page, QUESTION["en"])
    page.locator(".sources li").first.wait_for()
    assert page.locator(".answer-text").count() == 0
    desk.pause = 0.5
    page.locator(".draft").wait_for()
    assert page.locator(".sentence").count() == 0
    page.locator(".sentence").first.wait_for()
    expect(page.locator(".exchange")).to_have_attribute("aria-busy", "true")
    desk.pause = 0.02
    answered(page)


def test_what_the_reader_opened_stays_open_while_the_text_streams(visit: Visit, desk: FakeDesk) -> None:
    desk.pause = 0.3
    page = visit()
    ask(page, QUESTION["en"])
    page.locator(".sentence a.cite").first.click()
    page.wait_for_timeout(400)
    assert page.locator('.exchange[aria-busy="true"]').count() == 1
    expect(page.locator(".citation").first.locator("mark")).to_be_visible()


def test_verdicts_are_shown_and_their_reasons_open(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION["en"])
    answered(page)
    expect(page.locator(".sentence.supported .tick")).to_have_count(2)
    badge = page.locator(".sentence.unsupported .badge")
    expect(badge).to_have_text("Not supported")
    badge.click()
    expect(page.get_by_text("The passage says two, not three.")).to_be_visible()
    page.locator(".quote-label").click()
    expect(page.get_by_text("Quoted word for word from the article.")).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_refusal_shows_the_nearest_articles_as_no_answer(visit: Visit, language: str) -> None:
    page = visit(LOCALES[language])
    ask(page, {"ar": "كيف الطقس غدًا؟", "en": "How is the weather tomorrow?"}[language])
    answered(page)
    expect(page.locator(".verdict")).to_have_text(
        {"ar": "لا تجيب المقالات الموجودة هنا عن هذا السؤال.", "en": "The articles here do not answer this question."}[
            language
        ]
    )
    expect(page.locator(".nearest li")).to_have_count(2)
    assert page.locator(".sources").count() == 0


def test_the_stop_button_closes_the_generator(visit: Visit, desk: FakeDesk) -> None:
    page = visit()
    ask(page, "endless harbour")
    page.locator(".sentence").first.wait_for()
    page.click("#stop")
    expect(page.locator('.exchange[data-stage="stopped"]')).to_have_count(1)
    eventually(page, lambda: desk.closed == 1)
    assert desk.completed == 0
    assert page.locator(".sentence").count() >= 1
    ask(page, QUESTION["en"])
    answered(page)


def test_closing_the_page_closes_the_generator(visit: Visit, desk: FakeDesk) -> None:
    page, other = visit(), visit()
    ask(page, "endless harbour")
    page.locator(".sentence").first.wait_for()
    page.close()
    eventually(other, lambda: desk.closed == 1)


def test_a_follow_up_carries_the_conversation_and_clearing_forgets_it(visit: Visit, desk: FakeDesk) -> None:
    page = visit()
    page.get_by_role("button", name=QUESTION["en"]).click()
    answered(page)
    ask(page, "And when does it reopen?")
    answered(page, 2)
    assert [len(history) for _, history, _ in desk.asked] == [0, 1]
    assert desk.asked[1][1][0].question == QUESTION["en"]
    page.click("#clear")
    expect(page.locator(".example").first).to_be_visible()
    ask(page, QUESTION["en"])
    answered(page)
    assert len(desk.asked[2][1]) == 0


def test_two_visitors_do_not_see_each_other(visit: Visit, desk: FakeDesk) -> None:
    first, second = visit(), visit("ar-EG")
    ask(first, QUESTION["en"])
    answered(first)
    ask(second, QUESTION["ar"])
    answered(second)
    assert [len(history) for _, history, _ in desk.asked] == [0, 0]
    assert QUESTION["en"] not in second.locator("#ask-tab").inner_text()


def test_the_language_button_turns_every_label_and_the_direction(visit: Visit) -> None:
    page = visit("en-GB")
    ask(page, QUESTION["en"])
    answered(page)
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("button", name="اسأل", exact=True).wait_for()
    expect(page.get_by_text("المقاطع المستشهَد بها")).to_be_visible()
    expect(page.locator(".answer-text")).to_have_attribute("dir", "ltr")
    assert page.evaluate("getComputedStyle(document.querySelector('#newest')).direction") == "rtl"
    page.reload()
    page.get_by_role("button", name="اسأل", exact=True).wait_for()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.get_by_role("button", name="Ask", exact=True).wait_for()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("width", [320, 390])
def test_a_narrow_screen_has_no_sideways_scroll(visit: Visit, desk: FakeDesk, language: str, width: int) -> None:
    desk.hostile = " " + "longword" * 30
    desk.__post_init__()
    page = visit(LOCALES[language], width)
    ask(page, QUESTION[language])
    answered(page)
    page.locator("a.cite").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".open-article:visible").first.click()
    page.locator(".story mark").first.wait_for()
    assert page.evaluate("document.querySelector('.reader-sheet').scrollWidth") <= width


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_download_shows_its_progress_and_goes_away_by_itself(visit: Visit, desk: FakeDesk, language: str) -> None:
    desk.state = ModelStatus("fetching", 400_000_000, 1_000_000_000)
    page = visit(LOCALES[language])
    bar = page.locator("#status [role=progressbar]")
    expect(bar).to_have_attribute("aria-valuenow", "40")
    desk.state = ModelStatus("fetching", 600_000_000, 1_000_000_000)
    expect(bar).to_have_attribute("aria-valuenow", "60")
    desk.state = READY
    expect(page.locator("#status .status")).to_have_count(0)


def test_a_failed_model_says_what_to_do(visit: Visit, desk: FakeDesk) -> None:
    error = SanadError("no_such_model", model="openai:x")
    desk.state = ModelStatus("failed", error=error)
    page = visit("ar-EG")
    expect(page.locator("#status")).to_contain_text(error.message("ar"))


def test_notices_and_failures_are_told(visit: Visit, desk: FakeDesk) -> None:
    page = visit()
    ask(page, "fallback please")
    answered(page)
    expect(page.locator(".exchange .notice")).to_have_text("The model does not answer, so here are quotes.")
    ask(page, "error please")
    expect(page.locator('.exchange[data-stage="failed"] .stage')).to_be_visible()
    expect(page.locator('.exchange[data-stage="failed"] .notice')).to_have_count(0)
    expect(page.locator('.exchange[data-stage="failed"] .sources li')).to_have_count(2)
    expect(page.locator("#ask")).to_be_visible()
    ask(page, "error we have known")
    expect(page.locator('.exchange[data-stage="failed"] .notice')).to_have_text(SanadError("disk_full").message("en"))


def test_filters_reach_the_desk_and_a_wrong_date_is_told(visit: Visit, desk: FakeDesk) -> None:
    page = visit()
    page.get_by_role("button", name="Narrow the search").click()
    page.get_by_label("Arabic", exact=True).check()
    page.get_by_label("Published from").fill("not a date")
    ask(page, QUESTION["en"])
    expect(page.get_by_text("Please write the date")).to_be_visible()
    expect(page.locator("#question textarea")).to_have_value(QUESTION["en"])
    assert desk.asked == []
    page.get_by_label("Published from").fill("2024-05-01")
    ask(page, QUESTION["en"])
    answered(page)
    filters = desk.asked[0][2]
    assert filters is not None
    assert filters.languages == ("ar",)
    assert str(filters.published_from) == "2024-05-01"


def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit()
    page.focus("#question textarea")
    page.keyboard.type(QUESTION["en"])
    page.keyboard.press("Enter")
    answered(page)
    page.locator("a.cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".citation.chosen")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".open-article").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".story h2")).to_be_focused()


def test_copying_takes_question_and_answer(visit: Visit) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION["en"])
    answered(page)
    page.click(".copy")
    expect(page.locator(".copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(QUESTION["en"])
    assert "[1]" in copied
