"""A source that was not read, and one that has not changed. Plain data: knows no wording and no run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.documents import RawDocument
from ingest.sources.validators import Validator


@dataclass(frozen=True, slots=True)
class Refused:
    """A source that gave no document: `code` is a stable key that the program words, `params` fill its blanks.

    `identity` is None where the source never got as far as having one. `temporary` says that trying again may help.
    """

    source: str
    code: str
    identity: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)
    temporary: bool = False


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


class RefusedError(Exception):
    """Raised inside this package where a source turns out not to be readable."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, str | int] = dict(params)

    def refused(self, source: str, identity: str | None = None) -> Refused:
        """Return this as what a run reports about `source`."""
        return Refused(source, self.code, identity, self.params)
