"""A PDF to its text. Knows no layout but lines."""

from __future__ import annotations

from ingest.parsed import Parsed
from ingest.raw import UnreadableError


def read_pdf(data: bytes) -> Parsed:
    """Return the text of a PDF in reading order."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return Parsed(text="\n\n".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()
