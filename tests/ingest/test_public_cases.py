# ruff: noqa: E501 - pages are written on one line
"""Situations that users of other readers have reported in public, with inputs of our own and the right value for each."""

from __future__ import annotations

import json

import pytest

from ingest.documents import RefusedError
from tests.ingest.cleaning.pages import AR_STORY, EN_STORY
from tests.ingest.parsing.files import BRIDGE, COUNCIL, DAM, FERRY, p, read, word

TITLE = "Ferry line between Tellin and Marsa to reopen in May"
STORY = [FERRY, *EN_STORY, DAM]


def page(body: str, head: str = "") -> str:
    return f'<!doctype html><html><head><meta charset="utf-8"><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{body}</body></html>'


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def lines(body: str, head: str = "") -> list[str]:
    return read(page(body, head), "a.html")[0].text.split("\n")


# --- pages ------------------------------------------------------------------------------------------
def test_text_in_nobr_is_read() -> None:
    """adbar/trafilatura#825: what stands in <nobr> is dropped."""
    line = "The first ship, <nobr>the Nour</nobr>, leaves Tellin at <nobr>6 a.m.</nobr> and carries up to 60 cars to Marsa."
    expected = "The first ship, the Nour, leaves Tellin at 6 a.m. and carries up to 60 cars to Marsa."
    assert expected in lines(f"<article>{paragraphs(FERRY, line, *EN_STORY)}</article>")


def test_loose_text_is_neither_squeezed_nor_read_twice() -> None:
    """adbar/trafilatura#660: words around elements are glued together, and paragraphs come twice."""
    body = f"<main><section><p>{FERRY}</p>{DAM}<div><p>{COUNCIL}</p>{EN_STORY[0]}</div></section></main>"
    found = lines(body)
    for text in (FERRY, DAM, COUNCIL, EN_STORY[0]):
        assert sum(text in line for line in found) == 1
    assert not any("Friday.The" in line or "Sunday.The" in line for line in found)


def test_nested_marks_are_read_once() -> None:
    """adbar/trafilatura#146: "CLICK HERE FOR" is said twice, and the text of the link is missing."""
    line = "<u><strong>The port authority asks to <a href='/f'>send it the papers</a> of every car by Friday at noon.</strong></u>"
    found = lines(f"<article>{paragraphs(FERRY, line, *EN_STORY)}</article>")
    assert "The port authority asks to send it the papers of every car by Friday at noon." in found


@pytest.mark.parametrize(
    "between", ["<div class='ad'></div>", "<aside class='ad-slot'><a href='/x'>Advertisement</a></aside>"]
)
def test_a_story_in_several_sections_is_read_to_its_end(between: str) -> None:
    """adbar/trafilatura#304, AndyTheFactory/newspaper4k#173 and #109: only the first section is read."""
    thirds = (STORY[:2], STORY[2:4], STORY[4:])
    body = between.join(
        f"<section><div class='body-{n}'>{paragraphs(*third)}</div></section>" for n, third in enumerate(thirds)
    )
    assert lines(f"<article>{body}</article>") == STORY


def test_code_within_a_sentence_breaks_no_line() -> None:
    """adbar/trafilatura#755: words in back-ticks part a sentence into three."""
    line = "The form on <code>portdaily.example</code> and <code>nahr.example</code> asks for the number of the car, he said."
    assert "The form on portdaily.example and nahr.example asks for the number of the car, he said." in [
        one.replace("`", "") for one in lines(f"<article>{paragraphs(FERRY, line, *EN_STORY)}</article>")
    ]


def test_list_items_and_bare_blocks_are_read() -> None:
    """AndyTheFactory/newspaper4k#515 and #81: list items and text that stands in no paragraph are lost."""
    items = ("The first ship leaves Tellin at 06:30.", "Pupils and pensioners travel free until September.")
    body = f"<article>{paragraphs(FERRY)}<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul><div>{DAM}</div>{paragraphs(*EN_STORY)}</article>"
    found = [line.removeprefix("- ") for line in lines(body)]
    assert found == [FERRY, *items, DAM, *EN_STORY]


