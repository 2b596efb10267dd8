# ruff: noqa: E501 - documents are written on one line
"""Every format through `parse`, hostile documents, and the child that may die of them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from datetime import date

import docx
import pytest

from ingest.documents import RawDocument, RefusedError
from ingest.parsing.parse import LARGEST_DOCUMENT, parse
from ingest.parsing.worker.parser import Parser
from tests.ingest.cleaning.pages import AR_STORY, EN_STORY

STORY = "\n\n".join(AR_STORY)


def raw(data: bytes | str, name: str = "page.txt", *, media_type: str | None = None) -> RawDocument:
    encoded = data.encode("utf-8") if isinstance(data, str) else data
    return RawDocument(name, f"/{name}", encoded, name, media_type=media_type)


def refusal(document: RawDocument) -> str:
    with pytest.raises(RefusedError) as refused:
        parse(document)
    return refused.value.code


def word_document(*paragraphs: str, heading: str = "منسوب السد الكبير يتجاوز ثلثي سعته") -> bytes:
    document = docx.Document()
    document.add_heading(heading, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "المنسوب الحالي للسد", "72.5 في المائة"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return stream.getvalue()


def test_word_documents() -> None:
    (article,) = parse(raw(word_document(*AR_STORY), "a.docx"))
    assert article.title == "منسوب السد الكبير يتجاوز ثلثي سعته"
    assert all(paragraph in article.text for paragraph in AR_STORY)
    assert "72.5 في المائة" in article.text.split("\n")


def test_json_lines() -> None:
    rows = [
        {
            "title": "أول",
            "text": STORY,
            "url": "https://nahr.example/1",
            "date": "2021-03-04",
            "outlet": "نهر",
            "author": "ليلى",
        },
        {"headline": "Second", "body": "\n".join(EN_STORY), "id": 7, "published": "5 May 2020"},
        {"text": AR_STORY[0]},
    ]
    articles = parse(raw("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "a.jsonl"))
    assert [article.title for article in articles][:2] == ["أول", "Second"]
    assert [article.published for article in articles] == [date(2021, 3, 4), date(2020, 5, 5), None]
    assert (articles[0].outlet, articles[0].author, articles[0].language) == ("نهر", "ليلى", "ar")
    assert len({article.article_id for article in articles}) == 3
    again = parse(raw("\n".join(json.dumps(row) for row in reversed(rows)), "a.jsonl"))
    assert {article.article_id for article in again} == {article.article_id for article in articles}


def test_json_arrays_objects_and_broken_lines() -> None:
    assert len(parse(raw(json.dumps([{"text": AR_STORY[0]}, {"text": EN_STORY[0]}]), "a.json"))) == 2
    assert len(parse(raw(json.dumps({"articles": [{"text": AR_STORY[0]}]}), "a.json"))) == 1
    assert len(parse(raw(json.dumps({"title": "x", "text": AR_STORY[0]}), "page", media_type="application/json"))) == 1
    reading = parse(raw('{"text": "one two three"}\n{"text": \n', "a.jsonl"))
    assert [article.text for article in reading] == ["one two three"]
    assert [(one.code, one.params) for one in reading.refused] == [("bad_json", {"line": 2})]
    assert refusal(raw('{"title": "no text"}', "a.jsonl")) == "bad_json"
    assert refusal(raw("[" * 100_000, "a.json")) == "bad_json"


def test_html_is_known_by_its_bytes_type_or_name() -> None:
    page = f"<html><body><h1>Harbour bridge to close to cars</h1>{''.join(f'<p>{one}</p>' for one in EN_STORY)}</body></html>"
    expected = parse(raw(page, "a.html"))[0].text
    assert expected.split("\n") == list(EN_STORY)
    assert parse(raw(page, "a.txt"))[0].text == expected
    assert parse(raw(page.replace("<html>", ""), "a", media_type="text/html; charset=x"))[0].text == expected


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6", "utf-8", "utf-16"])
def test_html_in_the_encodings_of_arabic(encoding: str) -> None:
    story = [paragraph.replace("“", "(").replace("”", ")") for paragraph in AR_STORY]
    page = f'<html><head><meta charset="utf-8"></head><body>{"".join(f"<p>{one}</p>" for one in story)}</body></html>'
    assert parse(raw(page.encode(encoding), "a.html"))[0].text.split("\n") == story


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b"  \n ", "a.txt", "empty"),
        ("— ؟ … ***", "a.txt", "no_text"),
        ("<html><body><script>x</script></body></html>", "a.html", "no_text"),
        (b"\x00\x01\x02" * 1000, "a.txt", "binary"),
        (b"%PDF-1.7\n1 0 obj", "a.pdf", "bad_pdf"),
        (b"no pdf at all", "a.pdf", "bad_pdf"),
        (b"PK\x03\x04garbage", "a.docx", "bad_docx"),
        (b"plain text", "a.docx", "bad_docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "unsupported"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "unsupported"),
        (b"plain text", "a.rtf", "bad_office"),
        (b"plain text", "a.odt", "bad_office"),
        (b"plain text", "a.eml", "bad_mail"),
        (b"PK\x03\x04garbage", "a.xlsx", "bad_office"),
        ("<config><port>80</port></config>", "a.xml", "bad_xml"),
        ("name,age\nRima,41\n", "a.csv", "bad_table"),
        ("def main():\n    print({1: [2, 3]})\n    return x[0] == (y or z)\n" * 9, "a.py", "unsupported"),
        ("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlq\n" * 20, "a.dat", "unsupported"),
        (b"x" * (LARGEST_DOCUMENT + 1), "a.txt", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_refusals(data: bytes | str, name: str, code: str) -> None:
    assert refusal(raw(data, name)) == code


def test_a_word_document_that_is_a_zip_bomb() -> None:
    good = dict.fromkeys(["[Content_Types].xml", "_rels/.rels"], b"<x/>")
    assert refusal(raw(archive({**good, "word/document.xml": b"<a/>" + bytes(70 << 20)}), "a.docx")) == "too_large"
    assert refusal(raw(archive({**good, "word/document.xml": b"x"}), "a.docx")) == "bad_docx"
    forged = bytearray(archive({**good, "word/document.xml": bytes(70 << 20)}))
    at = forged.rindex(b"word/document.xml") - 46
    forged[at + 24 : at + 28] = (100).to_bytes(4, "little")  # the directory claims 100 bytes
    assert refusal(raw(bytes(forged), "a.docx")) in ("too_large", "bad_docx")


def test_a_word_document_that_declares_entities() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>'
    stream = io.BytesIO(word_document(*AR_STORY))
    with zipfile.ZipFile(stream) as good:
        members = {name: good.read(name) for name in good.namelist()}
    assert refusal(raw(archive({**members, "word/document.xml": bomb}), "a.docx")) == "bad_docx"


def test_a_truncated_word_document() -> None:
    assert refusal(raw(word_document(*AR_STORY)[:-300], "a.docx")) == "bad_docx"


# --- the child ---------------------------------------------------------------------------------------------------


def test_the_child_gives_what_parse_gives() -> None:
    documents = [
        raw(STORY),
        raw(f"عنوان من ثلاث كلمات\n\n{STORY}\n\nالوسوم\n\nماء", "ب.txt"),
        raw(word_document(*AR_STORY), "a.docx"),
    ]
    with Parser() as parser:
        for document in documents:
            assert parser.parse(document) == parse(document)
        child = parser.child_id
        with pytest.raises(RefusedError) as refused:
            parser.parse(raw('{"text": \n', "a.jsonl"))
        assert (refused.value.code, refused.value.params) == ("bad_json", {"line": 1})
        assert parser.child_id == child, "a refusal costs no child"


def test_the_child_imports_nothing_heavy() -> None:
    code = "import ingest.parsing.parse, sys; print([name for name in ('gradio', 'chromadb', 'numpy', 'langchain', 'scipy', 'app') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_large_parent_does_not_wear_its_child_out() -> None:
    ballast = b"x" * (450 << 20)  # a chat model in the same process has more
    with Parser() as parser:
        parser.parse(raw(STORY))
        child = parser.child_id
        parser.parse(raw(STORY))
        assert child is not None
        assert parser.child_id == child
    del ballast


def test_a_killed_child_costs_one_document() -> None:
    with Parser() as parser:
        parser.parse(raw(STORY))
        child = parser.child_id
        assert child is not None
        os.kill(child, 9)
        assert parser.parse(raw(STORY))
        assert parser.child_id is not None


def test_time_is_bounded() -> None:
    with Parser(memory=4 << 30, cpu_seconds=1) as parser:  # so much that time runs out first, however quick the machine
        with pytest.raises(RefusedError) as refused:
            parser.parse(raw("قال إن 12 كلمة\n" * 1_000_000))
        assert refused.value.code == "timeout"
        assert parser.parse(raw(STORY))


def test_memory_is_bounded() -> None:
    with Parser(memory=48 << 20) as parser:
        with pytest.raises(RefusedError) as refused:
            parser.parse(raw("سطر طويل جداً " * 400_000))
        assert refused.value.code == "memory"
        assert parser.parse(raw(STORY))


def test_closing_leaves_no_process() -> None:
    parser = Parser()
    parser.parse(raw(STORY))
    child = parser.child_id
    assert child is not None
    parser.close()
    parser.close()
    assert parser.child_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_threads_may_share_a_parser() -> None:
    expected = parse(raw(STORY))
    results = []
    with Parser() as parser:
        threads = [threading.Thread(target=lambda: results.append(parser.parse(raw(STORY)))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [expected] * 4


def test_a_file_name_with_bytes_that_are_no_text() -> None:
    name = b"\xd8\xff.txt".decode("utf-8", "surrogateescape")
    with Parser() as parser:
        assert parser.parse(raw(STORY, name))[0].source == name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("كلمة " * 1_000_000 + "قال الوزير إن الأمر انتهى.", "line.txt"),
        ("ا" * 5_000_000, "letters.txt"),
        ("ﷺ" * 1_000_000, "salam.txt"),
        ("<div>" * 100_000 + STORY + "</div>" * 100_000, "deep.html"),
        ("<table><tr><td>" * 30_000 + STORY, "tables.html"),
        (
            "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><html><body><p>&b;</p></body></html>",
            "entity.html",
        ),
        ("a\n" * 1_000_000, "lines.txt"),
        ("." * 5_000_000 + "كلمة", "stops.txt"),
        ("[x](" * 500_000, "links.md"),
        ("*" * 1_000_000 + "كلمة", "stars.md"),
        ("12/" * 1_000_000 + "كلمة", "numbers.txt"),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_bombs_are_read_or_refused_and_cost_one_file(data: str, name: str) -> None:
    with Parser() as parser:
        try:
            articles = parser.parse(raw(data, name))
            assert articles
            assert articles[0].text
        except RefusedError as refused:
            assert refused.code in ("no_text", "timeout", "memory", "too_large")  # noqa: PT017
            assert name not in ("line.txt", "letters.txt", "salam.txt")
        assert parser.parse(raw(STORY))
