# ruff: noqa: E501 - documents are written on one line
"""Files of several articles: exports of databases, tables, feeds, wires and mailboxes. Each article keeps its own data."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from ingest.documents import RefusedError
from tests.ingest.parsing.files import BRIDGE, COUNCIL, DAM, FERRY, read

NEXIS = f"""User Name: Desk
Date and Time: Monday, May 6, 2024 10:12:00 AM EEST
Documents (2)
1. Ferry line to reopen in May
2. Dam is three quarters full

Ferry line to reopen
in May
Port Daily (Tellin)
April 12, 2024 Friday

Copyright 2024 Port Daily All Rights Reserved
Section: NEWS; Pg. 3
Length: 112 words
Byline: Rima Fares
Body

{FERRY}

Load-Date: April 13, 2024

End of Document

Dam is three quarters full
Hill Gazette
February 11, 2024 Sunday

Copyright 2024 Hill Gazette
Section: FRONT; Pg. 1
Length: 80 words
Body

{DAM}

Load-Date: February 12, 2024

End of Document
"""
OLDER = f"""
                               1 of 2 DOCUMENTS

                                 Port Daily

                            April 12, 2024 Friday

Ferry line to reopen in May

BYLINE: Rima Fares

SECTION: NEWS; Pg. 3

LENGTH: 112 words

{FERRY}

LOAD-DATE: April 13, 2024

                               2 of 2 DOCUMENTS

                                Hill Gazette

                          February 11, 2024 Sunday

Dam is three quarters full

LENGTH: 80 words

{DAM}

LOAD-DATE: February 12, 2024
"""
FACTIVA = f"""
Ferry line to reopen in May
By Rima Fares
112 words
12 April 2024
Port Daily
PORTD
3
English
Copyright 2024 Port Daily.

{FERRY}

Document PORTD00020240412ek4c0001

Dam is three quarters full
80 words
11 February 2024
08:15
Hill Gazette
HILLG
English
(c) 2024 Hill Gazette

{DAM}

Document HILLG00020240211ek2b0002

"""
CODED = f"""HD Ferry line to reopen in May
BY By Rima Fares
WC 112 words
PD 12 April 2024
SN Port Daily
LA English
LP
{FERRY}
TD
The first ship leaves at 06:30, it said.
AN Document PORTD00020240412ek4c0001

