"""A page that a browser saved as one file (.mhtml) to the page itself and its address. Knows no HTML."""

from __future__ import annotations

import email
import email.policy

from ingest.documents import RefusedError

_PAGES = ("text/html", "application/xhtml+xml")
_LARGEST_HEAD = 4096  # bytes in which the file says that it is one


def is_mhtml(data: bytes) -> bool:
    """Whether bytes are a saved page: a MIME message of related parts."""
    head = data[:_LARGEST_HEAD].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def page_of(data: bytes) -> tuple[bytes, str | None, str | None]:
    """Return the page's bytes, the encoding that its part claims, and its address. Raises RefusedError `no_text`."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    part = next((one for one in message.walk() if one.get_content_type() in _PAGES), None)
    page = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(page, bytes):
        raise RefusedError("no_text")
    address = message.get("Snapshot-Content-Location") or part.get("Content-Location")
    return page, part.get_content_charset(), str(address) if address else None
