"""What reading a source gives: documents, refusals, and word that a page has not changed. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.documents import RawDocument, Refused
from ingest.sources.validators import Validator


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A stored page of which its server says that it is still the same."""

    source: str
    identity: str


@dataclass(frozen=True)
class WebDocument(RawDocument):
    """A document from the web with what recognises it next time; to be remembered once the article is stored."""

    validator: Validator = field(default_factory=Validator)


Found = RawDocument | Refused | Unchanged
