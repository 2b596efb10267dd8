"""The documents inside a .zip, counted while they are unpacked. Knows no folder, network or file format.

Nothing is ever written to disk; names are only names. Sizes that the archive declares are not believed.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from ingest.documents import RawDocument, Refused, RefusedError
from ingest.formats import HEAD, is_foreign
from ingest.sources.files import ARCHIVES, is_hidden, readable

_UTF8_NAME = 0x800  # general purpose bit 11, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # Python's zipfile unpacks the others without a bound
# What zipfile raises on bytes that are no archive, or are one no longer; NotImplementedError is a RuntimeError.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError),
    *(ValueError, RuntimeError, LookupError, OverflowError),
)
_NAME_ENCODINGS = ("utf-8", "cp720", "cp1256")  # of Windows with an Arabic locale: the .zip of Explorer, of others
_NAME_LIMIT = 1000  # characters


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds of one archive, in bytes and entries."""

    packed_bytes: int = 200_000_000
    unpacked_bytes: int = 500_000_000
    entries: int = 5_000


def read_archive(
    file: BinaryIO, source: str, identity: str, limits: ArchiveLimits, file_limit: int
) -> Iterator[RawDocument | Refused]:
    """Yield what is in the archive, by name; every identity is `<archive>!<name>`. Raises nothing."""
    try:
        if file.seek(0, 2) > limits.packed_bytes:
            raise RefusedError("too_large", limit=limits.packed_bytes // 1_000_000)
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.entries:
                raise RefusedError("too_many", limit=limits.entries)
            yield from _entries(archive, entries, source, identity, limits, file_limit)
    except RefusedError as error:
        yield error.refused(source, identity)
    except _DAMAGED:
        yield Refused(source, "bad_zip", identity)


def _entries(
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    source: str,
    identity: str,
    limits: ArchiveLimits,
    file_limit: int,
) -> Iterator[RawDocument | Refused]:
    left = limits.unpacked_bytes
    seen: set[str] = set()
    for name, entry in sorted(((_name(entry), entry) for entry in entries), key=lambda pair: pair[0]):
        if any(is_hidden(part) for part in PurePosixPath(name).parts if part not in ("..", "/")):
            continue
        entry_source, entry_identity = f"{source}!{name}", f"{identity}!{name}"
        try:
            _check(name, entry, seen)
            data = _unpack(archive, entry, min(file_limit, left))
        except RefusedError as error:
            if error.code == "too_large" and left < file_limit:
                raise RefusedError("unpacks_too_large", limit=limits.unpacked_bytes // 1_000_000) from error
            yield error.refused(entry_source, entry_identity)
            continue
        left -= len(data)
        yield RawDocument(entry_source, entry_identity, data, PurePosixPath(name).name)


def _check(name: str, entry: zipfile.ZipInfo, seen: set[str]) -> None:
    """Raise RefusedError where an entry is not a plain document; remembers its name in `seen`."""
    path = PurePosixPath(name)
    unsafe = path.is_absolute() or ".." in path.parts or "\0" in name or ":" in path.parts[0]
    if unsafe or len(name) > _NAME_LIMIT:
        raise RefusedError("unsafe_name")
    if name in seen:
        raise RefusedError("twice")
    seen.add(name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedError("link")
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedError("encrypted")
    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        raise RefusedError("nested_archive")
    if entry.compress_type not in _METHODS:
        raise RefusedError("bad_zip")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Return an entry's bytes, never unpacking more than `limit`. Raises RefusedError."""
    too_large = RefusedError("too_large", limit=limit // 1_000_000)
    if entry.file_size > limit:
        raise too_large
    try:
        with archive.open(entry) as file:
            head = file.read(min(HEAD, limit + 1))
            if is_foreign(head):
                raise RefusedError("unsupported", kind=PurePosixPath(entry.filename).suffix.lower())
            data = head + file.read(limit + 1 - len(head))
    except _DAMAGED as error:
        raise RefusedError("bad_zip") from error
    if len(data) > limit:
        raise too_large
    return data


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name with `/`; names in UTF-8 without the flag that says so are common for Arabic."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        name = _unlabelled(name)
    return readable(name.replace("\\", "/"))


def _unlabelled(name: str) -> str:
    """Return a name that zipfile has read as cp437 because nothing says what it is: UTF-8, or an Arabic code page."""
    try:
        data = name.encode("cp437")
    except UnicodeError:
        return name
    for encoding in _NAME_ENCODINGS:
        try:
            decoded = data.decode(encoding)
        except UnicodeError:
            continue
        wide = [letter for letter in decoded if not letter.isascii()]
        if encoding == "utf-8" or (wide and all("\u0621" <= letter <= "\u064a" for letter in wide)):
            return decoded
    return name
