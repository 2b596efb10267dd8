"""Files and folders of this machine, read without surprises. Knows no archive, network or file format.

A surprise would be: a link out of the folder, a pipe that never ends, a device, a file of 2 GB.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.documents import Refused, RefusedError
from ingest.formats import HEAD, is_foreign

ARCHIVES = frozenset((".zip",))

# What operating systems and offices leave in folders; `~$` begins the lock file of an open document.
_JUNK = frozenset(("thumbs.db", "desktop.ini", "__macosx", "icon\r"))
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_DEPTH = 64  # folders inside folders


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a folder: `shown` is the given folder joined with the relative path."""

    path: Path
    shown: str


def readable(text: str) -> str:
    """Return a path as text that can be stored and shown: bytes that are no UTF-8 become escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_hidden(name: str) -> bool:
    """Return whether a file or folder of this name is left out without a word."""
    return name.startswith((".", "~$")) or name.lower() in _JUNK


def open_regular(path: Path) -> BinaryIO:
    """Return a regular file opened for reading; never follows a link, never waits for a pipe. Raises RefusedError."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise RefusedError(_why(error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise RefusedError("not_a_file")
    return os.fdopen(descriptor, "rb")


def read_file(path: Path, limit: int) -> bytes:
    """Return a regular file's bytes. Raises RefusedError: `unsupported` where they surely are no text (a picture, say),
    `too_large` where it has more than `limit`.
    """
    with open_regular(path) as file:
        try:
            if is_foreign(file.read(HEAD)):
                raise RefusedError("unsupported", kind=readable(path.suffix))
            if os.fstat(file.fileno()).st_size > limit:
                raise RefusedError("too_large", limit=limit // 1_000_000)
            file.seek(0)
            data = file.read(limit + 1)
        except OSError as error:
            raise RefusedError(_why(error)) from error
    if len(data) > limit:
        raise RefusedError("too_large", limit=limit // 1_000_000)
    return data


def walk(folder: Path, shown: str) -> Iterator[FoundFile | Refused]:
    """Yield the files of a folder and its folders, by name; `folder` is resolved, `shown` is how it was given.

    Hidden files are left out, links are never followed: one that stays inside leads to what is read anyway, one that
    leads out is refused. The companion folder of a saved page (`story_files` beside `story.html`) is left out.
    """
    yield from _walk(folder, shown, folder, 0)


def _walk(folder: Path, shown: str, root: Path, depth: int) -> Iterator[FoundFile | Refused]:
    if depth > _DEPTH:
        yield Refused(readable(shown), "too_deep", readable(str(folder)), params={"limit": _DEPTH})
        return
    try:
        with os.scandir(folder) as listing:
            entries = sorted((entry for entry in listing if not is_hidden(entry.name)), key=lambda entry: entry.name)
    except OSError as error:
        yield Refused(readable(shown), _why(error), readable(str(folder)))
        return
    pages = {Path(entry.name).stem for entry in entries if entry.name.lower().endswith(_PAGE_SUFFIXES)}
    for entry in entries:
        path, name = Path(entry.path), str(Path(shown) / entry.name)
        if entry.is_symlink():
            yield from _link(path, name, root)
        elif entry.is_dir(follow_symlinks=False):
            if entry.name.removesuffix("_files") not in pages or not entry.name.endswith("_files"):
                yield from _walk(path, name, root, depth + 1)
        else:
            yield FoundFile(path, readable(name))


def _link(path: Path, name: str, root: Path) -> Iterator[Refused]:
    try:
        inside = path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # leads nowhere, or in a circle
        inside = False
    if not inside:
        yield Refused(readable(name), "link", readable(str(path)))


def _why(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return "not_found"
    if number in (errno.EACCES, errno.EPERM):
        return "not_allowed"
    if number == errno.ELOOP:
        return "link"
    if number == errno.ENXIO:  # a socket, or a pipe that nobody writes to
        return "not_a_file"
    return "not_found" if isinstance(error, ValueError) else "unreadable"
