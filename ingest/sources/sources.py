"""Turns what an editor names (a file, a folder, a .zip, a URL, a feed, an upload) into bytes with their origin.

Knows no parser and no library: what is inside the bytes, and whether it is new, is for others to say.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.documents import RawDocument, Refused, RefusedError
from ingest.language.harmless import safe_title
from ingest.sources.archives import ArchiveLimits, read_archive
from ingest.sources.fetch import Fetcher
from ingest.sources.files import ARCHIVES, FoundFile, open_regular, read_file, readable, walk
from ingest.sources.found import Found
from ingest.sources.validators import Earlier, NothingEarlier
from ingest.sources.web import FEED_PREFIX, WebLimits, WebSources

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?=/|(?!\\)\S)")  # `C:\` is no scheme
_WEB = re.compile(r"https?:", re.IGNORECASE)
_CONTAINERS = {".zip": "!"} | dict.fromkeys(
    (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xlsx", ".xml", ".rss", ".mbox", ".epub"), "#"
)  # and what stands before a part of theirs
_NAME_LIMIT = 200  # characters of an upload's name


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """Bounds of reading, in bytes; `web` holds those of feeds."""

    file_bytes: int = 20_000_000
    archive: ArchiveLimits = field(default_factory=ArchiveLimits)
    web: WebLimits = field(default_factory=WebLimits)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a reader's browser sent: `name` is what the browser calls it, `path` where it lies for now."""

    name: str
    path: Path


def is_remote(spec: str) -> bool:
    """Return whether `spec` names something on the web, which a page may ask for, not a path of this machine."""
    return _WEB.match(spec.strip()) is not None or spec.strip().lower().startswith(FEED_PREFIX)


class Sources:
    """Reads sources, in the order of their names, so that two runs over the same things are the same."""

    def __init__(self, fetcher: Fetcher, limits: SourceLimits | None = None) -> None:
        self._limits = limits or SourceLimits()
        self._web = WebSources(fetcher, self._limits.web)

    def read(self, spec: str, earlier: Earlier | None = None) -> Iterator[Found]:
        """Yield what `spec` names, lazily: RawDocument, Refused, or Unchanged for a page whose server says so.

        `source` is the path or URL as given (below a folder: the folder joined with the relative path; in a .zip
        `path!entry`; in a feed the entry's link). `identity` is the resolved path, or the URL as
        `ingest.sources.urls.canonical_url` spells it. Raises nothing: what cannot be read is Refused.
        """
        if is_remote(spec):
            yield from self._web.read(spec.strip(), earlier or NothingEarlier())
        else:
            yield from self._path(spec)

    def read_upload(self, name: str, path: Path) -> Iterator[Found]:
        """Yield an uploaded file, or what is in an uploaded .zip; its identity is `upload:` and its name.

        So uploading a file of the same name again makes a new version of the same article.
        """
        safe = upload_name(name)
        yield from self._file(path, safe, f"upload:{safe}")

    def count(self, spec: str) -> int | None:
        """Return how many files and archives a path names, None for the web. Cheap: opens no file."""
        if is_remote(spec):
            return None
        try:
            path = Path(spec).expanduser().resolve()
            return sum(1 for _ in walk(path, spec)) if path.is_dir() else 1
        except (OSError, RuntimeError, ValueError):
            return 1

    def inside(self, spec: str) -> str | None:
        """Return what the identities of all documents in a folder, .zip or .jsonl begin with; None for all else.

        What is stored with such an identity and was not seen in a whole reading has gone.
        """
        if is_remote(spec) or not spec.strip():
            return None
        try:
            path = Path(spec).expanduser().resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            return None
        if path.is_dir():
            return readable(str(path)).rstrip(os.sep) + os.sep
        mark = _CONTAINERS.get(path.suffix.lower())
        return None if mark is None else readable(str(path)) + mark

    def _path(self, spec: str) -> Iterator[Found]:
        try:
            if not spec.strip():  # to a path, nothing means the current folder
                raise FileNotFoundError
            path = Path(spec).expanduser().resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            # What looks like a URL is told so: "no such file" would send its reader the wrong way.
            yield Refused(readable(spec), "scheme" if _SCHEME.match(spec) else "not_found")
            return
        if not path.is_dir():
            yield from self._file(path, readable(spec), readable(str(path)))
            return
        for found in walk(path, spec):
            if isinstance(found, FoundFile):
                yield from self._file(found.path, found.shown, readable(str(found.path)))
            else:
                yield found

    def _file(self, path: Path, source: str, identity: str) -> Iterator[RawDocument | Refused]:
        try:
            if Path(source).suffix.lower() in ARCHIVES:
                with open_regular(path) as file:
                    yield from read_archive(file, source, identity, self._limits.archive, self._limits.file_bytes)
            else:
                yield RawDocument(source, identity, read_file(path, self._limits.file_bytes), Path(source).name)
        except RefusedError as error:
            yield error.refused(source, identity)


def upload_name(name: str) -> str:
    """Return an upload's name as a name and nothing else: no folders, nothing invisible, 200 characters at most."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name).replace("\0", ""))[-1]
    line = safe_title(base).strip(". ") or "upload"
    if len(line) <= _NAME_LIMIT:
        return line
    stem, dot, suffix = line.rpartition(".")
    return stem[: _NAME_LIMIT - 10] + dot + suffix[:9] if dot else line[:_NAME_LIMIT]
