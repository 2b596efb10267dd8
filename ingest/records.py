"""JSON and JSON Lines to parsed articles, one to an object. Knows the usual names of the fields."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from ingest.article import digest
from ingest.dates import read_date
from ingest.parsed import Parsed
from ingest.raw import UnreadableError

_TITLE = ("title", "headline", "العنوان")
_TEXT = ("text", "body", "content", "articlebody", "article", "النص")
_URL = ("url", "link", "canonical_url")
_PUBLISHED = ("published", "date", "datepublished", "date_published", "published_at", "publish_date", "pubdate")
_UPDATED = ("updated", "modified", "datemodified", "date_modified", "updated_at")
_OUTLET = ("outlet", "publisher", "site_name", "source", "site", "newspaper")
_AUTHOR = ("author", "byline", "authors", "creator")
_LISTS = ("articles", "items", "data", "rows", "results")


def read_records(text: str, *, lines: bool) -> list[Parsed]:
    """Return the articles of a file, one object each: to a line (`lines`), or in one array or object.

    Raises UnreadableError `bad_json` with the `line` of the first record that cannot be read: half of a file
    is not taken in silently.
    """
    seen: Counter[str] = Counter()
    articles: list[Parsed] = []
    for number, record in _records(text, lines=lines):
        if not isinstance(record, dict):
            raise UnreadableError("bad_json", line=number)
        fields = {str(name).strip().lower(): value for name, value in record.items()}
        body = _field(fields, _TEXT)
        if not body:
            raise UnreadableError("bad_json", line=number, field="text")
        title, url = _field(fields, _TITLE), _field(fields, _URL)
        key = _field(fields, ("id", "_id", "article_id")) or url or digest("record", title or body)
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
        raise UnreadableError("empty")
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
        raise UnreadableError("bad_json", line=1)
    yield from enumerate(loaded, start=1)


def _load(text: str, line: int) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("bad_json", line=getattr(error, "lineno", 1) + line - 1) from error


def _field(fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None
