"""Bytes to clean articles, whatever the format. Pure and trusts nobody; `worker/` runs it in a process that may die."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from ingest.article import Doubt
from ingest.cleaning.clean import clean
from ingest.documents import Parsed, RawDocument, Reading, Refused, RefusedError
from ingest.parsing.encoding import Decoded, decode, read_text
from ingest.parsing.kinds import is_prose, kind_of

LARGEST_DOCUMENT = 32 * 1024 * 1024  # bytes; ten times a newspaper's year of one author
MOST_ARTICLES = 10_000  # of one document: four seconds of parsing
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")

Part = Parsed | RefusedError


def parse(raw: RawDocument) -> Reading:
    """Return the articles of a document: one, or as many as a file of records, messages or an export has.

    Raises RefusedError with the code of what is wrong; where only parts of it are, they are the reading's `refused`.
    """
    if len(raw.data) > LARGEST_DOCUMENT:
        raise RefusedError("too_large", limit=LARGEST_DOCUMENT >> 20)
    if not raw.data:
        raise RefusedError("empty")
    try:
        parts = list(islice(_read(raw), MOST_ARTICLES + 1))
        if len(parts) > MOST_ARTICLES:
            raise RefusedError("too_many_articles", limit=MOST_ARTICLES)
        return _cleaned(raw, parts)
    except MemoryError as error:
        raise RefusedError("memory") from error
    except RecursionError as error:
        raise RefusedError("crashed") from error


def _cleaned(raw: RawDocument, parts: Iterable[Part]) -> Reading:
    articles = []
    errors: list[RefusedError] = []
    for part in parts:
        try:
            if isinstance(part, RefusedError):
                raise part
            articles.append(clean(raw, part))
        except RefusedError as error:
            errors.append(error)
    if not articles:
        raise errors[0] if errors else RefusedError("empty")
    return Reading(tuple(articles), tuple(Refused(raw.source, one.code, raw.identity, one.params) for one in errors))


def _read(raw: RawDocument) -> Iterator[Part]:
    data = raw.data
    kind = kind_of(raw)
    if kind in _BINARY:
        yield from _binary(kind, data)
        return
    labels = (raw.charset, *_declared(data))
    decoded = read_text(data, labels)
    for part in _text(kind, decoded):
        if isinstance(part, Parsed):
            label = decoded.belies(labels)
            doubts = (Doubt("other_encoding", {"label": label, "encoding": decoded.encoding}),) if label else ()
            part = replace(part, doubts=(*part.doubts, *doubts))
        yield part


_BINARY = frozenset(
    ("pdf", "docx", "odt", "rtf", "epub", "xlsx", "mhtml", "mail", "mailbox", "wire", "sitemap", "feed")
)


def _binary(kind: str, data: bytes) -> Iterator[Part]:
    """Read what says for itself how its letters are encoded. Readers are imported where needed: some are slow."""
    from ingest.parsing.exports import split_export

    if kind == "pdf":
        from ingest.parsing.pdf import read_pdf

        yield from split_export(read_pdf(data))
    elif kind == "docx":
        from ingest.parsing.docx import read_docx

        yield from split_export(read_docx(data))
    elif kind in ("odt", "rtf", "epub"):
        from ingest.parsing.office import read_epub, read_odt, read_rtf

        yield from (
            read_epub(data) if kind == "epub" else split_export(read_odt(data) if kind == "odt" else read_rtf(data))
        )
    elif kind == "xlsx":
        from ingest.parsing.tables import read_workbook

        yield from read_workbook(data)
    elif kind == "mhtml":
        yield _mhtml(data)
    elif kind in ("mail", "mailbox"):
        from ingest.parsing.mail import read_mail, read_mailbox

        yield from read_mailbox(data) if kind == "mailbox" else [replace(read_mail(data), part="")]
    elif kind == "wire":
        from ingest.parsing.wire import read_wire

        yield from read_wire(data)
    elif kind == "feed":
        yield from _feed(data)
    else:
        raise RefusedError("sitemap")


def _text(kind: str, decoded: Decoded) -> Iterator[Part]:
    text = decoded.text
    if kind == "html":
        from ingest.parsing.html import read_html

        yield read_html(text, whole=True)
    elif kind in ("json", "jsonl"):
        from ingest.parsing.records import read_records

        yield from read_records(text, lines=kind == "jsonl")
    elif kind == "table":
        from ingest.parsing.tables import read_table

        yield from read_table(text)
    else:
        from ingest.parsing.exports import split_export
        from ingest.parsing.markdown import is_markdown, read_markdown

        if kind == "markdown" or is_markdown(text):
            yield read_markdown(text)
        elif kind == "unknown" and not is_prose(text):
            raise RefusedError("unsupported")
        else:
            yield from split_export(Parsed(text=text))


def _mhtml(data: bytes) -> Parsed:
    from ingest.parsing.html import read_html
    from ingest.parsing.mhtml import page_of

    page, charset, address = page_of(data)
    parsed = read_html(decode(page, (charset, *_declared(page))), whole=True)
    return replace(parsed, url=parsed.url or address)


def _feed(data: bytes) -> Iterator[Part]:
    from ingest.feeds import MOST_ENTRIES, entry_count, read_feed
    from ingest.language.dates import read_moment
    from ingest.parsing.records import numbered, plain

    if entry_count(data) > MOST_ENTRIES:
        raise RefusedError("too_many_articles", limit=MOST_ENTRIES)
    feed = read_feed(data, None, MOST_ENTRIES)
    if not feed.entries:
        raise RefusedError("empty_feed")
    yield from numbered(
        Parsed(
            text=plain(f"<p>{entry.content}</p>"),
            title=entry.metadata.get("title"),
            outlet=feed.title or None,
            author=entry.metadata.get("author"),
            published=read_moment(entry.metadata.get("published")),
            updated=read_moment(entry.metadata.get("updated")),
            url=entry.link,
            part=entry.key,
        )
        if entry.content_length
        else RefusedError("no_text")
        for entry in feed.entries
    )


def _declared(data: bytes) -> list[str]:
    found = (_META_CHARSET.search(data[:4096]), _XML_ENCODING.match(data[:256]))
    return [match.group(1).decode("ascii") for match in found if match]
