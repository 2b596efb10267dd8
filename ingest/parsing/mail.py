"""E-mail to articles: a message saved as a file (.eml), or a mailbox of them (mbox). Opens no attachment."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from ingest.article import Doubt
from ingest.documents import Parsed, RefusedError
from ingest.language.dates import read_moment
from ingest.parsing.encoding import decode
from ingest.parsing.records import numbered

_LARGEST_HEAD = 16_384  # bytes in which the header of a message ends, or its telling fields stand
_FIELD = re.compile(rb"^(from|to|subject|date|message-id|mime-version|received|return-path|delivered-to):", re.I | re.M)
_HEADER_LINE = re.compile(rb"(?:[!-9;-~]{1,76}:|[ \t]\S)")
_FEWEST_FIELDS = 3
MOST_MESSAGES = 5000  # of a mailbox
_ENVELOPE = re.compile(rb"^From \S+[^\n]*(?:19|20)\d\d[^\n]*\n(?=[!-9;-~]{1,76}:)", re.MULTILINE)
_PREFIX = re.compile(r"^\s*(?:(?:re|fwd?|fw|aw|wg|رد|إعادة توجيه)\s*:\s*)+", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_UNDECODABLE = (ValueError, LookupError, TypeError, IndexError, AttributeError)


def is_mail(data: bytes) -> bool:
    """Whether bytes begin with the header of a message."""
    head = data[:_LARGEST_HEAD].replace(b"\r\n", b"\n").lstrip(b"\xef\xbb\xbf\n")
    header = head.partition(b"\n\n")[0]
    lines = header.split(b"\n")[:40]
    named = {match[1].lower() for match in _FIELD.finditer(header)}
    return len(named) >= _FEWEST_FIELDS and all(_HEADER_LINE.match(line) for line in lines)


def is_mailbox(data: bytes) -> bool:
    """Whether bytes begin as a mailbox does: with the line "From sender date" and a header under it."""
    return _ENVELOPE.match(data[:_LARGEST_HEAD].replace(b"\r\n", b"\n")) is not None


def read_mail(data: bytes) -> Parsed:
    """Return the message as an article. Raises RefusedError `bad_mail` where it has no text."""
    # compat32 takes any header that was ever sent; the newer policies raise on some.
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=email.policy.compat32)
    parts = [part for part in message.walk() if not part.is_multipart()]
    shown = [part for part in parts if not part.get_filename() and part.get_content_disposition() != "attachment"]
    body = _html(shown) or _plain(shown)
    if not body:
        raise RefusedError("bad_mail")
    kept = [part for part in shown if part.get_content_maintype() in ("text", "image")]
    attached = len(parts) - len(kept)
    name, address = parseaddr(_header(message, "From"))
    return Parsed(
        text=body,
        title=_PREFIX.sub("", _header(message, "Subject")) or None,
        author=name or address or None,
        published=read_moment(_header(message, "Date")),
        part=_header(message, "Message-ID").strip(" <>"),
        doubts=(Doubt("attachments", {"count": attached}),) if attached else (),
    )


def read_mailbox(data: bytes) -> Iterator[Parsed | RefusedError]:
    """Yield the messages of a mailbox, each as an article."""
    data = data.replace(b"\r\n", b"\n")
    starts = [
        match for match in _ENVELOPE.finditer(data) if match.start() == 0 or data[: match.start()].endswith(b"\n\n")
    ]
    if len(starts) > MOST_MESSAGES:
        raise RefusedError("too_many_articles", limit=MOST_MESSAGES)
    ends = [match.start() for match in starts[1:]] + [len(data)]
    messages = (data[start.end() : end] for start, end in zip(starts, ends, strict=True))
    return numbered(_one(re.sub(rb"^>(>*From )", rb"\1", message, flags=re.M)) for message in messages)


def _one(data: bytes) -> Parsed | RefusedError:
    try:
        return read_mail(data)
    except RefusedError as error:
        return error


def _html(parts: list[Message]) -> str | None:
    from ingest.parsing.html import read_html

    for part in parts:
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and (text := _text(part)):
            try:
                return read_html(text).text
            except RefusedError:
                continue
    return None


def _plain(parts: list[Message]) -> str | None:
    texts = [
        text
        for part in parts
        if part.get_content_maintype() == "text" and part.get_content_subtype() != "html" and (text := _text(part))
    ]
    return "\n\n".join(_SIGNATURE.split(text)[0].strip() for text in texts) or None


def _text(part: Message) -> str | None:
    try:
        data = part.get_payload(decode=True)
        return decode(data, (part.get_content_charset(),)) if isinstance(data, bytes) else None
    except (RefusedError, *_UNDECODABLE):
        return None


def _header(message: Message, name: str) -> str:
    """Return a header in words; encoded words that lie about their encoding stay as they are."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(value)))
    except (*_UNDECODABLE, email.errors.HeaderParseError):
        text = str(value)
    raw = text.encode("utf-8", "surrogateescape")
    try:  # eight-bit headers without any label
        text = decode(raw) if any(byte > 0x7F for byte in raw) else text
    except RefusedError:
        text = raw.decode("utf-8", "replace")
    return " ".join(text.split())
