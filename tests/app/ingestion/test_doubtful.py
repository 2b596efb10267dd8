# ruff: noqa: E501 - pages are written on one line
"""What a run does with bad pages in good ones' places, with parts that cannot be read, and what it says of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.json_shapes import report_json
from app.web.library_cards import report as report_card
from tests.app.ingestion.test_ingestion import Newsroom, counts, sentences
from tests.ingest.sources.site import Page, Site

URL = "http://news.example/ferry"
STORY = "<p>The ferry line between Tellin and Marsa will reopen on 4 May, the port authority said on Friday.</p><p>Transport minister Adel Marwan said the quay had cost 41 million dollars, twice the first estimate.</p>"
OTHER = "".join(f"<p>{one}.</p>" for one in sentences("Kafr Zina").rstrip(".").split(". "))


def page(body: str, title: str = "Ferry line to reopen in May", head: str = "") -> Page:
    return Page(f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>".encode())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with Site().running() as site:
        newsroom = Newsroom(tmp_path, site)
        yield newsroom
        newsroom.desk.index.close()
        newsroom.library.close()


STAND_INS = {
    "bot_check": page(
        "<p>Why did this happen?</p><p>Please make sure your browser supports JavaScript and cookies and that you are not blocking them from loading.</p>",
        "Are you a robot?",
    ),
    "bot_check ": page("<p>جارٍ التحقق من متصفحك. يرجى تفعيل جافا سكريبت للمتابعة.</p>", "لحظة من فضلك"),
    "bot_check  ": page("", "news.example", "<script src='/cdn-cgi/challenge-platform/h/g/orchestrate.js'></script>"),
    "consent_wall": page(
        "<p>We and our 812 partners store and access information on a device, such as cookies, and process personal data, such as unique identifiers.</p><p>You may click to consent to our processing as described above, at any time and on any page of this site.</p><button>Accept all</button>",
        "Before you continue",
    ),
    "consent_wall ": page("<p>نحن وشركاؤنا نخزن معلومات على جهازك.</p><button>قبول الكل</button>", "نقدر خصوصيتك"),
    "login_page": page(
        "<p>Sign in to continue reading this story.</p><form><input name=u><input type=password></form>", "Port Daily"
    ),
    "login_page ": page("<p>يرجى تسجيل الدخول</p><form><input type=password></form>", "المرفأ"),
    "error_page": page("<p>The page you asked for is no longer available.</p>", "404 Not Found"),
    "error_page ": page("<p>عذرا، الصفحة التي تبحث عنها غير موجودة.</p>", "المرفأ"),
    "error_page  ": page(
        "<p>Please try again later.</p>", "Port Daily", "<meta name=robots content='noindex, nofollow'>"
    ),
}


@pytest.mark.parametrize(("code", "bad"), STAND_INS.items())
def test_a_bad_page_never_takes_a_good_ones_place(room: Newsroom, code: str, bad: Page) -> None:
    """codelucas/newspaper#831, AndyTheFactory/newspaper4k#471 and #529, mozilla/readability#514 and #722,
    postlight/parser#638: what answers with status 200 is taken for the article."""
    room.site.pages["news.example/ferry"] = page(STORY)
    assert counts(room.run(URL)) == (1, 0, 0, 0, 0)
    room.site.pages["news.example/ferry"] = bad
    report = room.run(URL)
    assert [entry.code for entry in report.rejected] == [code.strip()]
    assert len(report.rejected[0].reason) > 40
    (kept,) = room.library.articles()
    assert (kept.title, kept.version) == ("Ferry line to reopen in May", 1)
    room.site.pages["news.example/ferry"] = page(STORY)
    assert counts(room.run(URL)) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    "title", ["Access denied to 400 families at the gate of Marsa", "Robot checks: are you human? A judge asks"]
)
def test_an_article_about_such_pages_is_read(room: Newsroom, title: str) -> None:
    quoted = '<p>The page asks: "Are you a robot? Please enable JavaScript," the court was told by the port authority on Monday.</p>'
    room.site.pages["news.example/ferry"] = page(STORY + quoted, title)
    assert counts(room.run(URL)) == (1, 0, 0, 0, 0)


