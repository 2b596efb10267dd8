"""Bytes to clean articles, whatever the format. Pure and trusts nobody; `worker/` runs it in a process that may die."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from ingest.article import Article
from ingest.cleaning.clean import clean
from ingest.documents import Parsed, RawDocument, RefusedError
from ingest.parsing.encoding import decode

LARGEST_DOCUMENT = 32 * 1024 * 1024  # bytes; ten times a newspaper's year of one author
_FOREIGN = (
    b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"ID3",
)  # fmt: skip
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
_HTML = re.compile(
    r"\A[\s\ufeff]*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def parse(raw: RawDocument) -> list[Article]:
    """Return the articles of a document: one, or as many as a JSON file has records.

    Raises RefusedError with the code of what is wrong.
    """
    if len(raw.data) > LARGEST_DOCUMENT:
        raise RefusedError("too_large", limit=LARGEST_DOCUMENT >> 20)
    if not raw.data:
        raise RefusedError("empty")
    try:
        return [clean(raw, parsed) for parsed in _read(raw)]
    except MemoryError as error:
        raise RefusedError("memory") from error
    except RecursionError as error:
        raise RefusedError("crashed") from error


def _read(raw: RawDocument) -> list[Parsed]:
    data = raw.data
    kind = _kind(raw)
    if kind == "pdf":
        from ingest.parsing.pdf import read_pdf

        return [read_pdf(data)]
    if kind == "docx":
        from ingest.parsing.docx import read_docx

        return [read_docx(data)]
    if kind == "mhtml":
        from ingest.parsing.html import read_html
        from ingest.parsing.mhtml import page_of

        page, charset, address = page_of(data)
        parsed = read_html(decode(page, (charset, *_declared(page))))
        return [replace(parsed, url=parsed.url or address)]
    text = decode(data, (raw.charset, *_declared(data)))
    if kind == "html" or (kind == "text" and _HTML.match(text[:4000])):
        from ingest.parsing.html import read_html

        return [read_html(text)]
    if kind in ("markdown", "text"):
        from ingest.parsing.markdown import is_markdown, read_markdown

        if kind == "markdown" or is_markdown(text):
            return [read_markdown(text)]
    if kind in ("json", "jsonl"):
        from ingest.parsing.records import read_records

        return read_records(text, lines=kind == "jsonl")
    return [Parsed(text=text)]


_KINDS = {
    ".htm": "html", ".html": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown", ".json": "json",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".pdf": "pdf", ".docx": "docx",
    ".mhtml": "mhtml", ".mht": "mhtml", "multipart/related": "mhtml", "application/x-mimearchive": "mhtml",
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "application/json": "json",
    "application/x-ndjson": "jsonl", "application/jsonl": "jsonl",
}  # fmt: skip


def _kind(raw: RawDocument) -> str:
    """Return the format: by the bytes where they tell, else by the file's extension, else by the claimed type."""
    data = raw.data
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        from ingest.parsing.docx import is_docx

        if is_docx(data):
            return "docx"
        raise RefusedError("bad_docx" if PurePath(raw.name).suffix.lower() == ".docx" else "unsupported")
    if data.startswith(_FOREIGN):
        raise RefusedError("unsupported")
    extension = PurePath(raw.name).suffix.lower()
    kind = _KINDS.get(extension) or _KINDS.get((raw.media_type or "").partition(";")[0].strip().lower(), "text")
    if kind in ("pdf", "docx"):
        raise RefusedError(f"bad_{kind}")
    if kind == "mhtml":
        from ingest.parsing.mhtml import is_mhtml

        return kind if is_mhtml(data) else "html"
    return kind


def _declared(data: bytes) -> list[str]:
    found = (_META_CHARSET.search(data[:4096]), _XML_ENCODING.match(data[:256]))
    return [match.group(1).decode("ascii") for match in found if match]