def test_menus_and_most_read_lists_stay_out() -> None:
    """AndyTheFactory/newspaper4k#12: "Top most read articles" come out with the text."""
    box = "<div><h3>Most read</h3><ul><li><a href='/1'>Strike at the port of Tellin</a></li><li><a href='/2'>Heavy rain on Monday</a></li></ul></div>"
    found = lines(f"{box}<article>{paragraphs(*STORY)}</article>{box}")
    assert found == STORY


def test_the_publication_is_dated_by_the_page_not_by_its_text() -> None:
    """AndyTheFactory/newspaper4k#575: a date in the text goes before the one in the head."""
    text = paragraphs("The study was accepted for publication on 16 December 2022 by the board.", *STORY)
    article = read(page(f"<article>{text}</article>", '<meta name="dc.date" content="2023-01-02">'), "a.html")[0]
    assert str(article.published) == "2023-01-02"


@pytest.mark.parametrize(
    "hidden",
    [
        "<span style='display:none'>window._loader = window._loader || []; function f(){ return 1; } // the loader of it.</span>",
        "<div style='display: none'><p>This paragraph is hidden from every reader of the page on purpose.</p></div>",
        "<p hidden>This paragraph is hidden from every reader of the page on purpose, he said.</p>",
        "<template><p>This paragraph is hidden from every reader of the page on purpose.</p></template>",
    ],
)
def test_what_no_reader_sees_is_not_read(hidden: str) -> None:
    """AndyTheFactory/newspaper4k#231: a script in a hidden <span> is read as the article."""
    assert lines(f"<article>{paragraphs(*STORY)}{hidden}</article>") == STORY


@pytest.mark.parametrize("wrapping", ["//<![CDATA[\n{}\n//]]>", "<!--\n{}\n-->", "{}", "/*<![CDATA[*/{}/*]]>*/"])
def test_wrapped_json_ld_with_a_last_comma_is_read(wrapping: str) -> None:
    """Embedded data that no strict reader takes: wrapped in comments, with a comma too many."""
    data = (
        '{"@type": "NewsArticle", "datePublished": "2024-04-12T00:40:00+03:00", "publisher": {"name": "Port Daily"},}'
    )
    head = f'<script type="application/ld+json">{wrapping.replace("{}", data)}</script>'
    article = read(page(f"<article>{paragraphs(*STORY)}</article>", head), "a.html")[0]
    assert (str(article.published), article.outlet) == ("2024-04-12", "Port Daily")


# --- feeds and encodings ----------------------------------------------------------------------------
def feed(text: bytes, title: str = "Ferry", declared: str = "utf-8") -> bytes:
    head = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><title>Port Daily</title><item><title>{title}</title>'
    return head.encode() + b"<description>" + text + b"</description></item></channel></rss>"


def test_a_feed_in_utf_8_is_read_in_utf_8() -> None:
    """kurtmckee/feedparser#36: "Böreği" comes out as "BÃ¶reÄŸi"."""
    assert read(feed(FERRY.encode(), "Kıymalı Kol Böreği"), "feed.xml")[0].title == "Kıymalı Kol Böreği"


def test_a_feed_that_calls_itself_ascii_is_read() -> None:
    """kurtmckee/feedparser#81: "document declared as us-ascii, but parsed as utf-8"."""
    assert read(feed(BRIDGE.encode(), "إغلاق الجسر", "us-ascii"), "feed.xml")[0].text == BRIDGE


def test_a_few_broken_bytes_make_no_other_encoding() -> None:
    """kurtmckee/feedparser#421: with one letter broken, a feed in UTF-8 is read as iso-8859-2."""
    broken = BRIDGE.encode().replace("إن".encode(), "إن".encode()[:3], 1)
    (article,) = read(feed(broken), "feed.xml")
    assert article.text.startswith("وقالت البلدية")
    assert {"lost_letters"} <= {doubt.code for doubt in article.doubts}
    text = "\n\n".join(AR_STORY).encode()
    (plain,) = read(text[:200] + b"\xd8 " + text[200:], "a.txt")
    assert [doubt.code for doubt in plain.doubts][:1] == ["lost_letters"]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16", "utf-8-sig"])
