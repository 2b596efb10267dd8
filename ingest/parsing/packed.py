"""Office documents and books, which are zip archives of XML: which one it is, its members, bounded. Knows no format."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from ingest.documents import RefusedError

_LARGEST_UNPACKED = 64 * 1024 * 1024  # bytes of all members together: a book of text is a tenth of it
_MOST_MEMBERS = 2000
_BLOCK = 1 << 16  # bytes of a member in which a document type would be declared
_MARKERS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("META-INF/container.xml", "epub"))
_BAD = {"docx": "bad_docx"}
_UNREADABLE = (
    zipfile.BadZipFile,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    zlib.error,
)


def packed_kind(data: bytes, suffix: str) -> str:
    """Return `docx`, `xlsx`, `odt` or `epub`. Raises RefusedError for any other archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            written = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except _UNREADABLE:
        names, written = set(), b""
    if written.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    found = next((kind for marker, kind in _MARKERS if marker in names), None)
    if found is None:
        expected = suffix.removeprefix(".")
        bad = expected in ("docx", "xlsx", "odt", "epub")
        raise RefusedError(_BAD.get(expected, "bad_office")) if bad else RefusedError("unsupported", kind=suffix)
    return found


def check_unpacked(data: bytes, bad: str = "bad_office") -> None:
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
                            raise RefusedError(bad)
    except _UNREADABLE as error:
        raise RefusedError(bad) from error


def member(data: bytes, name: str, bad: str = "bad_office") -> bytes:
    """Return the bytes of one member of a checked archive. Raises RefusedError where it cannot be had."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(name)
    except _UNREADABLE as error:
        raise RefusedError(bad) from error


def xml(data: bytes, bad: str = "bad_office") -> etree._Element:
    """Return the root of an XML document; entities stay as they are and nothing is fetched. Raises RefusedError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError(bad) from error
    declared = root.getroottree().docinfo.internalDTD if root is not None else None
    if root is None or (declared is not None and declared.entities()):  # type: ignore[union-attr]
        raise RefusedError(bad)
    return root
