"""JSON as other programs write it: names spelt otherwise, paragraphs in lists, HTML in the text."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ingest.article import Article
from ingest.documents import RawDocument, RefusedError
from ingest.parsing.parse import parse

FIRST, SECOND = "The harbour was closed on Monday after a storm.", "It opened again two days later."
SOURCE = {"id": None, "name": "Port News"}


def read(record: dict[str, Any]) -> Article:
    data = json.dumps(record, ensure_ascii=False).encode("utf-8")
    return parse(RawDocument("a.jsonl", "/a.jsonl", data, "a.jsonl"))[0]


@pytest.mark.parametrize(
    "text",
    [
        [FIRST, SECOND],
        [{"text": FIRST}, {"text": SECOND}],
        {"html": f"<p>{FIRST}</p><p>{SECOND}</p>"},
        f"<p>{FIRST}</p>\n<p>{SECOND}</p>",
        {"rendered": f"<div>{FIRST}<br>{SECOND}</div>"},
    ],
    ids=["list", "objects", "html in an object", "html", "line breaks"],
)
def test_every_paragraph_is_taken_and_no_tag(text: object) -> None:
    assert read({"title": "Harbour closed for two days", "content": text}).text.split("\n") == [FIRST, SECOND]


def test_a_comparison_is_no_tag() -> None:
    assert (
        read({"text": "The index fell: a < b and c > d, he said."}).text == "The index fell: a < b and c > d, he said."
    )


def test_names_of_fields_in_other_spellings_and_arabic() -> None:
    authors = ["Mira Stone", {"name": "Ali Reda"}]
    dates = {"publishedAt": "2021-02-03T00:00:00Z", "updated_at": "2021-02-04"}
    article = read({"Headline": "Harbour closed", "articleBody": FIRST, "authors": authors, "source": SOURCE, **dates})
    assert (article.title, article.author, article.outlet) == ("Harbour closed", "Mira Stone, Ali Reda", "Port News")
    assert (article.published, article.updated) == (date(2021, 2, 3), date(2021, 2, 4))
    text = {"العنوان": "إغلاق الميناء", "النص": "أغلق الميناء يوم الاثنين."}
    article = read({**text, "تاريخ النشر": "٣ شباط ٢٠٢١", "المصدر": "نهر"})
    assert (article.title, article.published, article.outlet) == ("إغلاق الميناء", date(2021, 2, 3), "نهر")


def test_a_record_without_a_text_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        read({"title": "T", "content": []})
    assert (refused.value.code, refused.value.params["line"]) == ("bad_json", 1)
