"""Records (of JSON, JSON Lines, a row of a table) to parsed articles. Knows the usual names of the fields."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from ingest.article import digest
from ingest.documents import Parsed, RefusedError
from ingest.language.dates import read_moment

# Compared without case and without what parts their words: `publishedAt`, `published_at`, `Published at`.
TITLE = ("title", "headline", "webtitle", "heading", "articletitle", "posttitle", "العنوان", "عنوان")
TEXT = tuple(
    """text body content articlebody article fulltext maintext articletext bodytext contenthtml contenttext
    contentencoded articlecontent storytext story cleantext plaintext paragraphs html النص نص المحتوى المتن""".split()  # noqa: SIM905
)
URL = ("url", "link", "canonicalurl", "weburl", "articleurl", "permalink", "الرابط")
PUBLISHED = tuple(
    """published date datepublished publishedat publisheddate publishdate publicationdate pubdate publishtime
    publishedtime datepublish datetime timestamp firstpublished postdate dategmt
    webpublicationdate createdat created التاريخ تاريخالنشر
    dateextracted""".split()  # noqa: SIM905
)
_UPDATED = tuple(
    "updated modified datemodified updatedat modifiedat lastmodified dateupdated datemodify".split()  # noqa: SIM905
)
OUTLET = tuple(
    """outlet publisher sitename source site newspaper sourcename publication medium feedtitle domain sourcedomain
    hostname المصدر الصحيفة الناشر""".split()  # noqa: SIM905
)
AUTHOR = ("author", "byline", "authors", "creator", "dccreator", "authorname", "writer", "الكاتب")
_HTML = re.compile(
    r"</?(?:p|div|br|h[1-6]|ul|ol|li|blockquote|article|span|a|strong|em|b|i)\b[^<>]{0,500}>", re.IGNORECASE
)
_INNER = ("text", "html", "rendered", "content", "value", "body")  # of a paragraph that is an object
_NAMED = ("name", "rendered", "title", "value", "display_name")  # of a person or place that is an object
_PARTING = re.compile(r"[\W_]+")
_LISTS = ("articles", "items", "data", "rows", "results", "posts", "docs", "hits")
_WRAPPERS = ("fields", "attributes", "source", "article", "document", "data")
_NOTHING = frozenset(("nan", "none", "null", "n/a", "-"))  # what programs write into empty cells


def field_name(name: object) -> str:
    """Return the name of a field or column as it is compared."""
    return _PARTING.sub("", str(name).lower())


def read_records(text: str, *, lines: bool) -> Iterator[Parsed | RefusedError]:
    """Yield the articles of a file, one object each: to a line (`lines`), or in one array or object.

    A record that is no article comes as RefusedError `bad_json` with its `line`: the others are read all the same.
    """
    outlet, records = _records(text, lines=lines)
    return numbered(_article(record, number, outlet) for number, record in records)


def _article(record: object, number: int, outlet: str | None) -> Parsed | RefusedError:
    if isinstance(record, RefusedError):
        return record
    if not isinstance(record, dict):
        return RefusedError("bad_json", line=number)
    parsed = article_of(record)
    if parsed is None:
        return RefusedError("bad_json", line=number, field="text")
    return replace(parsed, outlet=parsed.outlet or outlet)


def numbered(articles: Iterable[Parsed | RefusedError]) -> Iterator[Parsed | RefusedError]:
    """Yield `articles` with a `part` for each by which the same file read again names the same articles."""
    seen: Counter[str] = Counter()
    for one in articles:
        if isinstance(one, RefusedError):
            yield one
            continue
        key = one.part or one.url or digest("record", one.title or one.text)
        seen[key] += 1
        yield replace(one, part=key if seen[key] == 1 else f"{key}~{seen[key]}")


def article_of(record: Mapping[str, object]) -> Parsed | None:
    """Return the article of a record, None where it has no text."""
    held = [value for name, value in record.items() if field_name(name) in _WRAPPERS and isinstance(value, dict)]
    listed = [*record.items(), *(pair for one in held for pair in one.items())]
    fields = {field_name(name): value for name, value in reversed(listed)}
    body = _body(fields)
    if not body:
        return None
    embedded = record.get("_embedded")  # WordPress: authors are numbers, and their names stand here
    inner = embedded if isinstance(embedded, dict) else {}
    return Parsed(
        text=body,
        title=_field(fields, TITLE),
        outlet=_field(fields, OUTLET),
        author=_name(inner.get("author")) or _field(fields, AUTHOR),
        published=_moment(fields, PUBLISHED),
        updated=_moment(fields, _UPDATED),
        url=_field(fields, URL),
        part=_field(fields, ("id", "articleid", "guid")) or "",
    )


def _moment(fields: Mapping[str, object], names: tuple[str, ...]) -> date | None:
    return next((found for name in names if (found := read_moment(_field(fields, (name,)))) is not None), None)


def _records(text: str, *, lines: bool) -> tuple[str | None, Iterator[tuple[int, object]]]:
    """Return whose records they are, where the file says so, and the records with their numbers."""
    if lines:
        numbers = enumerate(text.split("\n"), start=1)
        return None, ((number, _line(line, number)) for number, line in numbers if line.strip())
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError("bad_json", line=getattr(error, "lineno", 1)) from error
    outlet = None
    if isinstance(loaded, dict):
        holders = [loaded, *(value for value in loaded.values() if isinstance(value, dict))]
        inner = next((one[name] for one in holders for name in _LISTS if isinstance(one.get(name), list)), None)
        if inner is not None and "jsonfeed.org" in str(loaded.get("version")):
            outlet = _name(loaded.get("title"))
        loaded = [loaded] if inner is None else inner
    if not isinstance(loaded, list):
        raise RefusedError("bad_json", line=1)
    return outlet, iter(list(enumerate(loaded, start=1)))


def _line(text: str, number: int) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return RefusedError("bad_json", line=number)


def _body(fields: Mapping[str, object]) -> str | None:
    """Return the text of a record: all paragraphs where it is a list of them, without tags where it is HTML."""
    for name in TEXT:
        text = "\n\n".join(_texts(fields.get(name)))
        if text and text.lower() not in _NOTHING:
            break
    else:
        return None
    return plain(text)


def plain(text: str) -> str:
    """Return a text without its tags where it is HTML, and as it is where it is not."""
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
    return next((found for name in names if (found := _name(fields.get(name), of_number=names is not AUTHOR))), None)


def _name(value: object, *, of_number: bool = True) -> str | None:
    if isinstance(value, list):
        return ", ".join(name for one in value if (name := _name(one, of_number=False))) or None
    if isinstance(value, dict):
        return next((name for key in _NAMED if (name := _name(value.get(key)))), None)
    if isinstance(value, bool) or (isinstance(value, (int, float)) and not of_number):
        return None
    text = str(value).strip() if isinstance(value, (str, int, float)) else ""
    return text if text and text.lower() not in _NOTHING else None