HD Dam is three quarters full
WC 80 words
PD 11 February 2024
SN Hill Gazette
LP
{DAM}
AN Document HILLG00020240211ek2b0002
"""


@pytest.mark.parametrize("export", [NEXIS, OLDER, FACTIVA, CODED], ids=["nexis", "older nexis", "factiva", "codes"])
def test_exports_of_press_databases_are_taken_apart(export: str) -> None:
    ferry, dam = read(export, "Files.txt")
    assert (ferry.title, ferry.outlet, ferry.author) == ("Ferry line to reopen in May", "Port Daily", "Rima Fares")
    assert (dam.title, dam.outlet, dam.author) == ("Dam is three quarters full", "Hill Gazette", None)
    assert (ferry.published, dam.published) == (date(2024, 4, 12), date(2024, 2, 11))
    assert ferry.text.split("\n")[0] == FERRY
    assert dam.text == DAM
    assert "Hill" not in ferry.text


def test_an_export_that_cannot_be_taken_apart_says_so() -> None:
    text = "\n\nEnd of Document\n\n".join((FERRY, DAM, COUNCIL, ""))
    (article,) = read(text, "Files.txt")
    assert "read_as_one" in [doubt.code for doubt in article.doubts]
    assert [doubt.code for doubt in read(f"Ferry\n\n{FERRY}", "a.txt")[0].doubts] == ["undated"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_tables_in_any_dialect(delimiter: str, encoding: str) -> None:
    rows = [
        ["العنوان", "pub_date", "URL", "content", "Byline", "المصدر"],
        ["إغلاق الجسر", '"Fri, 12 Apr 2024 00:40:00 +0300"', "https://nahr.example/1", f'"{BRIDGE}\nوقال إن «الأمر ""عادي""» على الطريق."', "ليلى", "نهر"],
        ["Ferry", "2024/4/29", "https://nahr.example/2", f'"{FERRY}"', "", ""],
    ]  # fmt: skip
    text = "\r\n".join(delimiter.join(row) for row in rows)
    bridge, ferry = read(text.encode(encoding), "news.csv")
    assert (bridge.title, bridge.author, bridge.outlet) == ("إغلاق الجسر", "ليلى", "نهر")
    assert bridge.text == f'{BRIDGE}\nوقال إن «الأمر "عادي"» على الطريق.'
    assert bridge.published == date(2024, 4, 12)
    assert bridge.published_at is not None
    assert bridge.published_at.astimezone(UTC) == datetime(2024, 4, 11, 21, 40, tzinfo=UTC)
    assert (ferry.text, ferry.published, ferry.outlet) == (FERRY, date(2024, 4, 29), "nahr.example")
    assert read(text.encode(encoding), "export.dat" if delimiter != "|" else "export")[0].title == "إغلاق الجسر"


def test_a_row_without_a_text_is_refused_by_its_number() -> None:
    reading = read(f"title,text\nFerry,{FERRY!r}\nNo text,\nDam,nan\n", "news.csv")
    assert len(reading) == 1
    assert [one.params["line"] for one in reading.refused] == [3, 4]


def test_a_record_without_a_text_is_refused_and_the_others_are_read() -> None:
    rows = [{"title": "Ferry", "text": FERRY}, {"title": "Video", "text": None}, 7, {"title": "Dam", "text": DAM}]
    reading = read("\n".join(map(json.dumps, rows)), "crawl.jsonl")
    assert [one.title for one in reading] == ["Ferry", "Dam"]
    assert [one.params["line"] for one in reading.refused] == [2, 3]
    assert [one.title for one in read(json.dumps(rows), "crawl.json")] == ["Ferry", "Dam"]
    assert [one.title for one in read("\n".join(map(json.dumps, rows)), "crawl.log")] == ["Ferry", "Dam"]


def test_json_feed() -> None:
    items = [
        {
            "id": "1",
            "url": "https://p.example/1",
            "title": "Ferry",
            "content_html": f"<p>{FERRY}</p>",
            "date_published": "2024-04-12T00:40:00+03:00",
            "authors": [{"name": "Rima Fares"}],
        }
    ]
    (article,) = read(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Port Daily", "items": items}), "feed.json"
    )
    assert (article.title, article.text, article.outlet, article.author) == ("Ferry", FERRY, "Port Daily", "Rima Fares")
    assert article.published == date(2024, 4, 12)


def test_wordpress() -> None:
    post = {
        "id": 17, "date": "2024-04-12T08:00:00", "link": "https://p.example/17", "author": 3, "guid": {"rendered": "g"},
        "title": {"rendered": "Ferry &#8220;Nour&#8221; returns &amp; sails"}, "content": {"rendered": f"<p>{FERRY}</p>\n<p>{DAM}</p>"},
        "_embedded": {"author": [{"id": 3, "name": "Rima Fares"}]},
    }  # fmt: skip
    (article,) = read(json.dumps([post]), "posts.json")
    assert (article.title, article.author) == ("Ferry “Nour” returns & sails", "Rima Fares")
    assert article.text.split("\n") == [FERRY, DAM]
    del post["_embedded"]
    assert read(json.dumps([post]), "posts.json")[0].author is None


def test_a_local_feed() -> None:
    """kurtmckee/feedparser#75: "2024/4/29" is read as 1 April; #51: the night's news fall on the day before."""
    items = "".join(
        f"<item><title>{title}</title><link>https://p.example/{title}</link><pubDate>{when}</pubDate><description>&lt;p&gt;{FERRY}&lt;/p&gt;</description></item>"
        for title, when in (
            ("midnight", "Fri, 12 Apr 2024 00:40:00 +0300"),
            ("slashes", "2024/4/29 15:07:41"),
            ("epoch", "1712898000000"),
            ("arabic", "الجمعة، ١٢ نيسان ٢٠٢٤"),
        )
    )
    reading = read(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Port Daily</title>{items}</channel></rss>',
        "saved.xml",
    )
    assert [(one.title, str(one.published)) for one in reading] == [
        ("midnight", "2024-04-12"),
        ("slashes", "2024-04-29"),
        ("epoch", "2024-04-12"),
        ("arabic", "2024-04-12"),
    ]
    assert {(one.text, one.outlet) for one in reading} == {(FERRY, "Port Daily")}
    assert (
        read(
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Port Daily</title><entry><title>Ferry</title><id>1</id><content>{FERRY}</content></entry></feed>',
            "saved",
        )[0].text
        == FERRY
    )


@pytest.mark.parametrize("label", ["windows-1256", "iso-8859-1", "utf-8", None])
def test_a_feed_in_windows_1256_under_any_label(label: str | None) -> None:
    """kurtmckee/feedparser: a label that lies gives mojibake, which is stored as if it were English."""
    declared = f' encoding="{label}"' if label else ""
    item = f"<item><title>إغلاق الجسر القديم في المدينة</title><description>{BRIDGE} وقال إنه لا بد من ذلك على كل حال.</description></item>"
    data = (
        f'<?xml version="1.0"{declared}?><rss version="2.0"><channel><title>نهر</title>{item}</channel></rss>'.encode(
            "cp1256"
        )
    )
    (article,) = read(data, "feed.xml")
    assert (article.title, article.language) == ("إغلاق الجسر القديم في المدينة", "ar")


NITF = f"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><head><title>Ferry</title><docdata><doc-id id-string="PD-1"/>
<date.issue norm="20240412T004000+0300"/></docdata></head><body><body.head><hedline><hl1>Ferry line to reopen</hl1></hedline>
<byline>By Rima Fares</byline><distributor>Port Daily</distributor></body.head><body.content><p>{FERRY}</p><p>{DAM}</p>
<media><media-caption>The quay.</media-caption></media></body.content></body></nitf>"""
NEWSML_G2 = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:1"><itemMeta><provider literal="PD">
<name>Port Daily</name></provider><versionCreated>2024-04-12T00:40:00+03:00</versionCreated></itemMeta><contentMeta>
<headline>Ferry line to reopen</headline><by>Rima Fares</by></contentMeta><contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml">
<body><p>{FERRY}</p><p>{DAM}</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
NEWSML_1 = f"""<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>Port Daily</ProviderId><NewsItemId>1</NewsItemId></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20240412T004000+0300</FirstCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>Ferry line to reopen</HeadLine>
<ByLine>By Rima Fares</ByLine></NewsLines><ContentItem><DataContent><p>{FERRY}</p><p>{DAM}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""


