"""A Word document to its text, bounded before it is unpacked. Knows no other Office format."""

from __future__ import annotations

import io
import zipfile
import zlib

from ingest.documents import Parsed, RefusedError

_LARGEST_UNPACKED = 64 * 1024 * 1024  # bytes of all members together: a book of text is a tenth of it
_MOST_MEMBERS = 2000
_BLOCK = 1 << 16  # bytes of a member in which a document type would be declared


def read_docx(data: bytes) -> Parsed:
    """Return the paragraphs and table cells of a document. Raises RefusedError `bad_docx` or `too_large`."""
    _check_unpacked(data)
    import docx  # a fifth of a second that plain text does not pay
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        title = None
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines.extend(cell.text for row in block.rows for cell in row.cells if cell.text.strip())
                continue
            style = block.style.name if block.style is not None else ""
            if title is None and style in ("Title", "Heading 1") and block.text.strip():
                title = block.text
            lines.append(block.text)
    except RefusedError:
        raise
    except (KeyError, ValueError, AttributeError, OSError, SyntaxError, zipfile.BadZipFile, zlib.error) as error:
        raise RefusedError("bad_docx") from error
    return Parsed(text="\n\n".join(lines), title=title)


def is_docx(data: bytes) -> bool:
    """Whether a zip archive holds a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _check_unpacked(data: bytes) -> None:
    """Refuse an archive that would unpack to too much, is encrypted, or whose XML declares a document type.

    The declared sizes bound the real ones: zipfile reads no further than they say, and then misses the checksum.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _LARGEST_UNPACKED:
                raise RefusedError("too_large", limit=_LARGEST_UNPACKED >> 20)
            if any(member.flag_bits & 1 for member in members):
                raise RefusedError("encrypted")
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as stream:
                        if b"<!DOCTYPE" in stream.read(_BLOCK):
                            raise RefusedError("bad_docx")
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, zlib.error) as error:
        raise RefusedError("bad_docx") from error
