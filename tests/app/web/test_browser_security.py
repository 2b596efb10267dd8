"""Hostile texts in a real browser: nothing runs, nothing leaves the origin, during streaming and after it."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.app.web.conftest import QUIET_PANDAS, Visit
from tests.app.web.fake_desk import FakeDesk
from tests.app.web.payloads import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.slow, QUIET_PANDAS]

# Payloads go in groups of six or seven: each alone, in every card, is what test_cards.py tries.
_ROUNDS = 24
_FOREIGN = "img, script, iframe, object, embed, form, link, style, meta, base, svg, math, video, audio, input, template"
_INSPECT = """(foreign) => {
  const places = ['#earlier', '#newest', '#reader', '#library-table', '#progress', '#status'];
  const found = places.flatMap((place) => [...document.querySelectorAll(place + ' .prose :is(' + foreign + ')')]);
  return [window.__owned === undefined, found.map((element) => element.outerHTML.slice(0, 200))];
}"""


@pytest.mark.timeout(600)
def test_no_payload_runs_or_calls_out_while_streaming_or_after(visit: Visit, desk: FakeDesk) -> None:
    desk.pause = 0
    page = visit()
    for first in range(_ROUNDS):
        payload = "\n".join(PAYLOADS[first::_ROUNDS])
        desk.hostile = payload
        desk.__post_init__()
        page.fill("#question textarea", f"fallback {payload}")
        page.click("#ask")
        page.locator('.exchange[data-stage="done"]').wait_for()
        assert page.evaluate(_INSPECT, _FOREIGN) == [True, []], payload
        page.locator("a.cite").first.click()
        page.locator(".citation.chosen .open-article").click()
        page.locator(".story").wait_for()
        assert page.evaluate(_INSPECT, _FOREIGN) == [True, []], payload
        page.keyboard.press("Escape")
        page.click("#clear")
        page.locator(".example").first.wait_for()
    assert page.evaluate("window.__owned") is None


def test_the_library_shows_hostile_articles_as_text(visit: Visit, desk: FakeDesk) -> None:
    page = visit()
    for payload in PAYLOADS[::6]:
        desk.hostile = payload
        desk.__post_init__()
        page.get_by_role("tab", name="Library").click()
        page.locator("table.articles").wait_for()
        assert page.evaluate(_INSPECT, _FOREIGN) == [True, []], payload
        page.locator("[data-remove]").first.click()
        page.locator(".question-box .close").click()
        page.get_by_role("tab", name="Ask").click()


def test_the_policy_stops_what_would_slip_through(visit: Visit) -> None:
    page = visit(watched=False)
    page.evaluate(
        """() => {
          window.stopped = [];
          document.addEventListener('securitypolicyviolation', (event) => {
            event.stopImmediatePropagation(); window.stopped.push(event.effectiveDirective);
          });
          const image = new Image(); image.src = 'https://canary.invalid/a.png'; document.body.append(image);
          fetch('https://canary.invalid/b').catch(() => {});
        }"""
    )
    page.wait_for_function("window.stopped.length >= 2")
    assert set(page.evaluate("window.stopped")) == {"img-src", "connect-src"}


def test_every_answer_carries_the_headers_and_files_stay_private(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        for path in ("/", "/config", "/gradio_api/info", "/sanad-fonts/NotoNaskhArabic.woff2", "/nothing"):
            reply = client.get(path)
            assert "frame-ancestors 'self'" in reply.headers["content-security-policy"], path
            assert reply.headers["x-content-type-options"] == "nosniff", path
        assert client.get("/sanad-fonts/NotoNaskhArabic.woff2").headers["content-type"] == "font/woff2"
        assert client.get("/sanad-fonts/../page.py").status_code == 404
        assert client.get("/sanad-fonts/%2e%2e/page.py").status_code == 404
        for path in ("/etc/passwd", __file__):
            assert client.get(f"/gradio_api/file={path}").status_code in (403, 404)
        assert client.get("/monitoring").status_code in (403, 404)


def test_handlers_of_the_page_are_no_public_endpoints(address: str) -> None:
    information = httpx.get(f"{address}gradio_api/info").json()
    assert information == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_the_fonts_are_ours_and_arabic_is_set_in_it(visit: Visit) -> None:
    page = visit("ar-EG")
    expect(page.locator(".welcome h2")).to_be_visible()
    page.wait_for_function("document.fonts.check('16px Sanad Arabic', 'سند')")
    loaded = page.evaluate("[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)")
    assert {"Sanad Arabic", "Sanad Serif"} <= {family.strip('"') for family in loaded}