@pytest.mark.parametrize("wire", [NITF, NEWSML_G2, NEWSML_1], ids=["nitf", "g2", "newsml 1"])
def test_wires(wire: str) -> None:
    (article,) = read(wire, "wire.xml")
    assert (article.title, article.outlet, article.author) == ("Ferry line to reopen", "Port Daily", "Rima Fares")
    assert (article.published, article.text.split("\n")) == (date(2024, 4, 12), [FERRY, DAM])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://p.example/1</loc></url></urlset>', "sitemap"),
        ("<nitf><body><body.content/></body></nitf>", "bad_xml"),
        ("<nitf><body", "bad_xml"),
        ('<!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><nitf><body><body.content><p>&b;</p></body.content></body></nitf>', "bad_xml"),
        ("<opml><body><outline text='x'/></body></opml>", "bad_xml"),
    ],
)  # fmt: skip
def test_xml_without_an_article_is_refused(data: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data, "a.xml")
    assert refused.value.code == code


def message(subject: str, body: str, extra: str = "") -> str:
    return f"From: Desk <desk@p.example>\nTo: l@p.example\nSubject: {subject}\nDate: Fri, 12 Apr 2024 00:40:00 +0300\nMessage-ID: <{abs(hash(subject))}@p>\nMIME-Version: 1.0\n{extra}\n{body}\n"


def test_a_message() -> None:
    parts = (
        f"--b1\nContent-Type: text/plain; charset=windows-1256\nContent-Transfer-Encoding: 8bit\n\n{BRIDGE}\n"
        "--b1\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF-\n--b1--\n"
    )
    text = message("Fwd: =?windows-1256?B?5dDHIM7I0Q==?=", parts, "Content-Type: multipart/mixed; boundary=b1\n")
    (article,) = read(text.encode("cp1256"), "mail.txt")
    assert (article.title, article.text, article.author, str(article.published)) == (
        "هذا خبر",
        BRIDGE,
        "Desk",
        "2024-04-12",
    )
    assert [doubt.params for doubt in article.doubts] == [{"count": 1}]


def test_a_message_in_html_and_its_signature() -> None:
    html = message("Ferry", f"<p>{FERRY}</p><p>{DAM}</p>", "Content-Type: text/html; charset=utf-8\n")
    assert read(html, "a.eml")[0].text.split("\n") == [FERRY, DAM]
    assert read(message("Ferry", f"{FERRY}\n\n-- \nDesk, Port Daily, 12 Quay Road"), "a.eml")[0].text == FERRY


def test_a_mailbox() -> None:
    box = "".join(
        f"From desk@p.example Fri Apr 12 08:00:00 2024\n{message(title, text)}\n"
        for title, text in (("Ferry", FERRY), ("Dam", f"{DAM}\n\n>From here on it rains, he said."))
    )
    reading = read(box, "list.mbox")
    assert [one.title for one in reading] == ["Ferry", "Dam"]
    assert reading[1].text.split("\n") == [DAM, "From here on it rains, he said."]


@pytest.mark.parametrize(
    "name",
    [
        "index.html?p=17",
        "news.html.1",
        "show.aspx",
        "article.php",
        "No. 5 dam full again",
        "ferry-2024.04.12",
        "photo.jpg",
    ],
)
def test_a_page_is_told_by_its_bytes(name: str) -> None:
    page = f"<html><head><title>Ferry line returns to Marsa</title></head><body><h1>Ferry line returns to Marsa</h1><p>{FERRY}</p><p>{DAM}</p></body></html>"
    (article,) = read(page, name)
    assert (article.title, article.text.split("\n")) == ("Ferry line returns to Marsa", [FERRY, DAM])


@pytest.mark.parametrize("name", ["No. 5 dam full again", "notes.2024", "story"])
def test_prose_without_a_telling_name_is_text(name: str) -> None:
    assert read(f"Ferry line returns\n\n{FERRY}\n\n{DAM}", name)[0].text.split("\n") == [FERRY, DAM]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<rss><channel>" + b"<item><title>F</title></item>" * 3000, "feed.xml"),
        (b"From d@p Fri Apr 12 08:00:00 2024\nFrom: d@p\n\nThe ferry.\n\n" * 6000, "list.mbox"),
        (b"The ferry.\n\nEnd of Document\n" * 6000, "Files.txt"),
    ],
    ids=["feed", "mailbox", "export"],
)
def test_more_than_can_be_read_is_refused_before_it_is_read(data: bytes, name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(data, name)
    assert refused.value.code == "too_many_articles"
