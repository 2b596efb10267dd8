"""JSON and JSON Lines to parsed articles, one to an object. Knows the usual names of the fields."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ingest.article import digest
from ingest.documents import Parsed, RefusedError
from ingest.language.dates import read_date

# Compared without case and without what parts their words: `publishedAt`, `published_at`, `Published at`.
_TITLE = ("title", "headline", "العنوان", "عنوان")
_TEXT = tuple(
    """text body content articlebody article fulltext maintext articletext bodytext paragraphs html النص نص المحتوى
    المتن""".split()  # noqa: SIM905
)
_URL = ("url", "link", "canonicalurl", "weburl", "الرابط")
_PUBLISHED = tuple(
    """published date datepublished publishedat publisheddate publishdate publicationdate pubdate publishtime
    publishedtime datepublish datetime timestamp التاريخ تاريخالنشر""".split()  # noqa: SIM905
)
_UPDATED = tuple(
    "updated modified datemodified updatedat modifiedat lastmodified dateupdated datemodify".split()  # noqa: SIM905
)
_OUTLET = ("outlet", "publisher", "sitename", "source", "site", "newspaper", "sourcename", "المصدر", "الصحيفة")
_AUTHOR = ("author", "byline", "authors", "creator", "الكاتب")
_HTML = re.compile(
    r"</?(?:p|div|br|h[1-6]|ul|ol|li|blockquote|article|span|a|strong|em|b|i)\b[^<>]{0,500}>", re.IGNORECASE
)
_INNER = ("text", "html", "rendered", "content", "value", "body")  # of a paragraph that is an object
_PARTING = re.compile(r"[\W_]+")
_LISTS = ("articles", "items", "data", "rows", "results")


def read_records(text: str, *, lines: bool) -> list[Parsed]:
    """Return the articles of a file, one object each: to a line (`lines`), or in one array or object.

    Raises RefusedError `bad_json` with the `line` of the first record that cannot be read: half of a file
    is not taken in silently.
    """
    seen: Counter[str] = Counter()
    articles: list[Parsed] = []
    for number, record in _records(text, lines=lines):
        if not isinstance(record, dict):
            raise RefusedError("bad_json", line=number)
        fields = {_PARTING.sub("", str(name).lower()): value for name, value in record.items()}
        body = _body(fields)
        if not body:
            raise RefusedError("bad_json", line=number, field="text")
        title, url = _field(fields, _TITLE), _field(fields, _URL)
        key = _field(fields, ("id", "articleid")) or url or digest("record", title or body)
        seen[key] += 1
        articles.append(
            Parsed(
                text=body,
                title=title,
                outlet=_field(fields, _OUTLET),
                author=_field(fields, _AUTHOR),
                published=read_date(_field(fields, _PUBLISHED)),
                updated=read_date(_field(fields, _UPDATED)),
                url=url,
                part=key if seen[key] == 1 else f"{key}~{seen[key]}",
            )
        )
    if not articles:
        raise RefusedError("empty")
    return articles


def _records(text: str, *, lines: bool) -> Iterator[tuple[int, object]]:
    if lines:
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield number, _load(line, number)
        return
    loaded = _load(text, 1)
    if isinstance(loaded, dict):
        inner = next((loaded[name] for name in _LISTS if isinstance(loaded.get(name), list)), None)
        loaded = [loaded] if inner is None else inner
    if not isinstance(loaded, list):
        raise RefusedError("bad_json", line=1)
    yield from enumerate(loaded, start=1)


def _load(text: str, line: int) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError("bad_json", line=getattr(error, "lineno", 1) + line - 1) from error


def _body(fields: Mapping[str, object]) -> str | None:
    """Return the text of a record: all paragraphs where it is a list of them, without tags where it is HTML."""
    for name in _TEXT:
        text = "\n\n".join(_texts(fields.get(name)))
        if text:
            break
    else:
        return None
    if not _HTML.search(text):
        return text
    from ingest.parsing.html import read_html

    return read_html(f"<html><body><article>{text}</article></body></html>").text


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, dict):
        return next((found for name in _INNER if (found := _texts(value.get(name)))), [])
    return [value.strip()] if isinstance(value, str) and value.strip() else []


def _field(fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            listed = [one.get("name") if isinstance(one, dict) else one for one in value]
            value = ", ".join(one.strip() for one in listed if isinstance(one, str) and one.strip())
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None
