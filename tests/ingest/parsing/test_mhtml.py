"""Pages that a browser saved as one file."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.documents import RawDocument, RefusedError
from ingest.parsing.parse import parse

PICTURES = (
    b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n--x--\n"
)
PAGE = (
    '<html><head><meta charset="utf-8"><title>إغلاق الميناء يومين بعد العاصفة</title></head><body>'
    "<nav>الرئيسية</nav><article><h1>إغلاق الميناء يومين بعد العاصفة</h1>"
    "<p>أغلقت السلطات الميناء يوم الاثنين بعد عاصفة استمرت ساعات طويلة.</p>"
    "<p>وأعيد فتحه بعد يومين.</p></article></body></html>"
)


def saved(page: str, charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://www.example.org/port"
    message.set_content(page, subtype="html", charset=charset, cte="quoted-printable")
    message.add_related(b"\x89PNG", "image", "png")
    return message.as_bytes()


def read(data: bytes) -> RawDocument:
    return RawDocument("a.mhtml", "/a.mhtml", data, "a.mhtml")


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_a_saved_page_is_read_with_its_address(charset: str) -> None:
    article = parse(read(saved(PAGE.replace("utf-8", charset), charset)))[0]
    assert article.title == "إغلاق الميناء يومين بعد العاصفة"
    assert article.text.split("\n")[-1] == "وأعيد فتحه بعد يومين."
    assert "PNG" not in article.text
    assert article.outlet == "example.org"


def test_html_that_is_only_called_so_is_read_all_the_same() -> None:
    assert "وأعيد فتحه" in parse(read(PAGE.encode()))[0].text


def test_a_message_without_a_page_is_refused() -> None:
    with pytest.raises(RefusedError, match="no_text"):
        parse(read(PICTURES))