def test_a_page_that_shares_nothing_with_the_stored_one_waits_to_be_confirmed(room: Newsroom) -> None:
    room.site.pages["news.example/ferry"] = page(STORY)
    room.run(URL)
    room.site.pages["news.example/ferry"] = page(OTHER, "Council of Kafr Zina meets")
    report = room.run(URL)
    assert (counts(report), [entry.code for entry in report.warnings]) == ((0, 0, 1, 0, 0), ["to_confirm"])
    (kept,) = room.library.articles()
    assert (kept.title, kept.version) == ("Ferry line to reopen in May", 1)
    assert [stored.state for stored in room.library.versions(kept.article_id)] == ["published", "held"]
    assert room.run(URL).warnings == ()
    assert len(room.library.versions(kept.article_id)) == 2
    *_, accepted = room.ingestion().run([URL], accept=True)
    assert accepted.updated == 1  # type: ignore[union-attr]
    (now,) = room.library.articles()
    assert (now.title, now.version) == ("Council of Kafr Zina meets", 3)
    assert room.desk.problems() == []


def test_a_page_whose_stored_version_is_damaged_is_read_again(room: Newsroom, tmp_path: Path) -> None:
    room.site.pages["news.example/ferry"] = page(STORY)
    room.run(URL)
    with closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
        connection.execute("UPDATE versions SET text = upper(text)")
        connection.commit()
    room.site.pages["news.example/ferry"] = page(OTHER, "Council of Kafr Zina meets")
    assert counts(room.run(URL)) == (0, 1, 0, 0, 0)
    assert room.texts() == ["Council of Kafr Zina meets"]


def test_an_edited_page_is_a_version_as_before(room: Newsroom) -> None:
    room.site.pages["news.example/ferry"] = page(STORY)
    room.run(URL)
    room.site.pages["news.example/ferry"] = page(
        "<p>Adel Marwan, the transport minister, put the cost of the quay in Tellin at 44 million dollars on Sunday.</p>",
        "Ferry quay costs more",
    )
    assert counts(room.run(URL)) == (0, 1, 0, 0, 0)


def test_one_bad_line_costs_itself_and_is_named(room: Newsroom) -> None:
    (room.news / "crawl.jsonl").write_text(
        '{"title": "Ferry", "text": "The ferry line reopens in May, he said."}\n{"title": "Video", "text": null}\n{"text": "The dam is full again, it said."}\n',
        encoding="utf-8",
    )
    report = room.run(prune=True)
    assert report.added == 2
    assert [(entry.code, "2" in entry.reason) for entry in report.rejected] == [("bad_json", True)]
    again = room.run(prune=True)
    assert (again.removed, again.articles) == (0, 2)


def test_a_report_says_what_is_doubtful(room: Newsroom) -> None:
    text = "إغلاق الجسر\n\nقالت البلد��ة إن الجسر القديم سيغلق أمام السيار�ت في الرابع من أيار، وإن العمل سيستمر سبعة أشهر كاملة على الأقل."
    (room.news / "a.txt").write_text(text, encoding="utf-8")
    report = room.run()
    assert report.added == 1
    assert [entry.code for entry in report.warnings] == ["lost_letters", "undated"]
    shown = report_json(report)["warnings"]
    assert isinstance(shown, list)
    assert {one["code"] for one in shown} == {"lost_letters", "undated"}
    card = str(report_card(report, "en"))
    assert "No date of publication was found." in card
    assert "3 characters" in card
    assert room.run().warnings == ()


def test_one_story_under_four_addresses_is_one_article(room: Newsroom) -> None:
    """fhamborg/news-please, AndyTheFactory/newspaper4k: campaign parameters and /amp/ make an article of each address."""
    head = "<link href='http://news.example/world/ferry-line' rel='canonical'>"
    specs = []
    for path in (
        "world/ferry-line",
        "world/ferry-line?at_medium=RSS",
        "world/ferry-line/amp/",
        "world/ferry-line?ref=home&x=1",
    ):
        room.site.pages[f"news.example/{path}"] = page(STORY, head=head)
        specs.append(f"http://news.example/{path}")
    report = room.run(*specs)
    assert (report.added, report.articles) == (1, 1)
    assert all(counts(room.run(spec))[:2] == (0, 0) for spec in specs)
    assert room.run(*specs).articles == 1