def test_tables_and_records_in_wide_encodings(encoding: str) -> None:
    """Unstructured-IO/unstructured#705: telling CSV and JSON fails on anything but UTF-8."""
    assert read(f"title,text\nFerry,{BRIDGE}\n".encode(encoding), "a.csv")[0].text == BRIDGE
    assert read(json.dumps([{"text": BRIDGE}], ensure_ascii=False).encode(encoding), "a.json")[0].text == BRIDGE


def test_a_text_that_begins_with_a_bracket_is_no_json() -> None:
    """Unstructured-IO/unstructured#4446: "[2026-08-19] München report" in cp1252 crashes the telling of types."""
    text = "[2024-04-12] The ferry to München\n\nThe ferry line will reopen on 4 May, and the café on the quay will open with it, the port said."
    assert "café" in read(text.encode("cp1252"), "note.txt")[0].text


def test_a_table_sent_as_plain_text_is_a_table() -> None:
    """Unstructured-IO/unstructured#815 and #621: a .csv is taken for text by its media type."""
    data = f"title,date,text\nFerry,2024-04-12,{FERRY}\nDam,2024-02-11,{DAM}\n"
    assert [one.title for one in read(data, "template.csv", media_type="text/plain")] == ["Ferry", "Dam"]
    assert [one.title for one in read(data, "template.txt", media_type="text/plain")] == ["Ferry", "Dam"]


def test_xml_of_an_unknown_kind_is_refused_and_never_text() -> None:
    """Unstructured-IO/unstructured#338: factbook.xml is of no supported type."""
    with pytest.raises(RefusedError) as refused:
        read(
            f"<?xml version='1.0'?><factbook><country><name>Marsa</name><note>{FERRY}</note></country></factbook>",
            "factbook.xml",
        )
    assert refused.value.code == "bad_xml"


# --- mail and documents -----------------------------------------------------------------------------
def test_mail_is_told_by_any_of_its_fields() -> None:
    """alephdata/aleph#3895: messages that begin with "Status: RO" and were never received are taken for text or HTML."""
    mail = f"Status: RO\nFrom: Desk <d@p.example>\nSubject: Ferry\nDate: Fri, 12 Apr 2024 08:00:00 +0300\n\n{FERRY}\n"
    (article,) = read(mail, "message")
    assert (article.title, article.text, article.author) == ("Ferry", FERRY, "Desk")


def test_the_date_of_a_message_in_another_form() -> None:
    """thunderbird/import-export-tools-ng#524: "Date: 1999/01/31" is not read."""
    mail = f"From: Desk <d@p.example>\nTo: l@p.example\nSubject: Ferry\nDate: 1999/01/31\n\n{FERRY}\n"
    assert str(read(mail, "a.eml")[0].published) == "1999-01-31"


def test_a_message_without_a_label_in_an_arabic_encoding() -> None:
    """A message that names no encoding and is not in UTF-8."""
    text = "\n\n".join(AR_STORY).replace("“", '"').replace("”", '"')
    mail = f"From: d@p.example\nTo: l@p.example\nSubject: السد\nDate: Fri, 12 Apr 2024 08:00:00 +0300\n\n{text}\n"
    assert read(mail.encode("cp1256"), "a.eml")[0].text.split("\n")[0] == AR_STORY[0].replace("“", '"').replace(
        "”", '"'
    )


@pytest.mark.parametrize("wrapper", ["smartTag", "customXml", "hyperlink", "fldSimple", "sdtContent"])
def test_words_inside_wrappers_are_read(wrapper: str) -> None:
    """python-openxml/python-docx#85 (links), #155 (content controls), toxicphreAK/python-docx-ng#119 (smart tags)."""
    inner = f"<w:{wrapper}><w:r><w:t>Marsa</w:t></w:r></w:{wrapper}>"
    assert (
        read(word(p("The quay in ", inner, " is ready for the ferry.")), "a.docx")[0].text
        == "The quay in Marsa is ready for the ferry."
    )


def test_the_text_of_a_merged_cell_comes_once() -> None:
    """Unstructured-IO/unstructured#2106: a merged cell is repeated as often as it spans."""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="4"/></w:tcPr>{p(FERRY)}</w:tc>'
    text = read(word(p(DAM) + f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"), "a.docx")[0].text
    assert text.count(FERRY) == 1
