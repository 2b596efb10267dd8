"""Which format a document is in: told by its bytes; its name and claimed type only choose between what these allow."""

from __future__ import annotations

import re
from pathlib import PurePath

from ingest.cleaning.lines import is_text
from ingest.documents import RawDocument, RefusedError
from ingest.formats import is_foreign
from ingest.parsing.mail import is_mail, is_mailbox
from ingest.parsing.mhtml import is_mhtml
from ingest.parsing.packed import packed_kind
from ingest.parsing.tables import is_table

_HEAD = 8192  # bytes in which a document says what it is
_PREAMBLE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_HTML_DOCTYPE = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_ROOTS = {
    "rss": "feed", "feed": "feed", "rdf": "feed",
    "nitf": "wire", "newsitem": "wire", "newsmessage": "wire", "newsml": "wire",
    "urlset": "sitemap", "sitemapindex": "sitemap",
}  # fmt: skip
_HTML_TAGS = frozenset(
    """html head body title meta link base script style article section main header nav div p span table center font
    h1 h2 h3 h4 h5 h6 ul ol blockquote figure img a b i em strong br hr form iframe noscript""".split()  # noqa: SIM905
)
_CLAIMS = {
    ".htm": "html", ".html": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text", ".text": "text",
    ".csv": "table", ".tsv": "table", ".tab": "table", ".mhtml": "html", ".mht": "html",
    ".eml": "mail", ".mbox": "mailbox", ".xml": "xml", ".rss": "xml", ".atom": "xml", ".nitf": "xml",
    ".pdf": "bad_pdf", ".docx": "bad_docx",
    ".odt": "bad_office", ".rtf": "bad_office", ".epub": "bad_office", ".xlsx": "bad_office",
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "application/json": "json",
    "application/feed+json": "json", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl", "text/csv": "table",
    "text/tab-separated-values": "table", "message/rfc822": "mail", "application/mbox": "mailbox",
    "text/xml": "xml", "application/xml": "xml", "multipart/related": "html", "application/x-mimearchive": "html",
    "text/plain": "plain",
}  # fmt: skip
_SYMBOLS = re.compile(r"[{}<>;=()\[\]|\\/_#$*&@+^~`]")
_MOST_SYMBOLS = 0.04  # of a text's characters: prose has .01, programs and style sheets .08 and more
_LONGEST_WORD = 25  # characters, on average, from which on words are none: base64


def kind_of(raw: RawDocument) -> str:
    """Return the format of a document, by the name of its reader in `ingest.parsing.parse`.

    Raises RefusedError where the bytes are none that is read, or not what the name promises.
    """
    data = raw.data
    if is_mhtml(data):
        return "mhtml"
    if is_mailbox(data):
        return "mailbox"
    if is_mail(data):
        return "mail"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return packed_kind(data, PurePath(raw.name).suffix.lower())
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if is_foreign(data[:512]):
        raise RefusedError("unsupported", kind=PurePath(raw.name).suffix.lower())
    head = _head(data)
    marked = _marked(head)
    if marked is not None and marked != "other":
        return marked
    claim = _CLAIMS.get(PurePath(raw.name).suffix.lower())
    claim = claim or _CLAIMS.get((raw.media_type or "").partition(";")[0].strip().lower(), "")
    if claim.startswith("bad_"):
        raise RefusedError(claim)
    if claim == "mail" or claim == "mailbox":
        raise RefusedError("bad_mail")
    if claim == "xml" or (marked == "other" and claim not in ("html", "markdown", "text")):
        raise RefusedError("bad_xml")
    if claim in ("", "text", "plain"):
        return _json(head) or ("table" if is_table(head) else claim or "unknown")
    return claim


def _head(data: bytes) -> str:
    """Return the first letters of a document, whatever encoding they are in, as far as ASCII goes."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:8].count(b"\0") >= 3:
        head = head.lstrip(b"\xff\xfe").replace(b"\0", b"")
    return head.decode("utf-8", "replace")


def _marked(head: str) -> str | None:
    """Return the format that the first tag stands for, `other` for one that is not known; None where there is none."""
    preamble = _PREAMBLE.match(head)
    start = preamble.end() if preamble else 0
    if _HTML_DOCTYPE.search(head, 0, max(start, 1)):
        return "html"
    root = _ROOT.match(head, start)
    if root is None:
        return None
    name = root[1].lower()
    if name in _ROOTS:
        return _ROOTS[name]
    return "html" if name in _HTML_TAGS else "other"


def _json(head: str) -> str | None:
    """Return `json` or `jsonl` where a text without such a name is one by its first letters."""
    start = head.lstrip()
    if re.match(r'\{\s*"[^"\n]*"\s*:|\[\s*\{\s*"', start) is None:
        return None
    first, _, rest = start.partition("\n")
    return "jsonl" if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else "json"


def is_prose(text: str) -> bool:
    """Whether a text without a telling name is written for readers: no program, table, log or encoded bytes."""
    sample = text[:20_000]
    words = sample.split()
    if not words or len(sample) > _LONGEST_WORD * len(words) or not any(map(str.isalpha, sample)):
        return False
    if len(_SYMBOLS.findall(sample)) > _MOST_SYMBOLS * len(sample):
        return False
    return any(is_text(" ".join(line.split())) for line in re.split(r"\n\s*\n|\n", sample)) or is_text(
        " ".join(words[:60])
    )
