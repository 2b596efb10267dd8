# ruff: noqa: E501 - documents are written on one line
"""OpenDocument, rich text, electronic books and spreadsheets; and what their makers hide in them."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from ingest.documents import RefusedError
from tests.ingest.parsing.files import BRIDGE, COUNCIL, DAM, FERRY, odt, packed, read

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(RefusedError) as refused:
        read(data, name)
    return refused.value.code


def test_an_opendocument_text() -> None:
    body = (
        f"<text:tracked-changes><text:p>Deleted words.</text:p></text:tracked-changes>"
        f'<text:h text:outline-level="1">إغلاق الجسر القديم</text:h><text:p>{BRIDGE}<text:note><text:note-citation>1'
        f"</text:note-citation><text:note-body><text:p>بحسب بيان البلدية.</text:p></text:note-body></text:note></text:p>"
        f"<text:p>{FERRY}<draw:frame><draw:text-box><text:p>{DAM}</text:p></draw:text-box></draw:frame></text:p>"
        f"<table:table><table:table-row><table:table-cell><text:p>{COUNCIL}</text:p></table:table-cell>"
        f"<table:covered-table-cell><text:p>{COUNCIL}</text:p></table:covered-table-cell></table:table-row></table:table>"
    )
    (article,) = read(odt(body), "story.odt")
    assert article.title == "إغلاق الجسر القديم"
    assert article.text.split("\n") == [BRIDGE, FERRY, DAM, COUNCIL, "بحسب بيان البلدية."]


def test_rich_text_in_arabic() -> None:
    letters = "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in BRIDGE.encode("cp1256"))
    (article,) = read(f"{{\\rtf1\\ansi\\ansicpg1256 {letters}\\par {FERRY}\\par }}".encode("ascii"), "story.rtf")
    assert article.text.split("\n") == [BRIDGE, FERRY]
    unicode = "".join(f"\\u{ord(one)}?" if ord(one) > 127 else one for one in BRIDGE)
    assert read(f"{{\\rtf1\\ansi {unicode}\\par }}".encode("ascii"), "story")[0].text == BRIDGE


def test_a_book_of_news_is_an_article_to_a_chapter() -> None:
    def page(title: str, text: str) -> str:
        return f'<?xml version="1.0"?><!DOCTYPE html><html><body><h1>{title}</h1><p>{text}</p><p>{text[:90]} again.</p></body></html>'

    package = (
        '<package xmlns:dc="d"><metadata><dc:title>Port Daily, 12 April</dc:title><dc:date>2024-04-12</dc:date></metadata>'
        '<manifest><item id="n" properties="nav" href="nav.xhtml"/><item id="a" href="a%201.xhtml"/><item id="b" href="b.xhtml"/></manifest>'
        '<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>'
    )
    pages = {
        "OEBPS/a 1.xhtml": page("Ferry line returns to Marsa", FERRY * 2),
        "OEBPS/b.xhtml": page("Dam is nearly full again", DAM * 2),
    }
    book = packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": package,
            "OEBPS/nav.xhtml": "<nav/>",
            **pages,
        }
    )
    reading = read(book, "daily.epub")
    assert [article.title for article in reading] == ["Dam is nearly full again", "Ferry line returns to Marsa"]
    assert {(article.outlet, article.published) for article in reading} == {("Port Daily, 12 April", date(2024, 4, 12))}
    assert len({article.article_id for article in reading}) == 2


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(("Clippings of the week",))
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes").append(("only", "notes"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_spreadsheet_is_an_article_to_a_row() -> None:
    rows = [
        ("Headline", "Date", "Body"),
        ("Ferry", datetime(2024, 4, 12, 8), FERRY),
        ("No text", None, None),
        ("Dam", "11 Feb 2024", DAM),
    ]
    reading = read(workbook(*rows), "news.xlsx")
    assert [(one.title, one.text, str(one.published)) for one in reading] == [
        ("Ferry", FERRY, "2024-04-12"),
        ("Dam", DAM, "2024-02-11"),
    ]
    assert [(one.code, one.params) for one in reading.refused] == [("bad_row", {"line": 4})]


def test_a_formula_is_never_run_nor_shown() -> None:
    reading = read(
        workbook(("title", "text"), ("Ferry", FERRY), ("=cmd|'/c calc'!A0", '=HYPERLINK("http://x")')), "news.xlsx"
    )
    assert [one.text for one in reading] == [FERRY]


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}, "a.odt"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}, "a.epub"),
        ({"META-INF/container.xml": CONTAINER.replace("OEBPS/book.opf", "../../etc/passwd")}, "a.epub"),
        ({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}, "a.xlsx"),
        ({"xl/workbook.xml": "<a/>"}, "a.xlsx"),
    ],
)  # fmt: skip
def test_entities_and_paths_in_documents_lead_nowhere(members: dict[str, str], name: str) -> None:
    assert refusal(packed(members), name) in ("bad_office", "empty")


@pytest.mark.parametrize(
    ("marker", "name"),
    [("word/document.xml", "a.docx"), ("xl/workbook.xml", "a.xlsx"), ("META-INF/container.xml", "a.epub")],
)
def test_bombs_are_not_unpacked(marker: str, name: str) -> None:
    assert refusal(packed({marker: bytes(70 << 20)}), name) == "too_large"


def test_a_table_of_a_hundred_thousand_rows_is_refused_at_once() -> None:
    assert (
        refusal(("title,text\n" + "Ferry,The ferry line reopens in May.\n" * 100_000).encode(), "a.csv")
        == "too_many_articles"
    )
