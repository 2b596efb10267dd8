"""Recognises an unchanged source before it is parsed.

The library stores one opaque text per source, in the same transaction as the article; this module defines its
meaning. So it cannot claim that a page is stored when it is not, and it is removed with the article.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Protocol

from ingest.documents import RawDocument
from ingest.sources.found import WebDocument
from ingest.sources.validators import Validator

# Raise this whenever the same bytes give other passages; tests/data/passages.json tells when.
PASSAGES_VERSION = 2

# What decides, beside our own code, which passages come out: word lists and libraries.
_DATA = ("ingest.cleaning.data", "ingest.language.data")
_ONLY_FOR_SEARCH = frozenset(("glossary.txt",))
_LIBRARIES = (
    "trafilatura", "lxml", "pypdfium2", "python-docx", "charset-normalizer", "hijridate", "snowballstemmer", "tiktoken",
    "feedparser", "openpyxl", "striprtf",
)  # fmt: skip


class Digests(Protocol):
    """The part of the library that keeps the texts."""

    def raw_digest(self, identity: str) -> str | None:
        """Return what was given with the article that is stored of this source, None where none is."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`pipeline` is the program that read it, `content` the digest of its bytes, `validator` its server's word."""

    pipeline: str
    content: str
    validator: Validator = field(default_factory=Validator)

    def to_text(self) -> str:
        """Return it as the library keeps it."""
        return json.dumps([self.pipeline, self.content, self.validator.etag, self.validator.last_modified])

    @classmethod
    def of(cls, document: RawDocument, pipeline: str) -> Fingerprint:
        """Return the fingerprint of a document as fetched: its bytes and all else that decides what is read from it."""
        origin = [document.name, document.media_type, document.charset, sorted(document.metadata.items())]
        content = hashlib.sha256(json.dumps(origin).encode("ascii") + b"\0")
        content.update(document.data)
        validator = document.validator if isinstance(document, WebDocument) else Validator()
        return cls(pipeline, content.hexdigest()[:32], validator)

    @classmethod
    def from_text(cls, text: str | None) -> Fingerprint | None:
        """Return what `to_text` wrote, None for anything else."""
        try:
            pipeline, content, etag, last_modified = json.loads(text or "")
        except (ValueError, TypeError):
            return None
        return cls(str(pipeline), str(content), Validator(etag, last_modified))


class Remembered:
    """What the library remembers of sources, for one version of the program."""

    def __init__(self, digests: Digests, pipeline: str) -> None:
        self._digests = digests
        self._pipeline = pipeline

    def knows(self, identity: str) -> bool:
        """Return whether an article of this source is stored."""
        return self._digests.raw_digest(identity) is not None

    def validator(self, identity: str) -> Validator | None:
        """Return the page's validators, None where it must be read anew (unknown, or read by another version)."""
        known = self._known(identity)
        return known.validator if known is not None and known.validator else None

    def is_same(self, identity: str, fingerprint: Fingerprint) -> bool:
        """Return whether the source was stored from the same bytes by the same program."""
        known = self._known(identity)
        return known is not None and known.content == fingerprint.content

    def _known(self, identity: str) -> Fingerprint | None:
        known = Fingerprint.from_text(self._digests.raw_digest(identity))
        return known if known is not None and known.pipeline == self._pipeline else None


def pipeline_version() -> str:
    """Return what changes whenever the code, data or libraries that turn bytes into passages change: "2-0f3a…".

    After a change every source is read once more; what comes out the same is not embedded again.
    """
    seen = hashlib.sha256()
    for name, data in _word_lists():
        seen.update(name.encode() + b"\0" + data)
    for library in _LIBRARIES:
        try:
            seen.update(f"{library}={version(library)}".encode())
        except PackageNotFoundError:
            continue
    return f"{PASSAGES_VERSION}-{seen.hexdigest()[:16]}"


def _word_lists() -> Iterator[tuple[str, bytes]]:
    for package in _DATA:
        for entry in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".txt") and entry.name not in _ONLY_FOR_SEARCH:
                yield f"{package}/{entry.name}", entry.read_bytes()
